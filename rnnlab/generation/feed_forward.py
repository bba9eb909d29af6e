"""The networks without recurrence, one token at a time in numpy, for writing fast.

The equations are those of `rnnlab.models.feed_forward`. What differs is made for speed alone: a
token is multiplied by the weights of all places of a window as soon as it is read, and what each
place adds waits for its turn. For the lowest layer these products are known for every token before
writing begins, so that a step is a few additions.
"""

import numpy as np

from rnnlab.generation.layers import FloatArray, Layer, LayerState


class WindowLayer(Layer):
    """``h = tanh(W [x_{t−N+1}; …; x_t] + b)``; the state is h and what is due to later ones.

    Args:
        weight: W, (H, N·I), the columns of the oldest token first.
        bias: b, (H,).
        width: Of the vector of a token, I.
    """

    def __init__(self, weight: FloatArray, bias: FloatArray, width: int) -> None:
        units = len(bias)
        places = weight.reshape(units, -1, width)[:, ::-1]  # (H, N, I), the newest token first
        rows = places.swapaxes(0, 1).reshape(-1, width)  # (N·H, I)
        later = np.zeros(len(rows) - units, dtype=np.float32)
        super().__init__(rows, _no_state(units), np.concatenate((bias, later)))

    def start(self) -> LayerState:
        """The state before any token: nothing is due."""
        due = np.zeros(self.rows - self._units, dtype=np.float32)
        return np.zeros(self._units, dtype=np.float32), due

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        sums = read.copy()  # (N·H,): of this h and of the next N − 1
        sums[: -self._units] += state[1]
        return np.tanh(sums[: self._units]), sums[self._units :]


class AverageLayer(Layer):
    """``h = tanh(mean(W x + b))``, which is W times the mean plus b; the state: h, sum, count.

    Args:
        weight: W, (H, I).
        bias: b, (H,).
    """

    def __init__(self, weight: FloatArray, bias: FloatArray) -> None:
        super().__init__(weight, _no_state(len(bias)), bias)

    def start(self) -> LayerState:
        """The state before any token: nothing was read."""
        zeros = np.zeros(self._units, dtype=np.float32)
        return zeros, zeros, np.zeros(1, dtype=np.float32)

    def step(self, read: FloatArray, state: LayerState) -> LayerState:
        """The state after an input."""
        _, total, count = state
        total, count = total + read, count + np.float32(1.0)
        return np.tanh(total / count), total, count


def make_hidden_layer(cell: str, weight: FloatArray, bias: FloatArray, width: int) -> Layer:
    """The layer of a network without recurrence from ``hidden.weight`` and ``hidden.bias``.

    Args:
        cell: ``window`` or ``average``.
        weight: (H, N·I) or (H, I).
        bias: (H,).
        width: Of the vector of a token, I.
    """
    return WindowLayer(weight, bias, width) if cell == "window" else AverageLayer(weight, bias)


def _no_state(units: int) -> FloatArray:
    """The weights by which a state would be read: no row."""
    return np.zeros((0, units), dtype=np.float32)
