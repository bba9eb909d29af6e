"""The reach of a gradient against numpy's own fit and against decays known beforehand."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from rnnlab.config import Cell
from rnnlab.models import BLOCKS
from rnnlab.probes import (
    ProbeError,
    fit_reach,
    gradient_triangle,
    memory_reach,
    reach_positions,
    read_text,
)

Array = npt.NDArray[np.float64]
Make = Callable[..., Any]
K = np.arange(30.0)


def test_an_exponential_is_found_exactly() -> None:
    reach = fit_reach([3.0 * 0.8**K])
    assert reach.verdict == "decays"
    assert reach.decay == pytest.approx(0.8, rel=1e-12)
    assert reach.half_life == pytest.approx(math.log(2) / -math.log(0.8), rel=1e-12)
    assert reach.faint_after == pytest.approx(math.log(100) / -math.log(0.8), rel=1e-12)
    assert reach.explained == pytest.approx(1.0)
    assert reach.fell_at == 21  # 0.8²⁰ = 0.0115, 0.8²¹ = 0.0092
    np.testing.assert_allclose(reach.line(K), 0.8**K, rtol=1e-12)


def test_the_spread_is_that_of_the_positions() -> None:
    reach = fit_reach([decay**K for decay in (0.5, 0.6, 0.7, 0.8, 0.9)])
    assert reach.curves == 5
    assert reach.decay == pytest.approx(0.7, rel=1e-12)
    assert reach.decay_spread == pytest.approx((0.6, 0.8), rel=1e-12)
    shorter, longer = (math.log(2) / -math.log(decay) for decay in (0.6, 0.8))
    assert reach.half_life_spread == pytest.approx((shorter, longer), rel=1e-12)
    shorter, longer = (math.log(100) / -math.log(decay) for decay in (0.6, 0.8))
    assert reach.faint_after_spread == pytest.approx((shorter, longer), rel=1e-12)


def test_noisy_curves_are_fitted_as_numpy_fits_them() -> None:
    noise = np.random.default_rng(1)
    curves = [np.exp(-0.1 * K[:n] + noise.normal(0, 0.5, n)) for n in (9, 20, 30)]
    fits = [np.polyfit(K[: len(curve)], np.log(curve / curve[0]), 1) for curve in curves]
    slopes, offsets = np.array(fits).T
    correlations = [np.corrcoef(K[: len(curve)], np.log(curve))[0, 1] ** 2 for curve in curves]
    reach = fit_reach(curves)
    assert reach.decay == pytest.approx(math.exp(np.median(slopes)), rel=1e-9)
    assert reach.offset == pytest.approx(np.median(offsets), rel=1e-9)
    assert reach.explained == pytest.approx(np.median(correlations), rel=1e-9)
    np.testing.assert_allclose(reach.decay_spread, np.exp(np.quantile(slopes, (0.25, 0.75))))


def test_a_gradient_that_holds_or_grows_reaches_without_end() -> None:
    for curve in (np.ones(30), 1.2**K):
        reach = fit_reach([curve])
        assert reach.verdict == "grows"
        assert reach.half_life == reach.faint_after == reach.fell_at == math.inf


def test_positions_that_disagree_are_called_uncertain() -> None:
    reach = fit_reach([0.9**K, 0.95**K, 0.97**K, 1.1**K, 1.2**K])
    assert reach.verdict == "uncertain"
    assert reach.half_life_spread[1] == math.inf


def test_a_line_that_explains_little_is_called_uncertain() -> None:
    curve = np.exp(-0.001 * K + np.random.default_rng(2).normal(0, 1.0, 30))
    reach = fit_reach([curve])
    assert reach.decay < 1
    assert reach.explained < 0.5
    assert reach.verdict == "uncertain"


def test_zeros_are_left_out_of_the_line_and_counted() -> None:
    curve = np.where(K < 12, 0.5**K, 0.0)
    reach = fit_reach([curve])
    assert reach.decay == pytest.approx(0.5, rel=1e-12)
    assert reach.zeros == pytest.approx(18 / 30)
    assert reach.fell_at == 7


def test_a_gradient_cut_at_once_has_no_reach() -> None:
    reach = fit_reach([np.where(K < 2, 1.0, 0.0)])
    assert reach.verdict == "cut"
    assert (reach.decay, reach.half_life, reach.faint_after, reach.fell_at) == (0, 0, 0, 2)
    np.testing.assert_array_equal(reach.line(K[:3]), [1, 0, 0])


@pytest.mark.parametrize("curves", [[], [np.ones(1)], [np.zeros(9)], [0.5 ** K[:4]]])
def test_too_few_points_say_nothing(curves: list[Array]) -> None:
    reach = fit_reach(curves)
    assert reach.verdict == "too short"
    assert reach.curves == 0
    assert math.isnan(reach.decay)
    assert math.isnan(reach.half_life)
    assert math.isnan(reach.faint_after)


def test_tiny_gradients_are_fitted_like_others() -> None:
    assert fit_reach([1e-200 * 0.1**K]).decay == pytest.approx(0.1, rel=1e-9)


def test_where_a_curve_falls_is_a_median_over_the_positions() -> None:
    assert fit_reach([0.001**K, 0.01**K, 0.2**K]).fell_at == 2
    assert fit_reach([0.001**K, 0.99**K, 0.99**K]).fell_at == math.inf


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_a_gradient_that_is_no_number_has_no_reach(broken: float) -> None:
    with pytest.raises(ProbeError, match="not a finite number"):
        fit_reach([np.array([1.0, broken])])


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_a_model_s_reach_is_the_fit_of_its_triangle(
    cell: Cell, layers: int, small_model: Make, text: Make
) -> None:
    reading = read_text(
        small_model(cell, layers, hidden_size=16, initialisation="normal"), text(40)
    )
    triangle = gradient_triangle(reading, reach_positions(reading.steps))
    reach = memory_reach(triangle, layer=0, longest=15)
    slopes = []
    for row, position in enumerate(triangle.positions.tolist()):
        norms = triangle.hidden[0, row, position - 15 : position + 1][::-1]
        k = np.flatnonzero(norms)
        slopes.append(np.polyfit(k, np.log(norms[k]), 1)[0])
    assert reach.curves == 8
    assert reach.decay == pytest.approx(math.exp(np.median(slopes)), rel=1e-6)


def test_the_forget_bias_sets_the_reach_of_an_lstm_s_cell(small_model: Make, text: Make) -> None:
    model = small_model("lstm", hidden_size=8, forget_bias=2.0)
    weights = model.torch_weights()
    for name in ("rnn.weight_hh_l0", "rnn.weight_ih_l0"):
        weights[name].zero_()  # nothing but the cell carries anything
    weights["rnn.bias_hh_l0"].zero_()
    model.load_torch_weights(weights)
    reading = read_text(model, text(50))
    reach = memory_reach(gradient_triangle(reading, [49 - 1]), of_cell=True)
    assert reach.decay == pytest.approx(1 / (1 + math.exp(-2.0)), rel=1e-9)


def test_an_orthogonal_rnn_of_open_units_reaches_without_end(small_model: Make, text: Make) -> None:
    model = small_model("rnn-relu", initialisation="identity", recurrent_gain=1.0)
    weights = model.torch_weights()
    weights["rnn.bias_ih_l0"].fill_(1.0)
    model.load_torch_weights(weights)
    reach = memory_reach(gradient_triangle(read_text(model, text(30)), [28]))
    assert reach.decay == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize(
    ("steps", "count", "expected"),
    [(100, 3, [50, 74, 99]), (9, 3, [4, 6, 8]), (4, 8, [2, 3]), (1, 8, [0])],
)
def test_positions_lie_in_the_second_half(steps: int, count: int, expected: list[int]) -> None:
    assert reach_positions(steps, count) == expected
