"""Arithmetic on colours."""

import pytest
from PySide6.QtGui import QColor

from rnnlab.gui.look.colours import contrast, luminance, mix, readable


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.48),  # the greys that WCAG's own examples name
        ("#767676", "#FFFFFF", 4.54),
        ("#FF0000", "#FFFFFF", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(QColor(one), QColor(other)) == pytest.approx(expected, abs=0.005)
    assert contrast(QColor(other), QColor(one)) == pytest.approx(expected, abs=0.005)


def test_luminance_weighs_green_most() -> None:
    assert luminance(QColor("#00FF00")) == pytest.approx(0.7152, abs=1e-4)


def test_a_mix_of_equal_shares_is_the_middle() -> None:
    assert mix(QColor("#000000"), QColor("#FFFFFF"), 0.5).name() == "#808080"


@pytest.mark.parametrize("color", ["#56B4E9", "#F0E442", "#000000", "#FFFFFF", "#777777"])
@pytest.mark.parametrize("ground", ["#FFFFFF", "#1C1F25", "#F7F7F5"])
def test_a_readable_colour_can_be_read(color: str, ground: str) -> None:
    assert contrast(readable(QColor(color), QColor(ground)), QColor(ground)) >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable(QColor("#0072B2"), QColor("#FFFFFF")).name() == "#0072b2"
