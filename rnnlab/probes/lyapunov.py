"""Lyapunov exponents: do two states that nearly agree draw together or apart?

The state of all layers moves by ``s_t = F(s_{t−1}, x_t)`` along a text. A small change of it is
multiplied at each step by the Jacobian ∂s_t/∂s_{t−1}; the mean logarithm of its growth is the
largest exponent. Further exponents come from further changes that are kept orthogonal by a QR
decomposition at each step (Benettin et al. 1980; for trained RNNs, Vogt et al. 2022).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from rnnlab.models.blocks import state_count
from rnnlab.models.weights import State
from rnnlab.probes.errors import ProbeError, no_recurrence
from rnnlab.probes.reading import Reading
from rnnlab.probes.result import FloatArray


@dataclass(frozen=True)
class Lyapunov:
    """Exponents along one text.

    Attributes:
        growth: ln of the growth of each change at each step, in nats, (T, K); −inf where a
            change dies, as in a ReLU network that is off.
        warm_up: Steps at the start in which the changes only find their directions.
    """

    growth: FloatArray
    warm_up: int

    @property
    def exponents(self) -> FloatArray:
        """In nats per token, (K,), the largest first: means of the growth after the warm-up."""
        means: FloatArray = self.growth[self.warm_up :].mean(axis=0)
        return means

    @property
    def largest(self) -> float:
        """Below 0 a change fades and so does the past; above 0 the dynamics are chaotic."""
        return float(self.exponents[0])

    @property
    def running(self) -> FloatArray:
        """The largest exponent as it would be after each step since the warm-up."""
        counted = self.growth[self.warm_up :, 0]
        means: FloatArray = counted.cumsum() / range(1, len(counted) + 1)
        return means


def lyapunov_exponents(
    reading: Reading, count: int = 1, warm_up: int | None = None, seed: int = 1
) -> Lyapunov:
    """The largest exponents of the dynamics along a text.

    Args:
        reading: The text and the model.
        count: How many, K ≥ 1; no more than the state has numbers.
        warm_up: Steps that are not counted; by default a quarter of the text.
        seed: Of the first changes; after a long warm-up it hardly matters.

    Raises:
        ProbeError: The network has no recurrence, there are not so many exponents, or the warm-up
            leaves no step.
    """
    warm_up = reading.steps // 4 if warm_up is None else warm_up
    _check(reading, count, warm_up)
    generator = torch.Generator().manual_seed(seed)
    size = _state_size(reading)
    start = torch.randn(size, count, generator=generator, dtype=torch.float64)
    changes = torch.linalg.qr(start).Q.T  # (K, S), orthonormal rows
    growth = torch.empty(reading.steps, count, dtype=torch.float64)
    for t in range(reading.steps):
        moved = _onward(reading, t, changes)
        directions, lengths = torch.linalg.qr(moved.T)
        growth[t] = lengths.diagonal().abs().log()
        changes = directions.T
    return Lyapunov(growth.numpy(), warm_up)


def _check(reading: Reading, count: int, warm_up: int) -> None:
    if not reading.weights.is_recurrent:
        raise no_recurrence()
    if not 1 <= count <= _state_size(reading):
        raise ProbeError(
            f"This model has {_state_size(reading)} Lyapunov exponents; choose between 1 and that."
        )
    if not 0 <= warm_up < reading.steps:
        raise ProbeError(
            f"The warm-up must leave a step to measure: choose from 0 to {reading.steps - 1}."
        )


def _state_size(reading: Reading) -> int:
    """Numbers in the state of all layers, S."""
    hidden_size = reading.weights.output.shape[1]
    return reading.layers * state_count(reading.weights.cell) * hidden_size


def _onward(reading: Reading, t: int, changes: Tensor) -> Tensor:
    """The changes after step t, (K, S); each layer also feels the change of the one below."""
    moved: list[State] = []
    from_below: Tensor | None = None
    for derivatives, part in zip(reading.derivatives, _by_layer(reading, changes), strict=True):
        moved.append(derivatives.onward(t, part, from_below))
        from_below = moved[-1][0]
    return torch.cat([tensor for state in moved for tensor in state], dim=1)


def _by_layer(reading: Reading, changes: Tensor) -> list[State]:
    parts = changes.chunk(reading.layers, dim=1)
    return [part.chunk(state_count(reading.weights.cell), dim=1) for part in parts]
