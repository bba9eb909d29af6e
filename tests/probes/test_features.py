"""Features of small texts, by hand."""

import numpy as np
import pytest

from rnnlab.config import Unit
from rnnlab.probes import text_features
from rnnlab.text import END_OF_LINE


def feature(text: str, name: str) -> list[float]:
    found = {feature.name: feature.values for feature in text_features(text, "char")}
    return found[name].tolist()


def of_words(tokens: list[str], name: str) -> list[float]:
    found = {feature.name: feature.values for feature in text_features(tokens, "word")}
    return found[name].tolist()


def test_straight_quotes_turn() -> None:
    assert feature('a"bc"d"', "inside quotes") == [0, 1, 1, 1, 0, 0, 1]


def test_curly_quotes_open_and_close() -> None:
    assert feature("“a“b”c”", "inside quotes") == [1, 1, 1, 1, 0, 0, 0]


def test_an_empty_line_closes_a_forgotten_quote() -> None:
    assert feature('"a\nb\n\nc', "inside quotes") == [1, 1, 1, 1, 1, 0, 0]


def test_an_apostrophe_is_no_quote() -> None:
    names = [feature.name for feature in text_features("it's", "char")]
    assert "inside quotes" not in names


def test_brackets_of_all_kinds_nest() -> None:
    assert feature("a([{}b]))(", "bracket depth") == [0, 1, 2, 3, 2, 2, 1, 0, 0, 1]


def test_the_position_begins_anew_in_each_line() -> None:
    assert feature("ab\nc\n\nd", "position in line") == [1, 2, 0, 1, 0, 0, 1]


def test_words_start_after_what_is_no_letter() -> None:
    assert feature("ab, c3 (d", "word start") == [1, 0, 0, 0, 1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("letter", [1, 1, 1, 0, 0, 0, 0]),
        ("vowel", [1, 0, 1, 0, 0, 0, 0]),
        ("upper case", [1, 0, 0, 0, 0, 0, 0]),
        ("digit", [0, 0, 0, 1, 0, 0, 0]),
        ("punctuation", [0, 0, 0, 0, 0, 1, 0]),
        ("space", [0, 0, 0, 0, 1, 0, 0]),
        ("line end", [0, 0, 0, 0, 0, 0, 1]),
    ],
)
def test_characters_fall_into_classes(name: str, expected: list[float]) -> None:
    assert feature("Abe7 .\n", name) == expected


def test_words_have_the_features_of_their_first_character() -> None:
    tokens = ["Cats", "ate", "7", "(", "fish", ")", ".", END_OF_LINE, '"', "x", '"', "<unk>"]
    assert of_words(tokens, "upper case") == [1] + 11 * [0]
    assert of_words(tokens, "digit") == [0, 0, 1] + 9 * [0]
    assert of_words(tokens, "punctuation") == [0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0]
    assert of_words(tokens, "line end") == [0] * 7 + [1] + [0] * 4
    assert of_words(tokens, "position in line") == [1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4]
    assert of_words(tokens, "bracket depth") == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert of_words(tokens, "inside quotes") == [0] * 8 + [1, 1, 0, 0]


@pytest.mark.parametrize("unit", ["char", "word"])
def test_what_never_varies_is_left_out(unit: Unit) -> None:
    tokens = ["a", "a", "a"]
    assert [feature.name for feature in text_features(tokens, unit)] == (
        ["position in line", "word start"] if unit == "char" else ["position in line"]
    )
    assert text_features([], unit) == ()


def test_a_feature_has_a_number_for_each_token() -> None:
    for found in text_features("A (b) 1\n“c”, d", "char"):
        assert found.values.shape == (14,)
        assert found.values.dtype == np.float64
