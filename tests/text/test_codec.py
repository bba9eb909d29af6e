"""From text to ids and back, as a run file keeps it."""

import pytest

from rnnlab.config import TextConfig
from rnnlab.text import Codec, TextError, Vocabulary

CHARACTERS = Codec(TextConfig(unit="char"), Vocabulary(("a", "b", "\n")))
WORDS = Codec(
    TextConfig(unit="word", lower_case=True), Vocabulary(("the", ",", "cat", "<eos>", "<unk>"))
)


def test_characters_go_there_and_back() -> None:
    assert CHARACTERS.encode("ab\na").tolist() == [0, 1, 2, 0]
    assert CHARACTERS.decode([0, 1, 2, 0]) == "ab\na"


def test_words_go_there_and_back() -> None:
    ids = WORDS.encode("The cat, the\n")
    assert ids.tolist() == [0, 2, 1, 0, 3]
    assert WORDS.decode(ids) == "the cat, the\n"


def test_a_word_that_is_unknown_is_written_so() -> None:
    assert WORDS.decode(WORDS.encode("the dog")) == "the <unk>"


def test_a_character_that_is_unknown_is_refused() -> None:
    with pytest.raises(TextError, match="The text contains “ü”"):
        CHARACTERS.encode("aüb")


def test_unknown_tokens_are_listed_once_in_order() -> None:
    assert WORDS.unknown_tokens("Zebras fed a cat; <unk> fed") == ["zebras", "fed", "a", ";"]
    assert CHARACTERS.unknown_tokens("ab") == []
