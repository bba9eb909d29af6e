"""Run files of networks without recurrence: training goes on to the bit."""

import random
from pathlib import Path
from typing import Any

import pytest
import torch

from rnnlab.config import RunConfig
from rnnlab.session import capture_run, load_run, open_model, resume, save_run
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.records import StepRecord
from rnnlab.training.trainer import Trainer

SOURCE = source_from_text("".join(random.Random(1).choices("abcde ", k=900)), "Letters")
SHAPES: dict[str, dict[str, Any]] = {
    "window": {"cell": "window", "window": 7},
    "window of one": {"cell": "window", "window": 1},
    "window, one-hot": {"cell": "window", "window": 3, "input_encoding": "one-hot"},
    "average": {"cell": "average"},
    "average, tied": {"cell": "average", "tie_weights": True, "embedding_size": 6},
}
SETTINGS: dict[str, Any] = {
    "dropout": 0.3,
    "hidden_size": 6,
    "embedding_size": 4,
    "batch_size": 4,
    "sequence_length": 5,
    "steps": 40,
    "device": "cpu",
    "threads": 1,
}


def begin(shape: str) -> Trainer:
    config = RunConfig().changed(**SETTINGS | SHAPES[shape])
    return Trainer(config, build_corpus(SOURCE, config.text))


def advance(trainer: Trainer, until: int) -> list[float]:
    losses = []
    for record in train(trainer):
        if isinstance(record, StepRecord):
            losses.append(record.loss)
            if record.step == until:
                break
    return losses


@pytest.mark.parametrize("shape", SHAPES)
def test_a_saved_run_is_read_and_goes_on_to_the_bit(shape: str, tmp_path: Path) -> None:
    whole, first = begin(shape), begin(shape)
    losses, begun = advance(whole, 40), advance(first, 17)
    run = capture_run("Run", first.config, first.corpus, SOURCE, first.state(), History())
    save_run(tmp_path / "run.rnnlab", run)
    saved = load_run(tmp_path / "run.rnnlab")
    assert saved.config.model == first.config.model
    second, _ = resume(saved, SOURCE, {})
    assert begun + advance(second, 40) == losses
    pairs = zip(second.model.parameters(), whole.model.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_model_opened_from_a_file_scores_as_before(shape: str, tmp_path: Path) -> None:
    first = begin(shape)
    advance(first, 5)
    run = capture_run("Run", first.config, first.corpus, SOURCE, first.state(), History())
    save_run(tmp_path / "run.rnnlab", run)
    model = open_model(load_run(tmp_path / "run.rnnlab")).eval()
    text = torch.tensor([[0, 1, 2, 3, 1, 2, 0]]).T
    assert torch.equal(model(text)[0], first.model.eval()(text)[0])
