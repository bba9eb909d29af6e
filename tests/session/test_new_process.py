"""100 steps, a file, a new process and 100 more are 200 steps, to the bit."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CELLS = ("rnn-tanh", "rnn-relu", "gru-simplified", "gru", "lstm")
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
    }

print(json.dumps([part(*job) for job in json.loads(sys.argv[1])]))
"""


def settings(cell: str, optimizer: str) -> dict[str, Any]:
    return {
        "cell": cell,
        "optimizer": optimizer,
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
    }


def in_new_process(jobs: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The parts, made one after another in a process of their own."""
    command = [sys.executable, "-c", PART, json.dumps(jobs)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    parts: list[dict[str, Any]] = json.loads(finished.stdout)
    return parts


def check(tmp_path: Path, pairs: list[tuple[str, str]]) -> None:
    names = [str(tmp_path / f"{cell}-{optimizer}.rnnlab") for cell, optimizer in pairs]
    chosen = list(zip([settings(*pair) for pair in pairs], names, strict=True))
    begun = [(values, 100, "", name) for values, name in chosen]
    parts = in_new_process([*begun, *((values, 200, "", "") for values, _ in chosen)])
    firsts, wholes = parts[: len(pairs)], parts[len(pairs) :]
    seconds = in_new_process([(values, 200, name, "") for values, name in chosen])
    for pair, first, second, whole in zip(pairs, firsts, seconds, wholes, strict=True):
        assert len(first["losses"]) == len(second["losses"]) == 100, pair
        assert first["losses"] + second.pop("losses") == whole.pop("losses"), pair
        assert second == whole, pair
        assert len(whole["validation"]) >= 6, pair


def test_an_lstm_with_adam_goes_on_in_a_new_process_to_the_bit(tmp_path: Path) -> None:
    check(tmp_path, [("lstm", "adam")])


@pytest.mark.slow
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_and_optimiser_goes_on_in_a_new_process_to_the_bit(
    tmp_path: Path, cell: str
) -> None:
    check(tmp_path, [(cell, optimizer) for optimizer in OPTIMIZERS])
