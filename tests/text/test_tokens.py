"""How a text is cut into words and joined again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.config import TextConfig
from rnnlab.text import join_words, split_at_spaces, split_sentences, tokenise, words

WORDS = TextConfig(unit="word")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't stop", ["don't", "stop"]),
        ("we’ll see", ["we’ll", "see"]),
        ("The cat, which", ["The", "cat", ",", "which"]),
        ("mother-in-law", ["mother-in-law"]),
        ("the dogs' tails", ["the", "dogs", "'", "tails"]),
        ("'tis", ["'", "tis"]),
        ("word--word", ["word", "--", "word"]),
        ("wait... what?!", ["wait", "...", "what", "?", "!"]),
        ("3.14 and 1,000 or 1,2", ["3.14", "and", "1,000", "or", "1", ",", "2"]),
        ("end.", ["end", "."]),
        ('"Stop!" (he said)', ['"', "Stop", "!", '"', "(", "he", "said", ")"]),
        ("self._size = 3", ["self", ".", "_size", "=", "3"]),
        ("a\n\nb\n", ["a", "<eos>", "<eos>", "b", "<eos>"]),
        ("an <unk> word<eos>", ["an", "<unk>", "word", "<eos>"]),
        ("<unknown>", ["<", "unknown", ">"]),
        ("naïve cafe\u0301", ["naïve", "cafe\u0301"]),
        ("नमस्ते दुनिया।", ["नमस्ते", "दुनिया", "।"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        (" \t\u00a0 ", []),
        ("", []),
    ],
)
def test_words_follow_the_rule(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_case_is_kept_unless_it_is_folded() -> None:
    assert words("The THE the") == ["The", "THE", "the"]
    assert words("The THE the", lower_case=True) == ["the", "the", "the"]


def test_case_is_never_folded_for_characters() -> None:
    assert tokenise("Aa", TextConfig(unit="char", lower_case=True)) == "Aa"


@pytest.mark.parametrize(
    "text",
    [
        "The cat, which ate, was full.",
        'He said "no" (twice); she didn\'t.',
        "“Why?” — “Because!”",
        "It cost $3.50, or 20% less...",
        "one\n\ntwo\n",
        "and/or",
        'A "b"\n"c" d',
    ],
)
def test_joining_writes_as_a_person_would(text: str) -> None:
    assert join_words(words(text)) == text


@given(st.lists(st.sampled_from([*"ab1.,'\"-/($%)<> \n", "<unk>", "..", "é", "’", "1,000"])))
def test_what_was_joined_is_cut_into_the_same_words(parts: list[str]) -> None:
    cut = words("".join(parts))
    assert words(join_words(cut)) == cut


@given(st.text())
def test_any_text_survives_cutting_joining_and_cutting(text: str) -> None:
    cut = words(text)
    assert words(join_words(cut)) == cut


@given(st.lists(st.sampled_from(["a", ".", '"', "'", "(", "<eos>", "--"])))
def test_a_further_word_never_changes_what_was_written(tokens: list[str]) -> None:
    written = [join_words(tokens[:length]) for length in range(len(tokens) + 1)]
    assert all(after.startswith(before) for before, after in pairwise(written))


@given(st.text())
def test_no_visible_sign_is_lost(text: str) -> None:
    kept = "".join(token for token in words(text) if token != "<eos>")
    assert kept == "".join(text.replace("<eos>", "").split())


def test_text_that_is_cut_already_is_cut_at_spaces_alone() -> None:
    assert split_at_spaces(" a , don't  @-@\u00a0b \n c") == [
        *("a", ",", "don't", "@-@\u00a0b", "<eos>", "c")
    ]


def test_line_ends_may_be_left_out() -> None:
    assert split_at_spaces("a b\nc\n", line_ends=False) == ["a", "b", "c"]


def test_each_line_that_is_not_blank_is_a_sentence() -> None:
    assert split_sentences("a b.\n\n \nc\n", WORDS) == [["a", "b", "."], ["c"]]


def test_sentences_that_are_cut_already_keep_their_tokens() -> None:
    text = " = don't <unk> = \n \n B.C. \n"
    config = TextConfig(unit="word", lower_case=True)
    assert split_sentences(text, config, tokenized=True) == [["=", "don't", "<unk>", "="], ["b.c."]]


def test_sentences_of_characters_are_their_lines() -> None:
    assert split_sentences("ab\n\nc", TextConfig()) == [["a", "b"], ["c"]]
