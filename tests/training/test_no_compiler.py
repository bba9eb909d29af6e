"""Training leaves torch's compiler on the disk."""

import subprocess
import sys

_RUNS = """
import sys
from rnnlab.config import RunConfig, TextConfig
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.trainer import Trainer

corpus = build_corpus(source_from_text("the cat sat on the mat. " * 40, "Cats"), TextConfig())
for optimizer in ("sgd", "momentum", "rmsprop", "adam"):
    config = RunConfig().changed(optimizer=optimizer, hidden_size=4, batch_size=2, device="cpu")
    trainer = Trainer(config, corpus)
    trainer.make_step()
    trainer.validate()
    trainer.restore(trainer.state())
print(*sorted({"torch._dynamo", "torch._inductor", "sympy"} & sys.modules.keys()))
"""


def test_a_run_begins_without_torchs_compiler() -> None:
    """It would take as long to load as torch itself."""
    told = subprocess.run([sys.executable, "-c", _RUNS], check=True, capture_output=True, text=True)
    assert told.stdout.split() == []
