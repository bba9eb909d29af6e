"""A run that is interrupted takes the same course, to the bit."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import torch

from rnnlab.training.loop import train
from rnnlab.training.records import Record, StepRecord, ValidationRecord
from rnnlab.training.state import TrainerState
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]

CELLS = ("rnn-tanh", "rnn-relu", "gru-simplified", "gru", "lstm")
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")


def advance(trainer: Trainer, steps: int) -> list[float]:
    return [record.loss for _ in range(steps) for record in trainer.make_step()]


def same(one: TrainerState, other: TrainerState) -> bool:
    pairs = [(one.weights, other.weights), (one.optimizer, other.optimizer)]
    return (one.step, one.plain) == (other.step, other.plain) and all(
        a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a) for a, b in pairs
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_and_optimiser_goes_on_where_it_stood(
    make_trainer: MakeTrainer, cell: str, optimizer: str
) -> None:
    values: dict[str, Any] = {"layers": 2, "dropout": 0.3, "weight_decay": 0.01}
    values |= {"cell": cell, "optimizer": optimizer, "learning_rate": 0.01}
    whole, first, second = (make_trainer(**values) for _ in range(3))
    losses = advance(whole, 25)
    begun = advance(first, 11)
    second.restore(first.state())
    assert begun + advance(second, 14) == losses
    assert same(second.state(), whole.state())


@pytest.mark.parametrize("after", [0, 36, 37, 38])
def test_the_place_in_the_text_is_kept(make_trainer: MakeTrainer, after: int) -> None:
    whole, first, second = (make_trainer(steps=50) for _ in range(3))
    losses = advance(whole, 45)
    begun = advance(first, after)
    second.restore(first.state())
    assert begun + advance(second, 45 - after) == losses


@pytest.mark.parametrize("values", [{"carry_state": False}, {"tie_weights": True}])
def test_other_settings_go_on_as_well(make_trainer: MakeTrainer, values: dict[str, Any]) -> None:
    values = {"embedding_size": 8, **values}
    whole, first, second = (make_trainer(**values) for _ in range(3))
    losses = advance(whole, 9)
    begun = advance(first, 4)
    second.restore(first.state())
    assert begun + advance(second, 5) == losses


def test_the_schedule_that_watches_validation_goes_on(make_trainer: MakeTrainer) -> None:
    values = {"schedule": "plateau", "validation_interval": 2, "learning_rate": 1e-7}
    trainers = [make_trainer(optimizer="sgd", **values) for _ in range(3)]
    whole, first, second = trainers

    def go(trainer: Trainer, steps: int) -> None:
        for _ in range(steps):
            trainer.make_step()
            trainer.validate()

    go(whole, 12)
    go(first, 6)
    second.restore(first.state())
    second.validate()
    go(second, 6)
    assert whole.learning_rate() < 1e-7
    assert second.state().plain == whole.state().plain


@pytest.mark.parametrize("until", [3, 4, 5, 9])
def test_a_validation_that_a_state_was_taken_before_is_made_up_for(
    make_trainer: MakeTrainer, until: int
) -> None:
    def made() -> Trainer:
        return make_trainer(steps=9, validation_interval=4, schedule="plateau", learning_rate=0.3)

    def validations(records: Iterable[Record]) -> list[ValidationRecord]:
        return [record for record in records if isinstance(record, ValidationRecord)]

    whole, first, second = made(), made(), made()
    before = []
    for record in train(first):
        before.append(record)
        if isinstance(record, StepRecord) and record.step == until:
            break  # what comes after a step has not been done
    second.restore(first.state())
    after = list(train(second))
    assert validations([*before, *after]) == validations(train(whole))
    assert second.state().plain == whole.state().plain
    assert validations(train(second)) == []  # it is at its end, and that was measured


def test_a_copy_of_the_state_does_not_move_with_training(make_trainer: MakeTrainer) -> None:
    trainer, other = make_trainer(), make_trainer()
    advance(trainer, 3)
    kept = trainer.state()
    expected = advance(trainer, 5)
    other.restore(kept)
    advance(other, 5)
    third = make_trainer()
    third.restore(kept)
    assert advance(third, 5) == expected


def test_training_time_goes_on(make_trainer: MakeTrainer) -> None:
    trainer, other = make_trainer(), make_trainer()
    advance(trainer, 3)
    other.restore(trainer.state())
    (record,) = other.make_step()
    assert record.seconds > trainer.seconds
