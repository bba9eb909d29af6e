"""Eigenvalues and singular values of the recurrent matrices."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rnnlab.models.blocks import recurrent_blocks
from rnnlab.models.weights import ModelWeights
from rnnlab.probes.errors import ProbeError, no_recurrence
from rnnlab.probes.result import FloatArray

ComplexArray = npt.NDArray[np.complex128]

MOST_UNITS = 1024  # the eigenvalues of a larger matrix take many seconds


@dataclass(frozen=True)
class Spectrum:
    """What a recurrent matrix does to a state, apart from its direction.

    Attributes:
        layer: Counted from the input.
        block: The gate it belongs to; ``state`` in an RNN.
        eigenvalues: (H,), the largest in absolute value first.
        singular_values: (H,), falling.
    """

    layer: int
    block: str
    eigenvalues: ComplexArray
    singular_values: FloatArray

    @property
    def radius(self) -> float:
        """Spectral radius: by how much the matrix stretches a state, applied again and again."""
        return float(abs(self.eigenvalues[0]))

    @property
    def norm(self) -> float:
        """Spectral norm: by how much it can stretch a state, applied once."""
        return float(self.singular_values[0])


def recurrent_spectra(weights: ModelWeights) -> tuple[Spectrum, ...]:
    """The spectra of every recurrent matrix, block by block, layer by layer from the input.

    Args:
        weights: Float64, on the CPU; see `frozen_weights`.

    Raises:
        ProbeError: A weight is not finite, or there are too many units.
    """
    return tuple(
        recurrent_spectrum(weights, layer, block)
        for layer in range(len(weights.layers))
        for block in recurrent_blocks(weights.cell)
    )


def recurrent_spectrum(weights: ModelWeights, layer: int, block: str) -> Spectrum:
    """The spectrum of one block of ``weight_hh``, (H, H).

    Args:
        weights: Float64, on the CPU.
        layer: Counted from the input.
        block: One of the blocks of the cell.

    Raises:
        ProbeError: The network has no recurrence, a weight is not finite, or there are too many
            units.
    """
    matrix = _block(weights, layer, block)
    eigenvalues: ComplexArray = torch.linalg.eigvals(matrix).numpy()
    order = np.argsort(-np.abs(eigenvalues), kind="stable")
    singular_values: FloatArray = torch.linalg.svdvals(matrix).numpy()
    return Spectrum(layer, block, eigenvalues[order], singular_values)


def _block(weights: ModelWeights, layer: int, block: str) -> Tensor:
    blocks = recurrent_blocks(weights.cell)
    if not blocks:
        raise no_recurrence()
    matrix = weights.layers[layer].weight_hh.chunk(len(blocks))[blocks.index(block)]
    if len(matrix) > MOST_UNITS:
        raise ProbeError(
            f"The eigenvalues of {len(matrix):,} units take too long; they are shown for models "
            f"of up to {MOST_UNITS:,}."
        )
    if not matrix.isfinite().all():
        raise ProbeError("The recurrent weights are not finite numbers; go back to earlier ones.")
    return matrix
