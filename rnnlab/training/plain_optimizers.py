"""Torch's optimisers, called without their way into torch's compiler."""

import inspect
from typing import Any

import torch
from torch import Tensor, optim
from torch.optim import Optimizer


class _Plain(Optimizer):
    """What all optimisers share, without the switches that torch has put around it.

    The switches tell a compiler what to leave alone. The first call of one imports the compiler,
    some 340 modules, which takes almost as long as importing torch; nothing is compiled here.
    """

    add_param_group = inspect.unwrap(Optimizer.add_param_group)
    zero_grad = inspect.unwrap(Optimizer.zero_grad)
    state_dict = inspect.unwrap(Optimizer.state_dict)
    load_state_dict = inspect.unwrap(Optimizer.load_state_dict)


class SGD(_Plain, optim.SGD):
    """`torch.optim.SGD`."""

    step = torch.no_grad()(inspect.unwrap(optim.SGD.step))


def _move_all_or_none(optimizer: "RMSprop") -> None:
    """One step of RMSprop; whatever takes memory comes before the first weight moves."""
    (group,) = optimizer.param_groups
    if not group["params"][0].is_cpu:
        _TORCHS_RMSPROP(optimizer)  # all weights in one kernel
        return
    weights: list[Tensor] = []
    gradients: list[Tensor] = []
    squares: list[Tensor] = []
    steps: list[Tensor] = []
    prepare: Any = optimizer._init_group  # makes the memory where there is none yet
    prepare(group, weights, gradients, squares, [], [], steps)
    rooms = [optimizer.room_for(weight, max(weights, key=Tensor.numel)) for weight in weights]
    for index, weight in enumerate(weights):
        steps[index] += 1
        _move(weight, gradients[index], squares[index], rooms[index], group)


def _move(
    weight: Tensor, gradient: Tensor, square: Tensor, room: Tensor, group: dict[str, Any]
) -> None:
    """Move one weight in place; ``room`` is for two tensors of its shape, (2, …)."""
    decay, alpha = group["weight_decay"], group["alpha"]
    if decay:
        gradient = torch.add(gradient, weight, alpha=decay, out=room[0])
    square.mul_(alpha).addcmul_(gradient, gradient, value=1 - alpha)
    root = torch.sqrt(square, out=room[1]).add_(group["eps"])
    weight.addcdiv_(gradient, root, value=-group["lr"])


_TORCHS_RMSPROP = inspect.unwrap(optim.RMSprop.step)


class RMSprop(_Plain, optim.RMSprop):
    """`torch.optim.RMSprop`, which moves all weights or, out of memory, none.

    On the CPU torch's own takes memory for each weight when those before it have moved already;
    here it is there before the first one moves, and is kept. The arithmetic is the same.
    """

    _room: Tensor | None = None

    step = torch.no_grad()(inspect.unwrap(_move_all_or_none))

    def room_for(self, weight: Tensor, largest: Tensor) -> Tensor:
        """Room for two tensors like ``weight``, (2, …); all weights share that of the largest."""
        if self._room is None:
            self._room = largest.new_empty(2 * largest.numel())
        return self._room[: 2 * weight.numel()].view(2, *weight.shape)


class Adam(_Plain, optim.Adam):
    """`torch.optim.Adam`."""

    step = torch.no_grad()(inspect.unwrap(optim.Adam.step))
