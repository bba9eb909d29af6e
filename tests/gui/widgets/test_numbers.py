"""How numbers are written in a form, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.config import (
    ConfigError,
    Hyper,
    ModelConfig,
    NgramConfig,
    SamplingConfig,
    TextConfig,
    TrainingConfig,
    Value,
    declared,
)
from rnnlab.gui.widgets.numbers import format_float, format_value, read_value

CLASSES = (TextConfig, ModelConfig, TrainingConfig, SamplingConfig, NgramConfig)
NUMBERS = [d for config in CLASSES for d in declared(config).values() if d.kind in (int, float)]
TRAINING, TEXT = declared(TrainingConfig), declared(TextConfig)


@pytest.mark.parametrize("declaration", NUMBERS, ids=lambda d: d.name)
def test_every_offered_value_is_read_back_as_it_is_written(declaration: Hyper) -> None:
    offered = [declaration.default, *map(declaration.kind, declaration.suggestions)]
    for value in offered:
        assert read_value(declaration, format_value(declaration, value)) == value


@given(st.floats(1e-7, 1000.0))
def test_every_rate_is_read_back_as_it_is_written(value: float) -> None:
    declaration = TRAINING["learning_rate"]
    assert read_value(declaration, format_value(declaration, value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.004, "0.004"),
        (1.0, "1"),
        (1e-5, "1e-5"),
        (1.5e-7, "1.5e-7"),
        (0.0001, "0.0001"),
        (123456.0, "123456"),
        (1e9, "1e9"),
        (-2.0, "-2"),
    ],
)
def test_a_number_is_written_with_the_fewest_digits(value: float, text: str) -> None:
    assert format_float(value) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("gradient_clip", 0.0, "off"),
        ("steps", 0, "by epochs"),
        ("steps", 10_000, "10,000"),
        ("seed", 123456, "123456"),
        ("threads", 0, "automatic"),
    ],
)
def test_special_values_are_written_as_people_do(name: str, value: Value, text: str) -> None:
    assert format_value(TRAINING[name], value) == text


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("gradient_clip", "Off", 0.0),
        ("gradient_clip", " 2,5 ", 2.5),
        ("learning_rate", "0,004", 0.004),
        ("learning_rate", "3e-4", 0.0003),
        ("steps", "1,000,000", 1_000_000),
        ("steps", "5000", 5000),
    ],
)
def test_numbers_are_read_as_people_type_them(name: str, text: str, value: Value) -> None:
    assert read_value(TRAINING[name], text) == value


@pytest.mark.parametrize("text", ["1,5", "12,34", "", "ten", "1.5", "0x10", "∞"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="Batch size must be a whole number"):
        read_value(TRAINING["batch_size"], text)


def test_a_word_for_zero_is_known_only_where_it_has_a_meaning() -> None:
    assert read_value(TEXT["vocabulary_limit"], "no limit") == 0
    with pytest.raises(ConfigError):
        read_value(TEXT["minimum_count"], "off")
