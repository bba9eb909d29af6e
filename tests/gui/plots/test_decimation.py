"""Thinning of curves: few points, no peak lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.gui.plots.base_decimation import FloatArray, decimate


def walk(count: int, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    generator = np.random.default_rng(seed)
    return np.arange(count, dtype=float), generator.normal(size=count).cumsum()


@given(st.integers(0, 5000), st.integers(2, 400), st.integers(0, 99))
def test_there_are_at_most_two_points_a_pixel(count: int, pixels: int, seed: int) -> None:
    x, y = walk(count, seed)
    thin_x, thin_y = decimate(x, y, 0.0, float(max(count - 1, 1)), pixels)
    assert len(thin_x) == len(thin_y) <= 2 * pixels


@given(st.integers(1, 5000), st.integers(2, 400), st.integers(0, 99))
def test_the_extremes_are_kept(count: int, pixels: int, seed: int) -> None:
    x, y = walk(count, seed)
    _, thin = decimate(x, y, 0.0, float(max(count - 1, 1)), pixels)
    assert (np.nanmin(thin), np.nanmax(thin)) == (y.min(), y.max())


@pytest.mark.parametrize("peak", [0, 1, 777, 4998, 4999])
def test_a_peak_of_one_point_stays_where_it_was(peak: int) -> None:
    x, y = np.arange(5000.0), np.zeros(5000)
    y[peak] = 9.0
    thin_x, thin_y = decimate(x, y, 0.0, 4999.0, 100)
    assert thin_y.max() == 9.0
    assert abs(thin_x[thin_y.argmax()] - peak) <= 5000 / 100


def test_every_column_covers_what_its_points_covered() -> None:
    x, y = walk(5000)
    pixels = 50
    thin_x, thin_y = decimate(x, y, 0.0, 4999.0, pixels)
    columns = np.unique(thin_x)
    for left, right in zip(columns, [*columns[1:], np.inf], strict=True):
        inside = y[(x >= left) & (x < right)]
        drawn = thin_y[thin_x == left]
        assert (drawn.min(), drawn.max()) == (inside.min(), inside.max())


def test_few_points_are_left_as_they_are() -> None:
    x, y = walk(100)
    thin_x, thin_y = decimate(x, y, 0.0, 99.0, 50)
    assert np.array_equal(thin_x, x)
    assert np.array_equal(thin_y, y)


def test_x_stays_in_order() -> None:
    x, y = walk(5000)
    assert np.all(np.diff(decimate(x, y, 0.0, 4999.0, 77)[0]) >= 0)


def test_a_gap_stays_a_gap() -> None:
    x, y = walk(5000)
    y[2000:3000] = np.nan
    thin_x, thin_y = decimate(x, y, 0.0, 4999.0, 100)
    inside = (thin_x > 2100) & (thin_x < 2900)
    assert inside.any()
    assert np.isnan(thin_y[inside]).all()
    assert np.isfinite(thin_y[(thin_x < 1900) | (thin_x > 3100)]).all()


def test_a_single_missing_value_hides_no_neighbour() -> None:
    x, y = walk(5000)
    y[1234] = np.nan
    thin = decimate(x, y, 0.0, 4999.0, 100)[1]
    assert np.isfinite(thin).all()


def test_outside_the_view_only_the_nearest_points_are_kept() -> None:
    x, y = walk(5000)
    thin_x, _ = decimate(x, y, 1000.5, 1010.5, 100)
    assert (thin_x[0], thin_x[-1]) == (1000.0, 1011.0)


def test_a_zoomed_view_shows_all_of_its_points() -> None:
    x, y = walk(5000)
    thin_x, thin_y = decimate(x, y, 1000.0, 1100.0, 100)
    assert np.array_equal(thin_y, y[999:1102])
    assert np.array_equal(thin_x, x[999:1102])


def test_uneven_x_is_thinned_by_place_and_not_by_count() -> None:
    x = np.concatenate([np.linspace(0, 1, 5000), [50.0, 100.0]])
    y = np.arange(len(x), dtype=float)
    thin_x, _ = decimate(x, y, 0.0, 100.0, 100)
    assert {50.0, 100.0} <= set(thin_x)
    assert len(thin_x) <= 8


def test_nothing_gives_nothing() -> None:
    empty = np.empty(0)
    thin_x, thin_y = decimate(empty, empty, 0.0, 1.0, 100)
    assert len(thin_x) == len(thin_y) == 0
