"""Labels at the ends of lines keep clear of each other."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.gui.plots.base_labels import spread

places = st.lists(st.floats(0, 200), min_size=1, max_size=12)


@given(places)
def test_labels_do_not_overlap(wanted: list[float]) -> None:
    centres = sorted(spread(wanted, 15.0, 0.0, 200.0))
    assert all(b - a >= 15.0 - 1e-6 for a, b in itertools.pairwise(centres))


@given(places)
def test_labels_stay_inside(wanted: list[float]) -> None:
    centres = spread(wanted, 15.0, 0.0, 200.0)
    assert min(centres) >= 7.5 - 1e-6
    assert max(centres) <= 192.5 + 1e-6


@given(places)
def test_labels_keep_their_order(wanted: list[float]) -> None:
    centres = spread(wanted, 15.0, 0.0, 200.0)
    for (a, x), (b, y) in itertools.combinations(zip(wanted, centres, strict=True), 2):
        if a != b:
            assert (a < b) == (x < y)


def test_labels_with_room_stand_where_their_lines_end() -> None:
    assert spread([150.0, 20.0, 80.0], 15.0, 0.0, 200.0) == [150.0, 20.0, 80.0]


def test_two_that_touch_move_apart_by_the_same_distance() -> None:
    assert spread([100.0, 104.0], 15.0, 0.0, 200.0) == pytest.approx([94.5, 109.5])


def test_a_third_pushed_into_its_neighbours_moves_all_three() -> None:
    assert spread([50.0, 52.0, 66.0], 15.0, 0.0, 200.0) == pytest.approx([41.0, 56.0, 71.0])


def test_without_enough_room_they_share_it() -> None:
    centres = spread([10.0] * 20, 15.0, 0.0, 100.0)
    assert sorted(centres) == pytest.approx([2.5 + 5 * n for n in range(20)])


def test_no_labels_need_no_room() -> None:
    assert spread([], 15.0, 0.0, 100.0) == []
