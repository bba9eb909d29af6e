"""Torch's optimisers, called without their way into torch's compiler."""

import inspect

import torch
from torch import optim
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


class RMSprop(_Plain, optim.RMSprop):
    """`torch.optim.RMSprop`."""

    step = torch.no_grad()(inspect.unwrap(optim.RMSprop.step))


class Adam(_Plain, optim.Adam):
    """`torch.optim.Adam`."""

    step = torch.no_grad()(inspect.unwrap(optim.Adam.step))
