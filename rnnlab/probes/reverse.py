"""The way back through time, for the losses at many positions at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnnlab.models.blocks import state_count
from rnnlab.models.weights import State
from rnnlab.probes.reading import Reading
from rnnlab.text.vocabulary import IntArray


@dataclass(frozen=True)
class Moment:
    """The gradients at one step of the way back.

    Attributes:
        step: t, counted from 0.
        first: The first row whose loss lies at or after t; the rows before it are still 0.
        gradients: Of each layer, ∂L_τ/∂h_t and, for the LSTM, ∂L_τ/∂c_t with the path
            through h_t; a row for each τ from ``first`` on, (R − first, H) each.
    """

    step: int
    first: int
    gradients: tuple[State, ...]


def walk_back(reading: Reading, positions: IntArray) -> Iterator[Moment]:
    """Send the gradients of several losses back together, from the last to the first token.

    A row joins when its position is reached, so that the whole triangle costs one pass with
    a growing batch and not T passes.

    Args:
        reading: The text and the model.
        positions: τ of each row, rising, (R,): the loss is −log p of the target after input τ.

    Raises:
        ProbeError: The network has no recurrence, so that there is no way back.
    """
    starts = reading.loss_gradients(positions)  # (R, H)
    carried = [_no_rows(reading) for _ in range(reading.layers)]
    joined = len(positions)
    for t in range(int(positions[-1]), -1, -1):
        first = int(np.searchsorted(positions, t))
        carried = _with_new_rows(carried, starts[first:joined])
        gradients = _settle(reading, t, carried)
        yield Moment(t, first, gradients)
        pairs = zip(reading.derivatives, gradients, strict=True)
        carried = [derivatives.back(t, gradient) for derivatives, gradient in pairs]
        joined = first


def _no_rows(reading: Reading) -> State:
    empty = reading.weights.output[:0]  # (0, H)
    return (empty,) * state_count(reading.weights.cell)


def _with_new_rows(carried: list[State], starts: Tensor) -> list[State]:
    """The rows whose loss lies here come in at the top layer's h, everywhere else as zeros."""
    if not len(starts):
        return carried
    zeros = torch.zeros_like(starts)
    *below, top = carried
    grown = [tuple(torch.cat((zeros, tensor)) for tensor in state) for state in below]
    others = tuple(torch.cat((zeros, tensor)) for tensor in top[1:])
    return [*grown, (torch.cat((starts, top[0])), *others)]


def _settle(reading: Reading, t: int, carried: list[State]) -> tuple[State, ...]:
    """What came from step t + 1, joined by what the layers hand down within step t."""
    settled: list[State] = []
    handed_down: Tensor | None = None
    for layer in reversed(range(reading.layers)):
        by_h, *others = carried[layer]
        if handed_down is not None:
            by_h = by_h + handed_down
        settled.append(reading.derivatives[layer].settle(t, (by_h, *others)))
        if layer > 0:
            handed_down = reading.derivatives[layer].to_input(t, settled[-1])
    return tuple(reversed(settled))
