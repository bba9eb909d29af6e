"""Runs that run out of memory in earnest: each in a process that may take little more."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")

# What all share: a text, what a job tells, and a limit on what may be taken from there on.
BEGINNING = """
import random, resource, sys
from rnnlab.gui.one_arena import share_one_arena
share_one_arena()  # as the window does; else each thread sets 64 MB aside
import torch
torch.set_num_threads(1)
from rnnlab.config import RunConfig, TextConfig
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.training_job import TrainingJob
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.records import Failed, Finished, StepRecord
from rnnlab.training.trainer import Trainer

text = "".join(random.Random(1).choices("abcdefgh ", k=300_000))
corpus = build_corpus(source_from_text(text, "Letters"), TextConfig())
small = RunConfig(text=corpus.codec.config).changed(
    device="cpu", threads=1, steps=3, hidden_size=16, embedding_size=8, initialisation="default"
)

def train(config):
    mailbox = Mailbox()
    make = lambda: Trainer(config, corpus)
    job = TrainingJob(1, make, mailbox, subject=(config, corpus))
    job.start()
    job.join()
    return job, [message.record for message in mailbox.drain(100)]

def limit(megabytes):
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20, hard))

def check_the_advice(config, name, words):
    job, (*_, ending) = train(config)
    assert isinstance(ending, Failed), ending
    assert list(ending.remedy) == [name], ending
    value = ending.remedy[name]
    assert words.format(f"{value:,}") in ending.sentence, ending
    assert not ending.report
    assert config.values()[name] % value < config.values()[name] // 2
    _, (*_, of_remedy) = train(config.changed(**ending.remedy))
    assert isinstance(of_remedy, Finished), of_remedy
    return job, ending

job, (*_, ending) = train(small)  # everything is loaded that training needs
assert isinstance(ending, Finished)
"""

BATCH = """
limit(160)
large = small.changed(batch_size=4096)
check_the_advice(large, "batch_size", "Batch size {} would fit.")
"""

SEQUENCE = """
limit(160)
long = small.changed(batch_size=1, sequence_length=16_384, hidden_size=192)
check_the_advice(long, "sequence_length", "Sequence length {} would fit.")
"""

HIDDEN = """
limit(160)
wide = small.changed(hidden_size=3000, batch_size=2, sequence_length=2)
check_the_advice(wide, "hidden_size", "{} hidden units would fit.")
"""

# Memory that goes while it trains; what was learnt is kept, written with, and gone on with.
LATER = """
from rnnlab.generation.writer import Writer

config = small.changed(batch_size=1024, steps=6, dropout=0.2)
_, told = train(config)
losses = [record.loss for record in told if isinstance(record, StepRecord)]
trainer = Trainer(config, corpus)
make_step = trainer.make_step

def without_memory():
    if trainer.step == 3:
        limit(20)
    return make_step()

def go_on():
    mailbox = Mailbox()
    job = TrainingJob(1, lambda: trainer, mailbox)
    job.start()
    job.join()
    return [message.record for message in mailbox.drain(100)]

trainer.make_step = without_memory
*_, ending = go_on()
assert isinstance(ending, Failed), ending
assert "The weights of step 3 are kept." in ending.sentence, ending
_, hard = resource.getrlimit(resource.RLIMIT_AS)
resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
assert Writer.from_model(trainer.model) is not None
trainer.make_step = make_step
later = go_on()
assert isinstance(later[-1], Finished), later[-1]
assert [record.loss for record in later if isinstance(record, StepRecord)] == losses[3:]
"""

STORIES = {
    "batch": BATCH,
    "sequence": SEQUENCE,
    "hidden units": HIDDEN,
    "later": LATER,
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_what_would_fit_is_true(story: str) -> None:
    code = BEGINNING + story
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False
    )
    assert ended.returncode == 0, ended.stderr
