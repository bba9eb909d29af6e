"""100 steps, a file, a new process and 100 more are 200 steps, to the bit."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CELLS: dict[str, dict[str, Any]] = {
    "rnn-tanh": {},
    "rnn-relu": {},
    "gru-simplified": {},
    "gru": {},
    "lstm": {},
    "window": {"window": 3, "layers": 1},
    "average": {"layers": 1},
    "echo state": {"cell": "rnn-tanh", "reservoir": True},
}
# Other choices that something in the state depends on.
CHOICES: dict[str, dict[str, Any]] = {
    "cosine": {"schedule": "cosine"},
    "one-cycle": {"schedule": "one-cycle"},
    "plateau": {"schedule": "plateau", "validation_interval": 5, "learning_rate": 0.2},
    "tied weights": {"tie_weights": True, "embedding_size": 6},
    "one-hot": {"input_encoding": "one-hot"},
    "a fresh state for every batch": {"carry_state": False},
    "words": {"unit": "word", "batch_size": 2, "sequence_length": 3},
    "no dropout, one layer": {"dropout": 0.0, "layers": 1},
    "clipped hard": {"gradient_clip": 0.01},
    "two threads": {"threads": 2, "hidden_size": 64},
}
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")

# Trains to a step, from the beginning or from a file, and says all that the rest depends on.
PART = """
import hashlib, json, random, sys
from pathlib import Path
import torch
from rnnlab.config import RunConfig
from rnnlab.session import capture_run, load_run, resume, save_run
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.records import StepRecord
from rnnlab.training.trainer import Trainer

def digest(tensors):
    parts = [name.encode() + tensors[name].numpy().tobytes() for name in sorted(tensors)]
    return hashlib.sha256(b"".join(parts)).hexdigest()

def part(values, until, begin_with, save_as):
    source = source_from_text("".join(random.Random(1).choices("abcde ", k=900)), "Letters")
    config = RunConfig().changed(**values)
    if begin_with:
        trainer, history = resume(load_run(Path(begin_with)), source, {})
    else:
        trainer, history = Trainer(config, build_corpus(source, config.text)), History()
    losses = []
    for record in train(trainer):
        history.add(record)
        if isinstance(record, StepRecord):
            losses.append(record.loss.hex())
            if record.step == until:
                break
    state = trainer.state()
    if save_as:
        run = capture_run("Try", trainer.config, trainer.corpus, source, state, history)
        save_run(Path(save_as), run)
    batch = trainer._learner.feed.batch(trainer.step)
    return {
        "losses": losses,
        "weights": digest(state.weights),
        "optimizer": digest(state.optimizer),
        "plain": state.plain,
        "next_batch": [tensor.tolist() for tensor in batch],
        "validation": history.validation.rows().tolist(),
        "history": {
            name: history.training.column(name).tolist()
            for name in ("step", "tokens", "loss", "learning_rate", "gradient_norm",
                         "clipped_norm", "smoothed_loss")
        },
    }

print(json.dumps([part(*job) for job in json.loads(sys.argv[1])]))
"""


def settings(**values: Any) -> dict[str, Any]:
    return {
        "layers": 2,
        "dropout": 0.3,
        "weight_decay": 0.01,
        "hidden_size": 6,
        "embedding_size": 4,
        "batch_size": 4,
        "sequence_length": 5,
        "validation_interval": 30,
        "steps": 210,
        "device": "cpu",
        "threads": 1,
        **values,
    }


def of_cell(cell: str, optimizer: str) -> dict[str, Any]:
    named = {} if "cell" in CELLS[cell] else {"cell": cell}
    return settings(optimizer=optimizer, **named, **CELLS[cell])


def in_new_process(jobs: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The parts, made one after another in a process of their own."""
    command = [sys.executable, "-c", PART, json.dumps(jobs)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    parts: list[dict[str, Any]] = json.loads(finished.stdout)
    return parts


def check(tmp_path: Path, chosen: dict[str, dict[str, Any]]) -> None:
    paths = [str(tmp_path / f"{number}.rnnlab") for number in range(len(chosen))]
    runs = list(zip(chosen.values(), paths, strict=True))
    begun = [(values, 100, "", path) for values, path in runs]
    parts = in_new_process([*begun, *((values, 200, "", "") for values, _ in runs)])
    firsts, wholes = parts[: len(chosen)], parts[len(chosen) :]
    seconds = in_new_process([(values, 200, path, "") for values, path in runs])
    for name, first, second, whole in zip(chosen, firsts, seconds, wholes, strict=True):
        assert len(first["losses"]) == len(second["losses"]) == 100, name
        assert first["losses"] + second.pop("losses") == whole.pop("losses"), name
        assert second == whole, name
        assert len(whole["validation"]) >= 6, name
        assert whole["history"]["step"] == list(range(1, 201)), name


def test_an_lstm_with_adam_goes_on_in_a_new_process_to_the_bit(tmp_path: Path) -> None:
    check(tmp_path, {"lstm": of_cell("lstm", "adam")})


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_and_optimiser_goes_on_in_a_new_process_to_the_bit(
    tmp_path: Path, cell: str
) -> None:
    check(tmp_path, {optimizer: of_cell(cell, optimizer) for optimizer in OPTIMIZERS})


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_other_choice_goes_on_in_a_new_process_to_the_bit(tmp_path: Path) -> None:
    check(tmp_path, {name: settings(**values) for name, values in CHOICES.items()})
