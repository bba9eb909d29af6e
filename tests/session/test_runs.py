"""From a trainer to a run file and back."""

import dataclasses
import errno
import math
import os
import random
from pathlib import Path
from typing import Any

import pytest
import torch

from rnnlab.config import ConfigError, RunConfig, UserError
from rnnlab.session import (
    RunFileError,
    SavedRun,
    capture_run,
    check_writable,
    load_run,
    open_codec,
    open_model,
    resume,
    save_run,
    source_reference,
)
from rnnlab.text import Source, build_corpus, source_from_text
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.records import StepRecord
from rnnlab.training.trainer import Trainer

CELLS = ("rnn-tanh", "rnn-relu", "gru-simplified", "gru", "lstm")
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")
SOURCE = source_from_text("".join(random.Random(1).choices("abcde ", k=900)), "Letters")


def begin(steps: int = 40, **values: Any) -> tuple[Trainer, History]:
    settings = {
        "hidden_size": 6,
        "embedding_size": 4,
        "batch_size": 4,
        "sequence_length": 5,
        "validation_interval": 10,
        "steps": steps,
        "device": "cpu",
        "threads": 1,
    }
    config = RunConfig().changed(**settings | values)
    return Trainer(config, build_corpus(SOURCE, config.text)), History()


def advance(trainer: Trainer, history: History, until: int) -> list[float]:
    losses = []
    for record in train(trainer):
        history.add(record)
        if isinstance(record, StepRecord):
            losses.append(record.loss)
            if record.step == until:
                break
    return losses


def captured(trainer: Trainer, history: History) -> SavedRun:
    return capture_run("Try", trainer.config, trainer.corpus, SOURCE, trainer.state(), history)


@pytest.fixture
def saved(tmp_path: Path) -> SavedRun:
    """A run of 12 of 40 steps, written and read again."""
    trainer, history = begin()
    advance(trainer, history, 12)
    save_run(tmp_path / "run.rnnlab", captured(trainer, history))
    return load_run(tmp_path / "run.rnnlab")


def through_a_file(run: SavedRun, path: Path) -> SavedRun:
    save_run(path, run)
    return load_run(path)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cell", CELLS)
def test_every_run_goes_on_from_its_file_to_the_bit(
    tmp_path: Path, cell: str, optimizer: str
) -> None:
    values = {"cell": cell, "optimizer": optimizer, "layers": 2, "dropout": 0.3}
    whole, whole_history = begin(**values)
    losses = advance(whole, whole_history, 40)
    first, history = begin(**values)
    begun = advance(first, history, 17)
    saved = through_a_file(captured(first, history), tmp_path / "run.rnnlab")
    second, history = resume(saved, SOURCE, {})
    assert begun + advance(second, history, 40) == losses
    pairs = zip(second.model.parameters(), whole.model.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)
    for column in ("step", "loss", "smoothed_loss", "learning_rate"):
        assert history.training.column(column) == pytest.approx(
            whole_history.training.column(column)
        )


def test_what_is_kept_names_the_run_and_its_text(saved: SavedRun) -> None:
    corpus = build_corpus(SOURCE, saved.config.text)
    assert (saved.name, saved.step, saved.tokens, saved.seed) == ("Try", 12, 240, 1)
    assert (saved.corpus_name, saved.corpus_sha256) == ("Letters", corpus.sha256)
    assert saved.vocabulary == corpus.vocabulary
    assert source_reference(saved)["name"] == "Letters"


def test_the_model_and_its_codec_need_no_text(saved: SavedRun) -> None:
    model, codec = open_model(saved), open_codec(saved)
    assert all(
        torch.equal(weight, saved.weights[name]) for name, weight in model.torch_weights().items()
    )
    assert codec.decode(codec.encode("bad cab")) == "bad cab"


def test_live_settings_and_the_length_may_change(saved: SavedRun) -> None:
    changes = {"learning_rate": 0.1, "gradient_clip": 0.0, "dropout": 0.2, "steps": 50}
    trainer, _ = resume(saved, SOURCE, changes)
    assert {name: trainer.config.values()[name] for name in changes} == changes
    assert (trainer.step, trainer.total_steps) == (12, 50)


def test_new_epochs_count_where_steps_were_given_before(saved: SavedRun) -> None:
    trainer, _ = resume(saved, SOURCE, {"epochs": 2.0})
    assert trainer.total_steps == 2 * trainer.steps_per_epoch


def test_a_setting_that_is_given_again_may_stay(saved: SavedRun) -> None:
    trainer, _ = resume(saved, SOURCE, {"hidden_size": 6, "seed": 1})
    assert trainer.step == 12


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"cell": "gru"}, "--cell is lstm in this run and cannot change"),
        ({"batch_size": 5}, "--batch-size is 4 in this run"),
        ({"seed": 2}, "--seed is 1 in this run"),
        ({"train_fraction": 0.8}, "--train-fraction is 0.9 in this run"),
        ({"steps": 11}, "has made 12 steps and cannot be cut to 11"),
    ],
)
def test_what_makes_another_run_is_refused(
    saved: SavedRun, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(RunFileError, match=complaint):
        resume(saved, SOURCE, changes)


def test_a_value_out_of_range_is_refused(saved: SavedRun) -> None:
    with pytest.raises(ConfigError, match="Dropout must be between"):
        resume(saved, SOURCE, {"dropout": 2.0})


def test_another_text_is_refused(saved: SavedRun) -> None:
    with pytest.raises(RunFileError, match="trained on another text"):
        resume(saved, Source("Letters", SOURCE.text + "a"), {})


def test_another_vocabulary_is_refused(saved: SavedRun) -> None:
    tokens = tuple(reversed(saved.vocabulary.tokens))
    other = dataclasses.replace(
        saved, vocabulary=dataclasses.replace(saved.vocabulary, tokens=tokens)
    )
    with pytest.raises(RunFileError, match="vocabulary is not that of its text"):
        resume(other, SOURCE, {})


FOREIGN = {
    "no memory": {},
    "another shape": {"exp_avg.output.bias": torch.zeros(3)},
    "another kind": {"exp_avg.output.bias": torch.zeros(6, dtype=torch.uint8)},
    "half a state": {"carried_state.1": None},
    "a state of another batch": {"carried_state.0": torch.zeros(1, 9, 6)},
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_memory_is_one_sentence(saved: SavedRun, kind: str) -> None:
    memory = {**saved.optimizer, **FOREIGN[kind]} if FOREIGN[kind] else {}
    memory = {name: tensor for name, tensor in memory.items() if tensor is not None}
    with pytest.raises(UserError, match="begin a new run"):
        resume(dataclasses.replace(saved, optimizer=memory), SOURCE, {})


@pytest.mark.parametrize(
    "plain", [{"plateau": 3}, {"plateau": {"factor": "x"}}, {"plateau": {"best": 1}}]
)
def test_a_damaged_schedule_is_one_sentence(saved: SavedRun, plain: dict[str, Any]) -> None:
    state = {**saved.state, "trainer": plain}
    with pytest.raises(UserError, match="begin a new run"):
        resume(dataclasses.replace(saved, state=state), SOURCE, {})


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"trainer": [], "seconds": "long", "source": 3},
        {"seconds": math.inf},
        {"seconds": -1.0},
        {"seconds": 10**400},
    ],
)
def test_what_is_missing_in_the_state_does_no_harm(saved: SavedRun, state: dict[str, Any]) -> None:
    poor = dataclasses.replace(saved, state=state)
    trainer, _ = resume(poor, SOURCE, {})
    assert trainer.seconds == 0.0
    assert source_reference(poor) == {}


def test_a_state_of_dropout_from_another_device_does_no_harm(saved: SavedRun) -> None:
    memory = {**saved.optimizer, "dropout_generator": torch.zeros(16, dtype=torch.uint8)}
    trainer, _ = resume(dataclasses.replace(saved, optimizer=memory), SOURCE, {"dropout": 0.3})
    assert trainer.make_step()[0].step == 13


def test_a_new_file_in_a_folder_can_be_written(tmp_path: Path) -> None:
    check_writable(tmp_path / "new.rnnlab")


def test_a_run_or_an_empty_file_may_be_replaced(tmp_path: Path, saved: SavedRun) -> None:
    save_run(tmp_path / "run.rnnlab", saved)
    check_writable(tmp_path / "run.rnnlab")
    (tmp_path / "empty").touch()
    check_writable(tmp_path / "empty")


def test_another_file_may_not_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "book.txt").write_text("It was a dark and stormy night.")
    with pytest.raises(RunFileError, match="is there already and is not a run"):
        check_writable(tmp_path / "book.txt")


@pytest.mark.parametrize(
    ("name", "complaint"), [(".", "is a folder"), ("no/run.rnnlab", "There is no folder")]
)
def test_a_place_that_is_none_is_refused(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(RunFileError, match=complaint):
        check_writable(tmp_path / name)


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        (errno.EACCES, "You may not write to the folder"),
        (errno.EROFS, "nothing can be written there; save to another folder"),
        (errno.ENOSPC, "the disk is full"),
    ],
)
def test_a_closed_folder_is_refused_whatever_its_permissions_say(
    number: int, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(RunFileError, match=complaint):
        check_writable(tmp_path / "run.rnnlab")


def test_trying_to_write_leaves_nothing(tmp_path: Path) -> None:
    check_writable(tmp_path / "run.rnnlab")
    assert not list(tmp_path.iterdir())
