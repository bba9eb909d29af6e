"""Sentences and numbers of the beliefs."""

import math

import pytest

from rnnlab.gui.panes.beliefs.differences import marked, preferences
from rnnlab.gui.panes.beliefs.figures import percent, places, short


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("the cats were full", "the cats was full"), ["the cats <b>were</b> full", "<b>was</b>"]),
        (("a b", "a b c"), ["a b", "a b <b>c</b>"]),
        (("((a", "(]a"), ["(<b>(</b>a", "(<b>]</b>a"]),
        (("x < y", "x < z"), ["x &lt; <b>y</b>", "x &lt; <b>z</b>"]),
        (("same", "same"), ["same", "same"]),
        (("alone",), ["alone"]),
    ],
)
def test_what_differs_between_texts_is_bold(texts: tuple[str, ...], expected: list[str]) -> None:
    for found, part in zip(marked(texts), expected, strict=True):
        assert part in found


def test_models_agree_or_not_on_the_likeliest() -> None:
    assert preferences({"LSTM": 1, "6-gram": 1}) == "Both hold 1 for the likeliest."
    assert preferences({"A": 2, "B": 2, "C": 2}) == "All 3 models hold 2 for the likeliest."
    assert preferences({"A": 2, "B": 1, "C": 2}) == (
        "≠ The models disagree on the likeliest: 1 for B; 2 for A and C."
    )
    assert preferences({"A": 2}) == ""


def test_equal_values_share_a_place() -> None:
    assert places([-2.0, -1.0, -2.0, -3.0]) == [2, 1, 2, 4]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, "100 %"), (0.9999, "> 99.9 %"), (0.42, "42 %"), (0.004, "0.4 %"), (2e-5, "2e-05")],
)
def test_shares_are_written_as_people_read_them(share: float, expected: str) -> None:
    assert percent(share) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-34.25, "−34.2"), (2.314, "2.31"), (1240.4, "1,240"), (-math.inf, "−∞"), (math.inf, "∞")],
)
def test_numbers_have_three_or_four_digits(value: float, expected: str) -> None:
    assert short(value) == expected
