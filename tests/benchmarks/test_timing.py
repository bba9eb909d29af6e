"""Taking turns, and how long a person waits."""

import numpy as np
import pytest

from rnnlab.benchmarks.timing import Spread, alternate, in_turn, repeated, waits


def test_a_spread_holds_median_and_range() -> None:
    assert Spread.of([5.0, 1.0, 2.0, 9.0]) == Spread(median=3.5, lowest=1.0, highest=9.0)


def test_every_second_round_goes_backwards() -> None:
    calls: list[str] = []
    in_turn(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3, practice=False)
    assert "".join(calls) == "abbaab"


def test_practice_is_not_counted() -> None:
    numbers = iter(range(10))
    assert in_turn(lambda: next(numbers), rounds=2) == [[1, 2]]


def test_figures_stay_with_what_gave_them() -> None:
    assert in_turn(lambda: "a", lambda: "b", rounds=2) == [["a", "a"], ["b", "b"]]


def test_seconds_come_by_contender_and_round() -> None:
    seconds = alternate(lambda: None, lambda: sum(range(20_000)), rounds=4)
    assert seconds.shape == (2, 4)
    assert (seconds > 0).all()
    assert np.median(seconds[1]) > np.median(seconds[0])


def test_repeated_work_is_done_so_often() -> None:
    calls: list[int] = []
    repeated(lambda: calls.append(1), 3)()
    assert len(calls) == 3


def test_punctual_ticks_make_nobody_wait() -> None:
    assert waits([0.0, 5.0, 10.0], 5.0).tolist() == [0.0, 0.0]


def test_early_ticks_make_nobody_wait() -> None:
    assert waits([0.0, 4.0], 5.0).tolist() == [0.0]


def test_a_late_tick_is_waited_for() -> None:
    assert waits([0.0, 7.0], 5.0).tolist() == pytest.approx([2.0])


def test_in_a_long_gap_each_missed_moment_counts() -> None:
    # due at 5, 10, 15 and 20 after the first tick, all seen at 22
    assert waits([0.0, 22.0], 5.0).tolist() == pytest.approx([17.0, 12.0, 7.0, 2.0])
