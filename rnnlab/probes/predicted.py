"""What theory says the gradient through time should be, beside what it is.

A plain RNN hands the gradient back through ``J_s = diag(φ′_s) U`` at each step, so its length is
bounded by products of matrix norms. A gated cell also has a direct path on which the gradient
is only multiplied by a gate: the forget gate f in the LSTM's cell, the update gate z in a GRU.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from rnnlab.models.weights import State
from rnnlab.probes.derivatives import OneState, TwoStates
from rnnlab.probes.norms import row_norms
from rnnlab.probes.reading import Reading
from rnnlab.probes.result import FloatArray
from rnnlab.probes.reverse import walk_back

Kind = Literal["slope bound", "norm bound", "product bound", "direct path"]


@dataclass(frozen=True)
class PredictedCurve:
    """A prediction for the gradient of L_τ on its way back within one layer.

    Attributes:
        kind: In an RNN the bounds, each tighter than the one before:
            ``slope bound``   ‖∂L/∂h_τ‖ · Π max φ′_s · ‖U‖  (Pascanu et al. 2013),
            ``norm bound``    ‖∂L/∂h_τ‖ · Π ‖diag(φ′_s) U‖,
            ``product bound`` ‖∂L/∂h_τ‖ · ‖Π diag(φ′_s) U‖; spectral norms, s = t+1 … τ.
            In a gated cell ``direct path``: the length of ∂L/∂c_τ ⊙ Π f_s (LSTM) or of
            ∂L/∂h_τ ⊙ Π z_s (GRU), which is that part of the gradient that passes no matrix.
        of_cell: It stands beside ∂L/∂c_t; else beside ∂L/∂h_t.
        norms: At t = 0 … τ, (τ + 1,); equal to the measured norm at t = τ.
    """

    kind: Kind
    of_cell: bool
    norms: FloatArray


def predicted_curves(
    reading: Reading, position: int = -1, layer: int = -1, quick: bool = False
) -> tuple[PredictedCurve, ...]:
    """The predictions for the loss after one position.

    In the top layer the bounds of an RNN hold for the whole gradient. A lower layer also gets
    gradient from above at every step; there they hold for what stays within the layer.

    Args:
        reading: The text and the model.
        position: τ, 0 … T − 1; −1 is the last.
        layer: Counted from the input; −1 is the top.
        quick: Leave out the norm and product bounds, which take a singular value
            decomposition a step.

    Raises:
        ProbeError: The network has no recurrence, or the text has no such position.
    """
    last = reading.check_position(position)
    start = next(walk_back(reading, np.array([last], dtype=np.int32))).gradients[layer]
    derivatives = reading.derivatives[layer]
    if isinstance(derivatives, TwoStates):
        return (_direct_path(derivatives.forget, start, last),)
    if reading.weights.cell.startswith("gru"):
        return (_direct_path(derivatives.carry, start, last),)
    return _bounds(derivatives, start, last, quick)


def _direct_path(gates: Tensor, start: State, last: int) -> PredictedCurve:
    """From the gates of all steps, (T, H), and the gradient at step τ, (1, H) each."""
    kept = [start[-1]]
    for gate in gates[1 : last + 1].flip(0):
        kept.append(kept[-1] * gate)
    norms: FloatArray = row_norms(torch.cat(kept).flip(0)).numpy()
    return PredictedCurve("direct path", len(start) > 1, norms)


def _bounds(
    derivatives: OneState, start: State, last: int, quick: bool
) -> tuple[PredictedCurve, ...]:
    length = float(row_norms(start[0])[0])
    slopes = derivatives.by_state[1 : last + 1, 0]  # (τ, H), φ′ at the steps 1 … τ
    matrix = derivatives.weights.weight_hh
    norm = torch.linalg.matrix_norm(matrix, ord=2)
    curves = [_bound("slope bound", length, (slopes.amax(dim=1) * norm).log())]
    if not quick:
        jacobians = slopes.unsqueeze(2) * matrix  # (τ, H, H)
        step_norms = torch.linalg.matrix_norm(jacobians, ord=2)
        curves.append(_bound("norm bound", length, step_norms.log()))
        curves.append(_bound("product bound", length, _log_growth(jacobians)))
    return tuple(curves)


def _bound(kind: Kind, length: float, growth: Tensor) -> PredictedCurve:
    """From the logarithm of the growth over each step, (τ,), to the curve."""
    logs = np.concatenate(([0.0], growth.flip(0).cumsum(0).numpy()))[::-1]
    with np.errstate(over="ignore"):  # a bound beyond any number is infinite
        norms: FloatArray = length * np.exp(logs)
    return PredictedCurve(kind, False, norms)


def _log_growth(jacobians: Tensor) -> Tensor:
    """By how much each step changes ln ‖J_τ ⋯ J_s‖, (τ,), beginning with the last step."""
    product = torch.eye(jacobians.shape[1], dtype=jacobians.dtype)
    growth = []
    for jacobian in jacobians.flip(0):
        product = product @ jacobian
        norm = torch.linalg.matrix_norm(product, ord=2)
        growth.append(norm.log())
        product = product / torch.where(norm > 0, norm, 1.0)  # or it would leave float64
    return torch.stack(growth).flip(0) if growth else jacobians.new_zeros(0)
