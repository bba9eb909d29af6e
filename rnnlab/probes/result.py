"""What is seen inside a model while it reads a text."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rnnlab.text.vocabulary import IntArray

LossAt = Literal["last", "all"] | int
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Activations:
    """States and gates over a text of N tokens; L layers of H units.

    Attributes:
        inputs: Token ids that were read, (N−1,).
        targets: The token that came after each, (N−1,).
        hidden: h after each input, (L, N−1, H).
        cell: c after each input, (L, N−1, H); None unless the cell is an LSTM.
        gates: By name, (L, N−1, H), in 0…1, a candidate in −1…1; empty without gates.
    """

    inputs: IntArray
    targets: IntArray
    hidden: FloatArray
    cell: FloatArray | None
    gates: dict[str, FloatArray]


@dataclass(frozen=True, kw_only=True)
class ProbeResult(Activations):
    """The same with the gradient of a loss on its way back through time.

    Attributes:
        loss_at: The loss is that of the last target, of the target after input t (counted
            from 0), or the sum of all.
        hidden_gradient_norm: ‖∂loss/∂h_t‖ through all later steps and layers, (L, N−1);
            0 where the loss lies before t. Of a network without recurrence, ‖∂loss/∂e_t‖.
        cell_gradient_norm: ‖∂loss/∂c_t‖, the path through h_t included, (L, N−1); None
            unless the cell is an LSTM.
        by_input: Whether the norms are those of ∂loss/∂e_t, by the vector that was read at t
            (the embedding or the one-hot vector): so it is without recurrence, where no state
            passes a gradient back.
    """

    loss_at: LossAt
    hidden_gradient_norm: FloatArray
    cell_gradient_norm: FloatArray | None
    by_input: bool = False
