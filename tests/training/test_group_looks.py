"""Gradients and updates by group while training, against a loop written by hand."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from rnnlab.text import Batches
from rnnlab.training.commands import Watch
from rnnlab.training.loop import TimeBudget, train
from rnnlab.training.records import GroupsRecord, ProbeRecord
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]
WATCH = Watch(np.array([0, 1, 2, 3, 1], dtype=np.int32))
CLIP, RATE = 0.2, 0.3
GROUPS = {
    "embedding": ["embedding.weight"],
    "layer 1 input weights": ["rnn.weight_ih_l0"],
    "layer 1 recurrent weights": ["rnn.weight_hh_l0"],
    "layer 1 biases": ["rnn.bias_ih_l0", "rnn.bias_hh_l0"],
    "output": ["output.weight", "output.bias"],
}


class ByHand(nn.Module):
    """The same network without anything of rnnlab, in float64, moved by hand."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        size, width = weights["embedding.weight"].shape
        hidden = weights["rnn.weight_hh_l0"].shape[1]
        self.embedding = nn.Embedding(size, width)
        self.rnn = nn.GRU(width, hidden)
        self.output = nn.Linear(hidden, size)
        self.load_state_dict(weights)
        self.double()

    def step(self, inputs: Tensor, targets: Tensor) -> dict[str, dict[str, Tensor]]:
        """One step of gradient descent; gradients before and after clipping, and the change."""
        hidden, _ = self.rnn(self.embedding(inputs))
        loss = cross_entropy(self.output(hidden).flatten(0, 1), targets.flatten())
        names, weights = zip(*self.named_parameters(), strict=True)
        raw = dict(zip(names, torch.autograd.grad(loss, weights), strict=True))
        length = np.sqrt(sum(float((gradient**2).sum()) for gradient in raw.values()))
        clipped = {name: gradient * min(1.0, CLIP / length) for name, gradient in raw.items()}
        before = {name: weight.detach().clone() for name, weight in self.named_parameters()}
        with torch.no_grad():
            for name, weight in self.named_parameters():
                weight -= RATE * clipped[name]
        after = {name: weight.detach() for name, weight in self.named_parameters()}
        change = {name: after[name] - before[name] for name in after}
        return {"raw": raw, "clipped": clipped, "change": change, "after": after}


def joint(tensors: dict[str, Tensor], names: list[str]) -> float:
    return float(np.linalg.norm(np.concatenate([tensors[name].flatten() for name in names])))


def looks(trainer: Trainer, **settings: Any) -> list[GroupsRecord]:
    records = train(trainer, watch=WATCH, **settings)
    return [record for record in records if isinstance(record, GroupsRecord)]


@pytest.mark.parametrize("steps_per_look", [1, 4])
def test_norms_are_those_of_a_loop_by_hand(make_trainer: MakeTrainer, steps_per_look: int) -> None:
    trainer = make_trainer(
        steps_per_look,
        cell="gru",
        optimizer="sgd",
        schedule="constant",
        learning_rate=RATE,
        gradient_clip=CLIP,
        carry_state=False,
        steps=8,
    )
    by_hand = ByHand(trainer.model.torch_weights())
    batches = Batches(trainer.corpus.train, 4, 6)
    expected = []
    for step in range(8):
        inputs, targets = (torch.from_numpy(ids).long() for ids in batches.batch(step))
        found = by_hand.step(inputs, targets)
        norms = {
            kind: [joint(tensors, names) for names in GROUPS.values()]
            for kind, tensors in found.items()
        }
        expected.append(norms)
    records = looks(trainer, probe_share=100.0)
    assert [record.step for record in records] == list(range(steps_per_look, 9, steps_per_look))
    for record in records:
        norms = expected[record.step - 1]
        assert [group.name for group in record.groups] == list(GROUPS)
        assert record.tokens == record.step * 24
        for column, kind in (
            ("gradient_norm", "raw"),
            ("clipped_norm", "clipped"),
            ("update_norm", "change"),
            ("weight_norm", "after"),
        ):
            told = [getattr(group, column) for group in record.groups]
            assert told == pytest.approx(norms[kind], rel=1e-4)  # training is in float32
    assert any(np.linalg.norm(expected[r.step - 1]["raw"]) > CLIP for r in records)


def test_looking_does_not_change_what_is_learnt(make_trainer: MakeTrainer) -> None:
    watched, alone = make_trainer(dropout=0.2), make_trainer(dropout=0.2)
    assert looks(watched, probe_share=100.0)
    list(train(alone))
    for one, other in zip(watched.model.parameters(), alone.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_before_the_first_step_there_is_nothing_to_tell(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer()
    assert trainer.group_flow() == ()
    records = list(train(trainer, watch=WATCH, probe_share=0.0))
    kinds = [type(r) for r in records if isinstance(r, ProbeRecord | GroupsRecord)]
    assert kinds == [ProbeRecord, ProbeRecord, GroupsRecord]


def test_gradients_that_are_not_those_of_the_weights_are_not_told(
    make_trainer: MakeTrainer,
) -> None:
    trainer = make_trainer()
    trainer.make_step()
    assert trainer.group_flow() != ()
    trainer.restore(trainer.state())
    assert trainer.group_flow() == ()


def test_steps_that_are_not_told_yet_are_not_looked_at(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(4)
    trainer.make_step()
    assert trainer.group_flow() == ()
    trainer.settle()
    assert trainer.group_flow() != ()


def test_the_share_is_what_was_spent_over_what_was_trained() -> None:
    budget = TimeBudget(share=0.04, begun=100.0)
    assert budget.share(100.0) == 0.0
    budget.charge(0.5)
    budget.charge(0.25)
    assert budget.share(125.0) == pytest.approx(0.03)


def test_the_share_of_looking_is_told(
    make_trainer: MakeTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clock that goes on by a second whenever it is read: a step and a look take one each.
    seconds = iter(range(100_000))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(seconds)))
    records = looks(make_trainer(steps=4), probe_share=100.0)
    trained = [2.0 * record.step for record in records]  # of which settling is a second
    looked = [record.step + 1.0 for record in records]
    shares = [look / train for look, train in zip(looked, trained, strict=True)]
    assert [record.looking_share for record in records] == pytest.approx(shares)


def test_records_hold_plain_numbers(make_trainer: MakeTrainer) -> None:
    record = looks(make_trainer(steps=2), probe_share=0.0)[-1]
    for group in record.groups:
        for value in dataclasses.asdict(group).values():
            assert isinstance(value, float | int | str)
