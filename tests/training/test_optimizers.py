"""Every optimiser against its rule written by hand in float64, and its memory."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from rnnlab.config import TrainingConfig
from rnnlab.config.training import Optimizer
from rnnlab.training.errors import TrainingError
from rnnlab.training.optimizers import (
    load_optimizer_tensors,
    make_optimizer,
    optimizer_tensors,
    set_learning_rate,
)

CPU = torch.device("cpu")
RATE = 0.05
OPTIMIZERS: tuple[Optimizer, ...] = ("sgd", "momentum", "rmsprop", "adam")
Floats = np.ndarray
Rule = Callable[[Floats, Floats, dict[str, Floats], int], Floats]


def sgd(w: Floats, g: Floats, memory: dict[str, Floats], t: int) -> Floats:
    return w - RATE * g


def momentum(w: Floats, g: Floats, memory: dict[str, Floats], t: int) -> Floats:
    memory["v"] = 0.9 * memory.get("v", 0.0) + g
    return w - RATE * memory["v"]


def rmsprop(w: Floats, g: Floats, memory: dict[str, Floats], t: int) -> Floats:
    memory["s"] = 0.99 * memory.get("s", 0.0) + 0.01 * g**2
    return w - RATE * g / (np.sqrt(memory["s"]) + 1e-8)


def adam(w: Floats, g: Floats, memory: dict[str, Floats], t: int) -> Floats:
    memory["v"] = 0.9 * memory.get("v", 0.0) + 0.1 * g
    memory["s"] = 0.99 * memory.get("s", 0.0) + 0.01 * g**2
    v, s = memory["v"] / (1 - 0.9**t), memory["s"] / (1 - 0.99**t)
    return w - RATE * v / (np.sqrt(s) + 1e-8)


RULES: dict[Optimizer, Rule] = {
    "sgd": sgd,
    "momentum": momentum,
    "rmsprop": rmsprop,
    "adam": adam,
}


class Weights(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(1)
        self.matrix = nn.Parameter(torch.randn(3, 2, generator=generator, dtype=torch.float64))
        self.bias = nn.Parameter(torch.randn(3, generator=generator, dtype=torch.float64))


def config_of(name: Optimizer, weight_decay: float = 0.0) -> TrainingConfig:
    return TrainingConfig(optimizer=name, learning_rate=RATE, weight_decay=weight_decay)


def take_steps(model: Weights, optimizer: torch.optim.Optimizer, first: int, last: int) -> None:
    for step in range(first, last):
        for parameter in model.parameters():
            generator = torch.Generator().manual_seed(step)
            parameter.grad = torch.randn(parameter.shape, generator=generator).double()
        optimizer.step()


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rule_is_the_one_of_the_lectures(name: Optimizer, weight_decay: float) -> None:
    model = Weights()
    optimizer = make_optimizer(model, config_of(name, weight_decay))
    expected, memory = model.matrix.detach().numpy().copy(), {}
    for t in range(1, 6):
        take_steps(model, optimizer, t, t + 1)
        gradient = model.matrix.grad.numpy() + weight_decay * expected
        expected = RULES[name](expected, gradient, memory, t)
        np.testing.assert_allclose(model.matrix.detach().numpy(), expected, rtol=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_another_rate_counts_from_the_next_step(name: Optimizer) -> None:
    model, twin = Weights(), Weights()
    optimizer, twins = (make_optimizer(m, config_of(name)) for m in (model, twin))
    before = model.matrix.detach().clone()
    set_learning_rate(twins, 2 * RATE)
    take_steps(model, optimizer, 1, 2)
    take_steps(twin, twins, 1, 2)
    torch.testing.assert_close(twin.matrix - before, 2 * (model.matrix - before))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_with_its_memory_restored_it_goes_on_to_the_bit(name: Optimizer) -> None:
    model, other = Weights(), Weights()
    optimizer = make_optimizer(model, config_of(name))
    take_steps(model, optimizer, 0, 3)
    other.load_state_dict(model.state_dict())
    others = make_optimizer(other, config_of(name))
    kept = optimizer_tensors(optimizer, model, CPU)
    load_optimizer_tensors(others, other, config_of(name), kept)
    take_steps(model, optimizer, 3, 6)
    take_steps(other, others, 3, 6)
    assert torch.equal(model.matrix, other.matrix)
    assert torch.equal(model.bias, other.bias)


def test_what_is_kept_does_not_move_when_training_goes_on() -> None:
    model = Weights()
    optimizer = make_optimizer(model, config_of("adam"))
    take_steps(model, optimizer, 0, 2)
    kept = optimizer_tensors(optimizer, model, CPU)
    load_optimizer_tensors(optimizer, model, config_of("adam"), kept)
    copies = {name: tensor.clone() for name, tensor in kept.items()}
    take_steps(model, optimizer, 2, 4)
    assert kept.keys() == {
        f"{kind}.{name}"
        for kind in ("exp_avg", "exp_avg_sq", "step")
        for name in ("matrix", "bias")
    }
    assert all(torch.equal(kept[name], copies[name]) for name in kept)


@pytest.mark.parametrize(
    "damage",
    [
        {"exp_avg.matrix": None},
        {"exp_avg.matrix": torch.zeros(2, 3)},
        {"step.bias": torch.zeros(3)},
        {"exp_avg_sq.bias": torch.zeros(3, dtype=torch.uint8)},
    ],
)
def test_a_damaged_memory_is_refused(damage: dict[str, torch.Tensor | None]) -> None:
    model = Weights()
    optimizer = make_optimizer(model, config_of("adam"))
    take_steps(model, optimizer, 0, 1)
    kept = optimizer_tensors(optimizer, model, CPU) | damage
    present = {name: tensor for name, tensor in kept.items() if tensor is not None}
    with pytest.raises(TrainingError, match="begin a new run"):
        load_optimizer_tensors(optimizer, model, config_of("adam"), present)
