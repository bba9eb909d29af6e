"""Recurrent layers that read one token at a time, in numpy, for writing fast.

The equations are those of `rnnlab.models.cells`; what differs is made for speed alone:

- The logistic function is taken as ``σ(x) = ½ + ½ tanh(x / 2)``. The ½ inside is put into the
  gates' weight rows beforehand, so that one call of ``tanh`` serves all blocks of a layer.
- The biases of both products are added to the product with the input, which for the lowest
  layer is known for every token before writing begins.

A layer never changes after it is made and keeps nothing between two steps, so that threads
may share it. In the shapes, H is the number of units, G of blocks and I the input's width.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from rnnlab.config import Cell

FloatArray = npt.NDArray[np.float32]
LayerState = tuple[FloatArray, ...]  # (h,) or, for the LSTM, (h, c); each (H,). h comes first.


class Layer(ABC):
    """One recurrent layer.

    Args:
        weight_ih: What the input is multiplied by, (G·H, I).
        weight_hh: What the state before is multiplied by, (G·H, H).
        bias: Added to the product with the input, (G·H,).
    """

    state_count = 1

    def __init__(self, weight_ih: FloatArray, weight_hh: FloatArray, bias: FloatArray) -> None:
        self._from_input = np.ascontiguousarray(weight_ih.T)  # (I, G·H)
        self._from_state = np.ascontiguousarray(weight_hh)  # (G·H, H)
        self._bias = bias
        self._units = weight_hh.shape[1]

    @property
    def rows(self) -> int:
        """Rows of all blocks, G·H."""
        return len(self._bias)

    def start(self) -> LayerState:
        """The state before any token: zeros."""
        return tuple(np.zeros(self._units, dtype=np.float32) for _ in range(self.state_count))

    def read(self, x: FloatArray) -> FloatArray:
        """What inputs (I,) or (N, I) add to the blocks: (G·H,) or (N, G·H)."""
        rows: FloatArray = x @ self._from_input
        rows += self._bias
        return rows

    def read_one_hot(self) -> FloatArray:
        """What each one-hot input adds to the blocks, (I, G·H)."""
        return self._from_input + self._bias

    @abstractmethod
    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input, given what `read` made of it, (G·H,)."""


class RnnTanhLayer(Layer):
    """``h' = tanh(W x + U h)``."""

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        h: FloatArray = self._from_state @ state[0]
        h += read
        np.tanh(h, out=h)
        return (h,)


class RnnReluLayer(Layer):
    """``h' = max(0, W x + U h)``."""

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        h: FloatArray = self._from_state @ state[0]
        h += read
        np.maximum(h, 0.0, out=h)
        return (h,)


class SimplifiedGruLayer(Layer):
    """Blocks ½ z and n: ``h' = n + z ⊙ (h − n)``."""

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        (h,) = state
        blocks: FloatArray = self._from_state @ h  # (2·H,)
        blocks += read
        np.tanh(blocks, out=blocks)
        update, candidate = blocks[: self._units], blocks[self._units :]
        update *= 0.5
        update += 0.5
        return (_between(candidate, update, h),)


class GruLayer(Layer):
    """Blocks ½ r, ½ z and n, where r weighs the state's share of n alone.

    Args:
        weight_ih: As for every layer.
        weight_hh: As for every layer.
        bias: As for every layer.
        candidate_bias: Added to the product of the candidate's rows with the state, (H,).
    """

    def __init__(
        self,
        weight_ih: FloatArray,
        weight_hh: FloatArray,
        bias: FloatArray,
        candidate_bias: FloatArray,
    ) -> None:
        super().__init__(weight_ih, weight_hh, bias)
        self._candidate_bias = candidate_bias

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        (h,) = state
        units = self._units
        blocks: FloatArray = self._from_state @ h  # (3·H,)
        gates, candidate = blocks[: 2 * units], blocks[2 * units :]
        gates += read[: 2 * units]
        np.tanh(gates, out=gates)
        gates *= 0.5
        gates += 0.5
        candidate += self._candidate_bias
        candidate *= gates[:units]
        candidate += read[2 * units :]
        np.tanh(candidate, out=candidate)
        return (_between(candidate, gates[units:], h),)


class LstmLayer(Layer):
    """Blocks ½ i, ½ f, ½ o and g: ``c' = f ⊙ c + i ⊙ g``, ``h' = o ⊙ tanh(c')``."""

    state_count = 2

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        h, c = state
        units = self._units
        blocks: FloatArray = self._from_state @ h  # (4·H,)
        blocks += read
        np.tanh(blocks, out=blocks)
        gates, candidate = blocks[: 3 * units], blocks[3 * units :]
        gates *= 0.5
        gates += 0.5
        candidate *= gates[:units]
        c = c * gates[units : 2 * units]
        c += candidate
        h = np.tanh(c)
        h *= gates[2 * units :]
        return (h, c)


def _between(candidate: FloatArray, update: FloatArray, h: FloatArray) -> FloatArray:
    """``(1 − z) ⊙ n + z ⊙ h`` with one product less."""
    mixed: FloatArray = h - candidate
    mixed *= update
    mixed += candidate
    return mixed


def make_layer(cell: Cell, weights: Mapping[str, FloatArray]) -> Layer:
    """A layer from ``weight_ih``, ``weight_hh``, ``bias_ih``, ``bias_hh`` in torch's order."""
    weight_ih, weight_hh = weights["weight_ih"], weights["weight_hh"]
    bias_ih, bias_hh = weights["bias_ih"], weights["bias_hh"]
    units = weight_hh.shape[1]
    bias = bias_ih + bias_hh
    if cell == "rnn-tanh":
        return RnnTanhLayer(weight_ih, weight_hh, bias)
    if cell == "rnn-relu":
        return RnnReluLayer(weight_ih, weight_hh, bias)
    if cell == "gru-simplified":
        scale = _block_factors(units, 0.5, 1.0)
        return SimplifiedGruLayer(*_scaled(scale, weight_ih, weight_hh, bias))
    if cell == "gru":
        scale = _block_factors(units, 0.5, 0.5, 1.0)
        bias[2 * units :] = bias_ih[2 * units :]
        arrays = _scaled(scale, weight_ih, weight_hh, bias)
        return GruLayer(*arrays, candidate_bias=bias_hh[2 * units :])
    scale = _block_factors(units, 0.5, 0.5, 0.5, 1.0)
    order = np.arange(4 * units).reshape(4, units)[[0, 1, 3, 2]].ravel()  # i, f, o, g
    return LstmLayer(*_scaled(scale, weight_ih[order], weight_hh[order], bias[order]))


def _block_factors(units: int, *factors: float) -> FloatArray:
    return np.repeat(np.array(factors, dtype=np.float32), units)


def _scaled(
    scale: FloatArray, weight_ih: FloatArray, weight_hh: FloatArray, bias: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    return weight_ih * scale[:, None], weight_hh * scale[:, None], bias * scale
