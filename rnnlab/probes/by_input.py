"""The gradient of a network without recurrence by the vectors that it read.

Such a network has no h_t on the way from a token to a later loss, so that ∂L_τ/∂h_t is 0 for all
t < τ and says nothing. What can be asked is ∂L_τ/∂e_t, by the vector e_t that was read at t: the
embedding or, with one-hot input, the one-hot vector. With one hidden layer the chain is short:

| window of N:  ``∂L_τ/∂e_{τ−k} = W_kᵀ d`` for k < N, where W_k reads the token k back; else 0
| average:      ``∂L_τ/∂e_t = Wᵀ d / (number of tokens read)`` for every t ≤ τ
| with          ``d = ∂L_τ/∂h_τ ⊙ (1 − h_τ²)``

In the shapes, R is the number of losses, T of tokens, H of units, I the width of e_t.
"""

import numpy as np
import torch
from torch import Tensor

from rnnlab.probes.norms import row_norms
from rnnlab.probes.reading import Reading
from rnnlab.probes.result import FloatArray
from rnnlab.text.vocabulary import IntArray


def input_gradient(reading: Reading, position: int) -> Tensor:
    """∂L_τ/∂e_t of one loss for every token up to it, (τ + 1, I).

    Args:
        reading: Of a network without recurrence.
        position: τ, 0 … T − 1.
    """
    by_place = _by_place(reading, np.array([position], dtype=np.int32))[0]  # (N, I)
    gradient = by_place.new_zeros(position + 1, by_place.shape[1])
    if reading.weights.cell == "average":
        return gradient + by_place
    reached = min(len(by_place), position + 1)
    gradient[position + 1 - reached :] = by_place[len(by_place) - reached :]
    return gradient


def input_norms(reading: Reading, positions: IntArray) -> FloatArray:
    """‖∂L_τ/∂e_t‖ for the losses at many positions, (R, T); 0 for t > τ.

    Args:
        reading: Of a network without recurrence.
        positions: τ of each row, rising, (R,).
    """
    by_place = _by_place(reading, positions)  # (R, N, I)
    rows, length, _ = by_place.shape
    of_place: FloatArray = row_norms(by_place.flatten(0, 1)).view(rows, length).numpy()
    norms = np.zeros((rows, reading.steps))
    for row, position in enumerate(positions.tolist()):
        if reading.weights.cell == "average":
            norms[row, : position + 1] = of_place[row, 0]
        else:
            reached = min(length, position + 1)
            norms[row, position + 1 - reached : position + 1] = of_place[row, length - reached :]
    return norms


def _by_place(reading: Reading, positions: IntArray) -> Tensor:
    """The gradient by each place of the window, the oldest first, (R, N, I); of a mean, one."""
    weights = reading.weights
    hidden = torch.cat(reading.trace.layers[0].hidden)[torch.from_numpy(positions).long()]
    by_sum = reading.loss_gradients(positions) * (1 - hidden**2)  # d, (R, H)
    by_seen = by_sum @ weights.layers[0].weight_ih  # (R, N·I)
    if weights.cell == "average":
        counts = torch.from_numpy(positions + 1).unsqueeze(1)  # the text began with a zero state
        by_seen = by_seen / counts
    return by_seen.view(len(positions), -1, weights.input_width)
