"""How much arithmetic a training step holds, and how fast this machine is at it."""

from collections.abc import Callable

import torch

from rnnlab.benchmarks.timing import Clock, Work, alternate, repeated
from rnnlab.config import ModelConfig, RunConfig
from rnnlab.models import BLOCKS

PRODUCTS = 4
_TRIALS = 3


def operations_per_step(config: RunConfig, vocabulary_size: int) -> float:
    """Additions and multiplications of the matrix products in the training step of one layer.

    A product of (B, m) with (m, n) takes 2·B·m·n of them. The way back takes the same once for
    the gradient by the weights and once for that by what they were multiplied with, and both
    only where something learns. With G blocks, E numbers a vector, H units, N vectors a window
    and V tokens, forward, for each of T·B tokens:

    | recurrent:      2·G·H·(E + H) + 2·H·V
    | fixed window:   2·H·N·E + 2·H·V
    | average:        2·H·E + 2·H·V

    Nothing goes back to the state before the first step: 2·B·G·H·H less. In an echo state
    network the way back is the gradient by the output's weights alone.
    """
    model, training = config.model, config.training
    tokens = training.batch_size * training.sequence_length
    hidden, output = _hidden_layer(model), 2.0 * model.hidden_size * vocabulary_size
    if model.is_reservoir:
        return tokens * (hidden + 2 * output)
    first = training.batch_size * _state_product(model)
    return tokens * 3 * (hidden + output) - first


def _hidden_layer(model: ModelConfig) -> float:
    """Of one token on the way forward."""
    seen = model.window if model.cell == "window" else 1
    blocks = len(BLOCKS.get(model.cell, ("hidden",)))
    from_input = 2.0 * blocks * model.hidden_size * seen * model.embedding_size
    return from_input + _state_product(model)


def _state_product(model: ModelConfig) -> float:
    """Of one state with the recurrent matrix."""
    return 2.0 * len(BLOCKS.get(model.cell, ())) * model.hidden_size**2


class Peak:
    """The fastest thing that the processor does: products of square matrices in float32.

    Which library is the fastest depends on the processor; the best of a few trials is taken.

    Args:
        size: Rows of the matrices.
        device: Where they are multiplied.
        clock: As in `alternate`.
    """

    def __init__(self, size: int, device: torch.device, clock: Clock) -> None:
        self.operations = PRODUCTS * 2.0 * size**3
        ways = [repeated(way, PRODUCTS) for way in _products(size, device)]
        seconds = alternate(*ways, rounds=_TRIALS, clock=clock).min(axis=1)
        self.work = ways[int(seconds.argmin())]


def _products(size: int, device: torch.device) -> list[Work]:
    left, right, product = torch.rand(3, size, size, device=device)
    ways: list[Work] = [lambda: torch.mm(left, right, out=product)]
    one_dnn: Callable[[], bool] = torch.backends.mkldnn.is_available
    if device.type == "cpu" and one_dnn():
        packed_left, packed_right = left.to_mkldnn(), right.to_mkldnn()
        ways.append(lambda: torch.nn.functional.linear(packed_left, packed_right))
    return ways
