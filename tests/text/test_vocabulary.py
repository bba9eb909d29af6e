"""Tokens and their numbers."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.config import TextConfig
from rnnlab.text import ABSENT, TextError, Vocabulary, build_vocabulary

CHARACTERS = TextConfig(unit="char")
WORDS = TextConfig(unit="word")


def test_the_most_frequent_comes_first_and_ties_by_code_point() -> None:
    assert build_vocabulary(Counter("bbaacÄZ"), set(), CHARACTERS).tokens == (*"abZcÄ",)


def test_words_always_have_an_unknown() -> None:
    vocabulary = build_vocabulary(Counter(["b", "a", "b"]), set(), WORDS)
    assert vocabulary.tokens == ("b", "a", "<unk>")
    assert vocabulary.unknown == 2


def test_an_unknown_in_the_text_is_an_ordinary_word() -> None:
    counts = Counter({"a": 5, "<unk>": 3, "b": 1})
    assert build_vocabulary(counts, set(), WORDS).tokens == ("a", "<unk>", "b")


def test_characters_have_an_unknown_only_if_held_out_parts_need_it() -> None:
    assert build_vocabulary(Counter("aab"), {"a"}, CHARACTERS).unknown is None
    assert build_vocabulary(Counter("aab"), {"c"}, CHARACTERS).tokens == ("a", "b", "<unk>")


def test_rare_tokens_become_unknown_and_count_as_it() -> None:
    config = TextConfig(unit="char", minimum_count=2)
    assert build_vocabulary(Counter("aabbbbcde"), set(), config).tokens == ("b", "<unk>", "a")


def test_the_limit_counts_the_unknown() -> None:
    config = TextConfig(unit="char", vocabulary_limit=3)
    vocabulary = build_vocabulary(Counter("aaaaabbbbccccdd"), set(), config)
    assert vocabulary.tokens == ("<unk>", "a", "b")


def test_a_limit_that_is_not_reached_prunes_nothing() -> None:
    config = TextConfig(unit="char", vocabulary_limit=3)
    assert build_vocabulary(Counter("aab"), set(), config).tokens == ("a", "b")


@given(st.text(min_size=1))
def test_encoding_and_decoding_give_the_text_back(text: str) -> None:
    vocabulary = build_vocabulary(Counter(text), set(), CHARACTERS)
    ids = vocabulary.encode(text)
    assert ids.dtype == np.int32
    assert "".join(vocabulary.decode(ids)) == text


@given(st.text(), st.text(min_size=1))
def test_a_string_is_looked_up_like_its_list_of_characters(text: str, known: str) -> None:
    vocabulary = build_vocabulary(Counter(known), set(), CHARACTERS)
    assert vocabulary.lookup(text).tolist() == vocabulary.lookup(list(text)).tolist()


def test_absent_tokens_are_found_in_order_and_once() -> None:
    vocabulary = Vocabulary(("a", "b"))
    assert vocabulary.lookup("ax\U0010ffffb").tolist() == [0, ABSENT, ABSENT, 1]
    assert vocabulary.absent_tokens("zayzxy") == ["z", "y", "x"]


def test_absent_tokens_become_the_unknown() -> None:
    assert Vocabulary(("a", "<unk>")).encode(["b", "a"]).tolist() == [1, 0]


def test_without_an_unknown_absent_tokens_are_named() -> None:
    with pytest.raises(TextError) as caught:
        Vocabulary(("a", "b")).encode("ab\nécabcdefgh")
    assert str(caught.value) == (
        "The text contains “\\n”, “é”, “c”, “d”, “e” and 3 more, which the model has never seen; "
        "leave it out or train on a text that contains it."
    )


def test_nothing_is_encoded_to_nothing() -> None:
    assert Vocabulary(("a",)).encode("").shape == (0,)
    assert Vocabulary(("a",)).encode([]).shape == (0,)


@pytest.mark.parametrize("tokens", [(), ("a", ""), ("a", "a")])
def test_a_vocabulary_that_cannot_be_is_refused(tokens: tuple[str, ...]) -> None:
    with pytest.raises(TextError, match="The vocabulary"):
        Vocabulary(tokens)
