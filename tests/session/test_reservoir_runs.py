"""A run file of an echo state network: the reservoir is kept, and training goes on to the bit."""

import random
from pathlib import Path
from typing import Any

import torch

from rnnlab.config import RunConfig
from rnnlab.session import capture_run, load_run, open_model, resume, save_run
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.records import StepRecord
from rnnlab.training.trainer import Trainer

SOURCE = source_from_text("".join(random.Random(1).choices("abcde ", k=900)), "Letters")
SETTINGS: dict[str, Any] = {
    "cell": "rnn-tanh",
    "reservoir": True,
    "spectral_radius": 1.1,
    "layers": 2,
    "dropout": 0.3,
    "hidden_size": 6,
    "embedding_size": 4,
    "batch_size": 4,
    "sequence_length": 5,
    "steps": 40,
    "device": "cpu",
    "threads": 1,
}


def begin() -> Trainer:
    config = RunConfig().changed(**SETTINGS)
    return Trainer(config, build_corpus(SOURCE, config.text))


def advance(trainer: Trainer, until: int) -> list[float]:
    losses = []
    for record in train(trainer):
        if isinstance(record, StepRecord):
            losses.append(record.loss)
            if record.step == until:
                break
    return losses


def test_a_saved_reservoir_is_read_and_goes_on(tmp_path: Path) -> None:
    whole, first = begin(), begin()
    losses, begun = advance(whole, 40), advance(first, 17)
    run = capture_run("Echo", first.config, first.corpus, SOURCE, first.state(), History())
    save_run(tmp_path / "echo.rnnlab", run)
    saved = load_run(tmp_path / "echo.rnnlab")
    assert saved.config.model.is_reservoir
    assert saved.config.model.spectral_radius == 1.1
    second, _ = resume(saved, SOURCE, {})
    assert begun + advance(second, 40) == losses
    pairs = zip(second.model.parameters(), whole.model.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)


def test_a_model_opened_from_a_file_knows_what_is_fixed(tmp_path: Path) -> None:
    first = begin()
    run = capture_run("Echo", first.config, first.corpus, SOURCE, first.state(), History())
    save_run(tmp_path / "echo.rnnlab", run)
    model = open_model(load_run(tmp_path / "echo.rnnlab"))
    learnt = [name for name, weight in model.named_parameters() if weight.requires_grad]
    assert learnt == ["output.weight", "output.bias"]
