"""Steps that are told in groups, as on a GPU, here on the CPU."""

import dataclasses
from collections.abc import Callable

import pytest
import torch

from rnnlab.training.loop import train
from rnnlab.training.records import Diverged, Record, StepRecord
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]

# Breaks within the second group of four.
WILD = {
    "cell": "rnn-relu",
    "optimizer": "sgd",
    "schedule": "constant",
    "learning_rate": 12.0,
    "gradient_clip": 0.0,
}


def told(trainer: Trainer) -> list[StepRecord]:
    records = [record for record in train(trainer) if isinstance(record, StepRecord)]
    return [dataclasses.replace(record, seconds=0.0) for record in records]


def test_nothing_is_told_until_the_group_is_full(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(4)
    assert [len(trainer.make_step()) for _ in range(9)] == [0, 0, 0, 4, 0, 0, 0, 4, 0]


def test_a_group_ends_where_validation_is_due_and_at_the_end(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(16, validation_interval=3, steps=7)
    assert [len(trainer.make_step()) for _ in range(7)] == [0, 0, 3, 0, 0, 3, 1]


def test_the_steps_are_the_same_as_one_by_one(make_trainer: MakeTrainer) -> None:
    singly, grouped = make_trainer(1, dropout=0.2), make_trainer(16, dropout=0.2)
    assert told(singly) == told(grouped)
    assert all(
        torch.equal(a, b)
        for a, b in zip(singly.model.parameters(), grouped.model.parameters(), strict=True)
    )


def test_what_is_not_told_yet_can_be_settled(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(16)
    assert trainer.make_step() + trainer.make_step() == []
    assert [record.step for record in trainer.settle()] == [1, 2]
    assert trainer.settle() == []


def test_the_time_of_a_group_is_shared_out(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(4)
    seconds = [record.seconds for _ in range(8) for record in trainer.make_step()]
    assert seconds == sorted(seconds)
    assert len(set(seconds)) == 8
    assert seconds[-1] == pytest.approx(trainer.seconds)


def test_a_group_that_breaks_is_taken_back_and_made_step_by_step(
    make_trainer: MakeTrainer,
) -> None:
    singly, grouped = make_trainer(1, **WILD), make_trainer(4, **WILD)
    one, other = list(train(singly)), list(train(grouped))
    assert isinstance(one[-1], Diverged)
    assert 4 < one[-1].step <= 8
    assert one[-1] == other[-1]
    assert losses(one) == losses(other)
    assert all(
        torch.equal(a, b)
        for a, b in zip(singly.model.parameters(), grouped.model.parameters(), strict=True)
    )


def losses(records: list[Record]) -> list[float]:
    return [record.loss for record in records if isinstance(record, StepRecord)]


def test_after_a_group_is_made_again_groups_go_on(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(4, validation_interval=1000)
    for _ in range(5):
        trainer.make_step()
    with torch.no_grad():  # what a step that broke would leave behind
        trainer.model.output.bias[0] = torch.inf
    counts = [len(trainer.make_step()) for _ in range(11)]
    assert counts == [0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 4]
    assert trainer.step == 12
