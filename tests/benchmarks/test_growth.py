"""Costs that are known to grow in a certain way."""

from collections.abc import Callable

import numpy as np
import pytest

from rnnlab.benchmarks.growth import Contender, Growth, exponent, grown, measure_growth
from rnnlab.benchmarks.results import Goal
from rnnlab.benchmarks.timing import Work

SIZES = (100, 200, 400, 800)


def _growth(power: float) -> Growth:
    seconds = np.array([[size**power] * 3 for size in SIZES])
    return Growth("read", "looked at", "characters", SIZES, seconds, np.ones((4, 3)))


@pytest.mark.parametrize("power", [0.0, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(power: float) -> None:
    assert exponent(SIZES, _growth(power).seconds) == pytest.approx(power)


def test_a_cost_in_proportion_has_the_ratio_1() -> None:
    row = _growth(1.0).growth(Goal("at most", 1.5))
    assert row.name == "read, 8 × the characters"
    assert row.ratio is not None
    assert row.ratio.median == pytest.approx(1.0)
    assert row.met


def test_a_cost_that_grows_with_the_square_has_the_ratio_8() -> None:
    row = _growth(2.0).growth(Goal("at most", 1.5))
    assert row.ratio is not None
    assert row.ratio.median == pytest.approx(8.0)
    assert not row.met


def test_every_size_stands_beside_its_yardstick() -> None:
    rows = _growth(1.0).rows(Goal("at least", 0.001))
    assert [row.name for row in rows[:4]] == [f"read, {size} characters" for size in SIZES]
    assert [row.figure.median for row in rows[:4]] == pytest.approx([1.0] * 4)
    assert [row.goal is not None for row in rows] == [False, False, False, True, False]


def test_a_note_tells_both_exponents() -> None:
    assert _growth(1.5).note() == (
        "read: the cost grows with the number of characters to the power of 1.50 (looked at: 0.00)."
    )


def test_every_size_is_done_with_its_own_amount_of_work() -> None:
    now = 0.0

    def taking(factor: int) -> Callable[[int], Work]:
        def prepare(size: int) -> Work:
            def work() -> None:
                nonlocal now
                now += factor * size

            return work

        return prepare

    growth = measure_growth(
        Contender("ours", taking(2)),
        Contender("theirs", taking(1)),
        "tokens",
        grown(3),
        2,
        clock=lambda: now,
    )
    assert growth.seconds.tolist() == [[6, 6], [12, 12], [24, 24], [48, 48]]
    assert growth.references.tolist() == [[3, 3], [6, 6], [12, 12], [24, 24]]
