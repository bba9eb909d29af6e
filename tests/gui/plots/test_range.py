"""Which part of its data a plot shows, by hand."""

import pytest

from rnnlab.gui.plots.base_range import growing, opened, padded, settled


def test_a_point_becomes_a_range() -> None:
    assert opened((2.0, 2.0)) == (1.5, 2.5)
    assert opened((2.0, 3.0)) == (2.0, 3.0)


def test_there_is_room_on_both_sides() -> None:
    assert padded((0.0, 10.0), 0.05) == (-0.5, 10.5)


def test_what_is_shown_stays_while_the_data_lies_well_in_it() -> None:
    assert settled((-0.5, 10.5), (0.0, 10.4), 0.05) == (-0.5, 10.5)


@pytest.mark.parametrize("span", [(0.0, 11.0), (-1.0, 10.0), (0.0, 5.0)])
def test_what_is_shown_follows_data_that_leaves_it_or_looks_lost_in_it(
    span: tuple[float, float],
) -> None:
    assert settled((-0.5, 10.5), span, 0.05) == padded(span, 0.05)


def test_without_room_the_range_is_that_of_the_data() -> None:
    assert settled((0.0, 10.0), (0.0, 9.9), 0.0) == (0.0, 9.9)


def test_a_growing_axis_begins_with_the_data() -> None:
    assert growing((0.0, 1.0), (50.0, 80.0)) == (50.0, 80.0)
    assert growing((0.0, 1.0), (0.0, 80.0)) == (0.0, 80.0)


def test_a_growing_axis_is_a_little_ahead_and_then_waits() -> None:
    shown = growing((0.0, 100.0), (0.0, 101.0))
    assert shown == pytest.approx((0.0, 105.04))
    assert growing(shown, (0.0, 105.0)) == shown
    assert growing(shown, (0.0, 106.0)) == pytest.approx((0.0, 110.24))


def test_a_growing_axis_returns_to_data_that_is_less() -> None:
    assert growing((0.0, 100.0), (0.0, 40.0)) == (0.0, 40.0)
