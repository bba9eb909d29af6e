"""Every loss against every state: ‖∂L_τ/∂h_t‖ over τ and t."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from rnnlab.probes.by_input import input_norms
from rnnlab.probes.errors import ProbeError
from rnnlab.probes.norms import row_norms
from rnnlab.probes.reading import Reading
from rnnlab.probes.result import FloatArray
from rnnlab.probes.reverse import Moment, walk_back
from rnnlab.text.vocabulary import IntArray

MOST_NORMS = 1_000_000  # a thousand tokens; time grows with their square


@dataclass(frozen=True)
class Triangle:
    """Gradient norms of R losses over T steps and L layers.

    Attributes:
        positions: τ of each row, rising, (R,): the loss is −log p of the target after input
            τ, in nats.
        hidden: ‖∂L_τ/∂h_t‖ through all later steps and layers, (L, R, T); 0 for t > τ.
        cell: ‖∂L_τ/∂c_t‖, the path through h_t included, (L, R, T); None unless the cell
            is an LSTM.
        by_input: ``hidden`` holds ‖∂L_τ/∂e_t‖ by the vectors that were read, as it does without
            recurrence; see `by_input.py`.
    """

    positions: IntArray
    hidden: FloatArray
    cell: FloatArray | None
    by_input: bool = False

    def curve(self, row: int, layer: int = -1, of_cell: bool = False) -> FloatArray:
        """The norms of one row by distance: ‖∂L_τ/∂h_{τ−k}‖ for k = 0 … τ, (τ + 1,)."""
        norms = self.cell if of_cell else self.hidden
        if norms is None:
            raise ProbeError("Only an LSTM has a cell; look at the hidden state instead.")
        return norms[layer, row, : int(self.positions[row]) + 1][::-1]


def gradient_triangle(reading: Reading, positions: Sequence[int] | None = None) -> Triangle:
    """Follow the losses at several positions back through every state, in one pass.

    Args:
        reading: The text and the model.
        positions: τ of the rows wanted, 0 … T − 1; None takes all, the whole triangle.

    Raises:
        ProbeError: A position lies outside the text, the triangle is too large, or a gradient
            is too large for a number.
    """
    rows = _rows(reading, positions)
    if len(rows) * reading.steps > MOST_NORMS:
        raise ProbeError(
            f"The triangle of {reading.steps:,} tokens is too large to draw; shorten the text "
            f"to {int(MOST_NORMS**0.5):,} tokens or choose fewer positions."
        )
    if not reading.weights.is_recurrent:
        by_input = input_norms(reading, rows)[np.newaxis]  # (1, R, T)
        _require_finite(by_input[np.newaxis], rows)
        return Triangle(rows, by_input, None, by_input=True)
    states = len(reading.trace.layers[0].states[0])
    norms = np.zeros((states, reading.layers, len(rows), reading.steps))
    for moment in walk_back(reading, rows):
        norms[:, :, moment.first :, moment.step] = _norms(moment)
    _require_finite(norms, rows)
    return Triangle(rows, norms[0], norms[1] if states > 1 else None)


def _rows(reading: Reading, positions: Sequence[int] | None) -> IntArray:
    if positions is None:
        return np.arange(reading.steps, dtype=np.int32)
    if not len(positions):
        raise ProbeError("Choose at least one position in the text.")
    counted = {reading.check_position(int(position)) for position in positions}
    return np.array(sorted(counted), dtype=np.int32)


def _norms(moment: Moment) -> FloatArray:
    """(1 or 2, L, rows): of h and, if there is one, of c."""

    def of(tensor: Tensor) -> FloatArray:
        found: FloatArray = row_norms(tensor).numpy()
        return found

    by_layer = [[of(tensor) for tensor in state] for state in moment.gradients]
    return np.array(by_layer).swapaxes(0, 1)


def _require_finite(norms: FloatArray, rows: IntArray) -> None:
    broken = ~np.isfinite(norms).all(axis=(0, 1))  # (R, T)
    if broken.any():
        row, step = (int(place[-1]) for place in np.nonzero(broken))
        raise ProbeError(
            f"On its way back from token {rows[row] + 1} to token {step + 1} the gradient grows "
            "beyond any number: it explodes. Lower the recurrent weights or shorten the text."
        )
