"""Where grid lines stand and what is written beside them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.gui.plots.base_ticks import (
    linear_ticks,
    log_ticks,
    name_ticks,
    power_of_ten,
    token_text,
    value_text,
)


@pytest.mark.parametrize(
    ("low", "high", "most", "texts"),
    [
        (0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 2000, 4, ["0", "500", "1,000", "1,500", "2,000"]),
        (1.35, 3.62, 5, ["1.5", "2.0", "2.5", "3.0", "3.5"]),
        (-3, 3, 3, ["−2", "0", "2"]),
        (0, 0.004, 4, ["0.000", "0.001", "0.002", "0.003", "0.004"]),
        (0, 4e6, 4, ["0", "1 M", "2 M", "3 M", "4 M"]),
        (0, 3e5, 3, ["0", "100 k", "200 k", "300 k"]),
        (2.4e6, 2.6e6, 2, ["2.4 M", "2.5 M", "2.6 M"]),
    ],
)
def test_round_numbers_are_chosen(low: float, high: float, most: int, texts: list[str]) -> None:
    assert [tick.text for tick in linear_ticks(low, high, most)] == texts


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(1, 20))
def test_ticks_are_in_view_few_and_different(low: float, span: float, most: int) -> None:
    ticks = linear_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    assert len({tick.text for tick in ticks}) == len(ticks)
    assert all(low - span * 1e-6 <= tick.position <= low + span * (1 + 1e-6) for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.inf)]
)
def test_an_impossible_range_has_no_ticks(low: float, high: float) -> None:
    assert linear_ticks(low, high, 5) == []
    assert log_ticks(low, high, 5) == []


@pytest.mark.parametrize(
    ("low", "high", "most", "texts"),
    [
        (-3, 1, 5, ["0.001", "0.01", "0.1", "1", "10"]),
        (-12, 0, 5, ["10⁻¹²", "10⁻⁹", "10⁻⁶", "0.001", "1"]),
        (0, 2, 8, ["1", "2", "5", "10", "20", "50", "100"]),
        (0, 2, 5, ["1", "3", "10", "30", "100"]),
        (-6, -4, 9, ["10⁻⁶", "2·10⁻⁶", "5·10⁻⁶", "10⁻⁵", "2·10⁻⁵", "5·10⁻⁵", "10⁻⁴"]),
        (math.log10(4.1), math.log10(4.9), 5, ["4.2", "4.4", "4.6", "4.8"]),
    ],
)
def test_round_powers_are_chosen(low: float, high: float, most: int, texts: list[str]) -> None:
    assert [tick.text for tick in log_ticks(low, high, most)] == texts


@given(st.floats(-30, 10), st.floats(0.01, 40), st.integers(2, 20))
def test_log_ticks_are_in_view_and_few(low: float, span: float, most: int) -> None:
    ticks = log_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    assert all(low - 1e-6 <= tick.position <= low + span + 1e-6 for tick in ticks)


@pytest.mark.parametrize(
    ("exponent", "text"), [(0, "1"), (2, "100"), (-3, "0.001"), (-17, "10⁻¹⁷"), (6, "10⁶")]
)
def test_powers_are_written_without_counting_zeros(exponent: int, text: str) -> None:
    assert power_of_ten(exponent) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (1240.0, "1,240"),
        (1.4748, "1.475"),
        (0.0312, "0.0312"),
        (-0.5, "−0.5"),
        (123456.789, "123,457"),
        (3.2e-9, "3.2·10⁻⁹"),
        (1.5e12, "1.5·10¹²"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_a_value_is_written_with_four_digits(value: float, text: str) -> None:
    assert value_text(value) == text


def test_every_name_is_written_where_there_is_room() -> None:
    assert [tick.text for tick in name_ticks("abcd", -0.5, 3.5, 10)] == ["a", "b", "c", "d"]


def test_every_second_name_is_written_where_there_is_less() -> None:
    ticks = name_ticks("abcdefgh", -0.5, 7.5, 4)
    assert [(tick.position, tick.text) for tick in ticks] == [
        (0, "a"),
        (2, "c"),
        (4, "e"),
        (6, "g"),
    ]


def test_names_outside_the_view_are_left_out() -> None:
    assert [tick.text for tick in name_ticks("abcdefgh", 2.5, 4.5, 9)] == ["d", "e"]


def test_white_space_can_be_seen() -> None:
    assert token_text("a b\n\t") == "a␣b⏎⇥"
