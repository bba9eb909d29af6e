"""A step that breaks, wherever it does, leaves everything as the last good one had left it."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from rnnlab.config import TrainingConfig
from rnnlab.training.commands import Watch
from rnnlab.training.learner import Batch
from rnnlab.training.loop import train
from rnnlab.training.optimizers import make_optimizer
from rnnlab.training.records import Diverged
from rnnlab.training.state import TrainerState
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]

OPTIMIZERS = ["sgd", "momentum", "rmsprop", "adam"]


class FullMemory(TorchDispatchMode):
    """Refuses memory from the ``place``-th request on."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._left = place

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if _takes_memory(func, kwargs or {}):
            if self._left == 0:
                raise torch.OutOfMemoryError("out of memory")
            self._left -= 1
        return func(*args, **(kwargs or {}))


def _takes_memory(func: Any, kwargs: Mapping[str, Any]) -> bool:
    """Whether an operation makes a tensor that is no view of another."""
    returns = func._schema.returns
    makes_new = any(str(one.type) == "Tensor" and one.alias_info is None for one in returns)
    return makes_new and kwargs.get("out") is None


def everything(state: TrainerState) -> dict[str, torch.Tensor]:
    return {**state.weights, **{f"memory of {name}": t for name, t in state.optimizer.items()}}


def assert_same(one: TrainerState, other: TrainerState) -> None:
    assert one.step == other.step
    ours, theirs = everything(one), everything(other)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if not torch.equal(ours[name], theirs[name])] == []


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("steps_before", [0, 2])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_wherever_memory_runs_out_in_a_step_it_was_not_made(
    make_trainer: MakeTrainer, optimizer: str, steps_before: int, weight_decay: float
) -> None:
    values = {"optimizer": optimizer, "dropout": 0.2, "weight_decay": weight_decay}
    trainer, twin = make_trainer(**values), make_trainer(**values)
    for each in (trainer, twin):
        for _ in range(steps_before):
            each.make_step()
    before, refusals = trainer.state(), 0
    while True:
        try:
            with FullMemory(refusals):
                trainer.make_step()
            break
        except torch.OutOfMemoryError:
            refusals += 1
        trainer.forget_broken_step()
        assert_same(trainer.state(), before)
        assert all(weight.grad is None for weight in trainer.model.parameters())
    assert refusals > 10
    for _ in range(3):
        trainer.make_step()
    for _ in range(4):
        twin.make_step()
    assert_same(trainer.state(), twin.state())


@pytest.mark.parametrize("made", [1, 4, 6])
def test_on_a_graphics_card_steps_that_were_not_told_go_back_with_the_one_that_broke(
    make_trainer: MakeTrainer, monkeypatch: pytest.MonkeyPatch, made: int
) -> None:
    trainer, twin = make_trainer(4, optimizer="rmsprop"), make_trainer(4, optimizer="rmsprop")
    for _ in range(made):
        trainer.make_step()
    told = trainer.last_told.step if trainer.last_told else 0
    for _ in range(told):
        twin.make_step()
    move = trainer._learner.move

    def break_down(batch: Batch, rate: float) -> None:
        move(batch, rate)
        raise torch.OutOfMemoryError("CUDA out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(trainer._learner, "move", break_down)
        with pytest.raises(torch.OutOfMemoryError):
            trainer.make_step()
    trainer.forget_broken_step()
    assert_same(trainer.state(), twin.state())
    assert [record.step for record in trainer.make_step() + trainer.settle()] == [told + 1]


def test_what_broke_after_steps_were_told_takes_none_of_them_back(
    make_trainer: MakeTrainer,
) -> None:
    trainer = make_trainer(4)
    for _ in range(4):
        trainer.make_step()
    before = trainer.state()
    assert before.step == 4
    trainer.forget_broken_step()  # a validation has failed, for example
    assert_same(trainer.state(), before)


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_rmsprop_moves_as_that_of_torch_does_to_the_bit(decay: float) -> None:
    torch.manual_seed(5)
    layer, twin = torch.nn.Linear(5, 3), torch.nn.Linear(5, 3)
    twin.load_state_dict(layer.state_dict())
    config = TrainingConfig(optimizer="rmsprop", learning_rate=0.03, weight_decay=decay)
    ours = make_optimizer(layer, config)
    theirs = torch.optim.RMSprop(
        twin.parameters(), lr=0.03, alpha=0.99, eps=1e-8, weight_decay=decay
    )
    for _ in range(20):
        for weight, other in zip(layer.parameters(), twin.parameters(), strict=True):
            weight.grad = torch.randn_like(weight)
            other.grad = weight.grad.clone()
        ours.step()
        theirs.step()
    assert torch.equal(layer.weight, twin.weight)
    assert torch.equal(layer.bias, twin.bias)


def _with_loss(batch: Batch, _: Trainer) -> Batch:
    return Batch(torch.tensor(math.nan), batch.norm, batch.state)


def _with_norm(batch: Batch, _: Trainer) -> Batch:
    return Batch(batch.loss, torch.tensor(math.inf), batch.state)


def _with_long_gradient(batch: Batch, trainer: Trainer) -> Batch:
    for weight in trainer.model.parameters():
        weight.grad.fill_(1e37)
    return Batch(batch.loss, torch.tensor(3e38), batch.state)


@pytest.mark.parametrize("grouped", [1, 4])
@pytest.mark.parametrize(
    ("broken", "seen"),
    [
        (_with_loss, "The loss was no longer"),
        (_with_norm, "The gradient norm was no longer"),
        (_with_long_gradient, "The length of the weights’ move was no longer"),
    ],
)
def test_no_number_that_is_not_finite_reaches_the_weights(
    make_trainer: MakeTrainer,
    broken: Callable[[Batch, Trainer], Batch],
    seen: str,
    grouped: int,
) -> None:
    values = {"dropout": 0.2, "optimizer": "momentum", "gradient_clip": 0.0}
    values |= {
        "learning_rate": 0.1,
        "schedule": "constant",
        "cell": "lstm",
        "validation_interval": 1000,
    }
    trainer, twin = make_trainer(grouped, **values), make_trainer(1, **values)
    learner, read = trainer._learner, trainer._learner.read
    # a batch of the fourth step that is broken each time that it is read
    learner.read = lambda clip: broken(read(clip), trainer) if trainer.step == 3 else read(clip)
    *_, last = train(trainer)
    for _ in range(3):
        twin.make_step()
    assert isinstance(last, Diverged)
    assert last.step == 4
    assert last.sentence.startswith(seen)
    assert_same(trainer.state(), twin.state())
    learner.read = read
    trainer.make_step()
    twin.make_step()
    trainer.settle()
    assert_same(trainer.state(), twin.state())


def test_a_validation_without_memory_takes_no_step_back(
    make_trainer: MakeTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer, twin = make_trainer(validation_interval=4), make_trainer(validation_interval=4)
    monkeypatch.setattr(trainer, "validate", _full)
    with pytest.raises(MemoryError):
        list(train(trainer, watch=Watch(np.array([0, 1], dtype=np.int32))))
    assert trainer.step == 0
    for _ in range(3):
        trainer.make_step()
    with pytest.raises(MemoryError):
        list(train(trainer))
    trainer.forget_broken_step()
    for _ in range(4):
        twin.make_step()
    assert_same(trainer.state(), twin.state())


def _full(*_: object) -> Any:
    raise MemoryError
