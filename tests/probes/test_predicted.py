"""Predictions against products of matrices by numpy and against autograd with gates held fast."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell
from rnnlab.probes import ProbeError, predicted_curves, probe, read_text

Array = npt.NDArray[np.float64]
Make = Callable[..., Any]
GATED: tuple[Cell, ...] = ("gru", "gru-simplified", "lstm")
RNNS: tuple[Cell, ...] = ("rnn-tanh", "rnn-relu")


def slopes_of(cell: Cell, hidden: Array) -> Array:
    """φ′ of each unit after each step, from the states alone."""
    return 1 - hidden**2 if cell == "rnn-tanh" else (hidden > 0).astype(np.float64)


def expected_bounds(slopes: Array, matrix: Array) -> dict[str, float]:
    """The bounds over some steps, (steps, H), for a gradient of length 1 at the last."""
    norm = np.linalg.norm(matrix, 2)
    product, of_slopes, of_norms = np.eye(len(matrix)), 1.0, 1.0
    for slope in slopes[::-1]:
        product = product @ np.diag(slope) @ matrix
        of_norms *= np.linalg.norm(np.diag(slope) @ matrix, 2)
        of_slopes *= slope.max() * norm
    return {
        "slope bound": of_slopes,
        "norm bound": of_norms,
        "product bound": float(np.linalg.norm(product, 2)),
    }


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("cell", RNNS)
def test_bounds_are_products_of_norms_and_norms_of_products(
    cell: Cell, layer: int, small_model: Make, text: Make
) -> None:
    model, ids, last = small_model(cell, 2), text(12), 8
    result = probe(model, ids, last)
    slopes = slopes_of(cell, result.hidden[layer])
    matrix = model.torch_weights()[f"rnn.weight_hh_l{layer}"].double().numpy()
    start = result.hidden_gradient_norm[layer, last]
    curves = predicted_curves(read_text(model, ids), last, layer)
    assert [curve.kind for curve in curves] == ["slope bound", "norm bound", "product bound"]
    for curve in curves:
        bounds = [expected_bounds(slopes[t + 1 : last + 1], matrix) for t in range(last + 1)]
        expected = [start * bound[curve.kind] for bound in bounds]
        assert not curve.of_cell
        np.testing.assert_allclose(curve.norms, expected, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", RNNS)
def test_each_bound_holds_and_is_tighter_than_the_one_before(
    cell: Cell, layers: int, small_model: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers, hidden_size=16), text(40)
    slope, norm, product = predicted_curves(read_text(model, ids))
    measured = probe(model, ids).hidden_gradient_norm[-1]
    room = 1 + 1e-9
    assert (measured <= product.norms * room).all()
    assert (product.norms <= norm.norms * room).all()
    assert (norm.norms <= slope.norms * room).all()
    assert slope.norms[-1] == pytest.approx(measured[-1], rel=1e-12)


def gradient_with_gates_held(oracle: Any, ids: Any, last: int, kind: str, layer: int) -> Array:
    """‖∂L_τ/∂(h or c)_t‖ where no gradient may pass through a gate, (τ + 1,)."""
    nodes: list[Tensor] = []

    def touch(t: int, where: int, name: str, value: Tensor) -> Tensor:
        if where != layer:
            return value
        if name == kind:
            nodes.append(torch.zeros_like(value, requires_grad=True))
            return value + nodes[-1]
        return value if name in "hc" else value.detach()

    loss = oracle.losses(ids, touch)[last]
    gradients = torch.autograd.grad(loss, nodes[: last + 1])
    return np.array([gradient.norm().item() for gradient in gradients])


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", GATED)
def test_the_direct_path_is_what_passes_with_all_gates_held(
    cell: Cell, layers: int, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids, last = small_model(cell, layers), text(12), 8
    (curve,) = predicted_curves(read_text(model, ids), last)
    kind = "c" if cell == "lstm" else "h"
    expected = gradient_with_gates_held(oracle_of(model), ids, last, kind, layers - 1)
    assert curve.kind == "direct path"
    assert curve.of_cell == (kind == "c")
    np.testing.assert_allclose(curve.norms, expected, rtol=1e-9)


@pytest.mark.parametrize("cell", GATED)
def test_the_direct_path_of_a_lower_layer_begins_at_its_own_gradient(
    cell: Cell, small_model: Make, text: Make
) -> None:
    model, ids, last = small_model(cell, 2), text(12), 8
    (curve,) = predicted_curves(read_text(model, ids), last, layer=0)
    result = probe(model, ids, last)
    measured = result.cell_gradient_norm if curve.of_cell else result.hidden_gradient_norm
    assert measured is not None
    assert curve.norms[-1] == pytest.approx(measured[0, last], rel=1e-9)
    assert (np.diff(curve.norms) > 0).all()


def test_quick_leaves_the_dear_bounds_out(small_model: Make, text: Make) -> None:
    reading = read_text(small_model("rnn-tanh"), text(12))
    (quick,) = predicted_curves(reading, quick=True)
    np.testing.assert_array_equal(quick.norms, predicted_curves(reading)[0].norms)


@pytest.mark.parametrize("cell", [*RNNS, *GATED])
def test_at_the_first_token_there_is_nothing_to_predict(
    cell: Cell, small_model: Make, text: Make
) -> None:
    model, ids = small_model(cell), text(5)
    for curve in predicted_curves(read_text(model, ids), 0):
        assert curve.norms.shape == (1,)


def test_a_dead_network_passes_nothing(small_model: Make, text: Make) -> None:
    model = small_model("rnn-relu")
    weights = model.torch_weights()
    weights["rnn.bias_ih_l0"].fill_(-100.0)
    model.load_torch_weights(weights)
    for curve in predicted_curves(read_text(model, text(6))):
        assert curve.norms[-1] > 0
        assert (curve.norms[:-1] == 0).all()


def test_a_position_outside_the_text_is_refused(small_model: Make, text: Make) -> None:
    with pytest.raises(ProbeError, match="positions from 0 to 4"):
        predicted_curves(read_text(small_model("gru"), text(6)), 5)
