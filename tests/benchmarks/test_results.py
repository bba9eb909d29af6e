"""Rows, goals and their plain form."""

import json

import numpy as np
import pytest

from rnnlab.benchmarks.results import Goal, Result, compared, measured


def test_the_ratio_is_taken_round_by_round() -> None:
    # medians alone would give 20 / 10
    row = compared("a", "s", np.array([10.0, 20.0, 90.0]), "b", np.array([10.0, 5.0, 30.0]))
    assert row.ratio is not None
    assert row.ratio.median == 3.0


@pytest.mark.parametrize(
    ("goal", "met"),
    [(Goal("at least", 2.0), True), (Goal("at least", 2.1), False), (Goal("at most", 2.0), True)],
)
def test_a_goal_judges_the_ratio(goal: Goal, met: bool) -> None:
    row = compared("a", "s", np.array([6.0]), "b", np.array([3.0]), goal)
    assert row.met is met


def test_without_a_yardstick_a_goal_judges_the_figure() -> None:
    assert measured("a", "ms", [19.0], Goal("at most", 20.0)).met


def test_without_a_goal_nothing_is_judged() -> None:
    assert measured("a", "ms", [19.0]).met is None


def test_a_result_has_a_plain_form_that_json_can_hold() -> None:
    goal = Goal("at least", 1.0)
    row = compared("a", "s", np.array([6.0]), "b", np.array([3.0]), goal)
    plain = json.loads(json.dumps(Result("title", (row,), ("note",)).plain()))
    three = {"median": 3.0, "lowest": 3.0, "highest": 3.0}
    assert plain["rows"][0] == {
        "name": "a",
        "unit": "s",
        "median": 6.0,
        "lowest": 6.0,
        "highest": 6.0,
        "against": "b",
        "reference": three,
        "ratio": {"median": 2.0, "lowest": 2.0, "highest": 2.0},
        "goal": {"at least": 1.0},
        "met": True,
    }


def test_rows_are_found_by_name_and_yardstick() -> None:
    one, two = np.array([1.0]), np.array([2.0])
    rows = (compared("a", "s", one, "b", one), compared("a", "s", two, "c", one))
    assert Result("title", rows).row("a", against="c") is rows[1]
