"""The triangle of gradients against one autograd pass for each loss."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell
from rnnlab.models import BLOCKS, LanguageModel
from rnnlab.probes import ProbeError, gradient_triangle, probe, read_text

Array = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int32]
Make = Callable[..., Any]


def triangle_by_autograd(oracle: Any, ids: Ids, kind: str) -> Array:
    """Norms of ∂L_τ by zeros that were added to each state, (L, T, T)."""
    nodes: dict[tuple[int, int], Tensor] = {}

    def touch(t: int, layer: int, name: str, value: Tensor) -> Tensor:
        if name != kind:
            return value
        nodes[layer, t] = torch.zeros_like(value, requires_grad=True)
        return value + nodes[layer, t]

    losses = oracle.losses(ids, touch)
    steps = len(ids) - 1
    norms = np.zeros((oracle.layers, steps, steps))
    for row in range(steps):
        found = torch.autograd.grad(
            losses[row], list(nodes.values()), retain_graph=True, allow_unused=True
        )
        for (layer, t), gradient in zip(nodes, found, strict=True):
            norms[layer, row, t] = 0.0 if gradient is None else gradient.norm()
    return norms


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_every_norm_is_that_of_autograd(
    cell: Cell, layers: int, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers), text(9)
    triangle = gradient_triangle(read_text(model, ids))
    oracle = oracle_of(model)
    np.testing.assert_allclose(
        triangle.hidden, triangle_by_autograd(oracle, ids, "h"), rtol=1e-9, atol=1e-300
    )
    assert (triangle.cell is None) == (cell != "lstm")
    if triangle.cell is not None:
        expected = triangle_by_autograd(oracle, ids, "c")
        np.testing.assert_allclose(triangle.cell, expected, rtol=1e-9, atol=1e-300)


def test_a_one_hot_input_is_read_as_well(small_model: Make, oracle_of: Make, text: Make) -> None:
    model, ids = small_model("gru", 2, input_encoding="one-hot"), text(7)
    expected = triangle_by_autograd(oracle_of(model), ids, "h")
    np.testing.assert_allclose(
        gradient_triangle(read_text(model, ids)).hidden, expected, rtol=1e-9, atol=1e-300
    )


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_each_row_is_what_the_probe_shows(
    cell: Cell, layers: int, small_model: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers, hidden_size=16), text(40)
    triangle = gradient_triangle(read_text(model, ids))
    for position in (0, 17, 38):
        result = probe(model, ids, position)
        np.testing.assert_allclose(
            triangle.hidden[:, position], result.hidden_gradient_norm, rtol=1e-9, atol=1e-300
        )
        if triangle.cell is not None:
            np.testing.assert_allclose(
                triangle.cell[:, position], result.cell_gradient_norm, rtol=1e-9, atol=1e-300
            )


@pytest.mark.parametrize("cell", BLOCKS)
def test_chosen_rows_are_those_of_the_whole_triangle(
    cell: Cell, small_model: Make, text: Make
) -> None:
    reading = read_text(small_model(cell, 2), text(12))
    whole, some = gradient_triangle(reading), gradient_triangle(reading, [7, 2, -1, 7])
    np.testing.assert_array_equal(some.positions, [2, 7, 10])
    np.testing.assert_allclose(some.hidden, whole.hidden[:, [2, 7, 10]], rtol=1e-12)


def test_a_curve_runs_from_its_own_loss_into_the_past(small_model: Make, text: Make) -> None:
    triangle = gradient_triangle(read_text(small_model("lstm", 2), text(9)))
    assert triangle.cell is not None
    np.testing.assert_array_equal(triangle.curve(3), triangle.hidden[1, 3, [3, 2, 1, 0]])
    np.testing.assert_array_equal(
        triangle.curve(2, layer=0, of_cell=True), triangle.cell[0, 2, [2, 1, 0]]
    )


def test_only_an_lstm_has_the_curve_of_a_cell(small_model: Make, text: Make) -> None:
    triangle = gradient_triangle(read_text(small_model("gru"), text(5)))
    with pytest.raises(ProbeError, match="Only an LSTM"):
        triangle.curve(0, of_cell=True)


def test_norms_far_below_float32_are_not_lost(small_model: Make, text: Make) -> None:
    model = small_model("rnn-tanh", initialisation="orthogonal", recurrent_gain=1e-4)
    norms = gradient_triangle(read_text(model, text(62))).hidden[0, -1]
    assert 0 < norms[0] < 1e-230


def test_reading_leaves_the_model_alone(small_model: Make, text: Make) -> None:
    model: LanguageModel = small_model("lstm", 2, dropout=0.5).train()
    weights, random_state = model.torch_weights(), torch.get_rng_state()
    gradient_triangle(read_text(model, text(6)))
    assert model.training
    assert torch.equal(torch.get_rng_state(), random_state)
    for name, parameter in model.named_parameters():
        assert parameter.grad is None
        assert torch.equal(parameter, weights[name])


@pytest.mark.parametrize("position", [5, -6])
def test_a_position_outside_the_text_is_refused(
    position: int, small_model: Make, text: Make
) -> None:
    with pytest.raises(ProbeError, match=f"positions from 0 to 4, not {position}"):
        gradient_triangle(read_text(small_model("gru"), text(6)), [position])


def test_no_position_is_refused(small_model: Make, text: Make) -> None:
    with pytest.raises(ProbeError, match="at least one position"):
        gradient_triangle(read_text(small_model("gru"), text(6)), [])


def test_a_triangle_that_nobody_could_see_is_refused(small_model: Make, text: Make) -> None:
    reading = read_text(small_model("gru"), text(1002))
    with pytest.raises(ProbeError, match="shorten the text to 1,000 tokens"):
        gradient_triangle(reading)
    assert gradient_triangle(reading, [500, 900]).hidden.shape == (1, 2, 1001)


def test_a_gradient_beyond_any_number_is_told(small_model: Make, text: Make) -> None:
    model = small_model("rnn-relu", initialisation="identity", recurrent_gain=10.0)
    weights = model.torch_weights()
    weights["rnn.bias_ih_l0"].fill_(1e-9)  # every unit is on, however small
    model.load_torch_weights(weights)
    with pytest.raises(ProbeError, match="explode"):
        gradient_triangle(read_text(model, text(400)))
