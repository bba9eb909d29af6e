"""A text made ready: encoded, counted, split."""

import hashlib

import numpy as np
import pytest

from rnnlab.config import TextConfig
from rnnlab.text import Corpus, TextError, build_corpus, source_from_text

HALVES = TextConfig(train_fraction=0.5, valid_fraction=0.25)


def _corpus(text: str, config: TextConfig) -> Corpus:
    return build_corpus(source_from_text(text, "cats"), config)


def test_the_parts_follow_each_other_and_make_up_the_text() -> None:
    corpus = _corpus("ababababaabbbbaa", HALVES)
    decode = corpus.codec.decode
    assert (corpus.train_end, corpus.valid_end, corpus.size) == (8, 12, 16)
    assert [decode(part) for part in (corpus.train, corpus.valid, corpus.test)] == [
        *("abababab", "aabb", "bbaa")
    ]


@pytest.mark.parametrize(
    ("train", "valid", "length", "ends"),
    [
        (0.9, 0.05, 1_115_394, (1_003_854, 1_059_624)),
        (0.7, 0.1, 100, (70, 80)),
        (0.7, 0.3, 10, (7, 10)),
        (0.9, 0.1, 20, (18, 20)),
    ],
)
def test_parts_end_at_their_share_rounded_down(
    train: float, valid: float, length: int, ends: tuple[int, int]
) -> None:
    config = TextConfig(train_fraction=train, valid_fraction=valid)
    corpus = _corpus("ab" * (length // 2), config)
    assert (corpus.train_end, corpus.valid_end) == ends


def test_the_test_part_may_be_empty_if_that_was_chosen() -> None:
    assert len(_corpus("ab" * 10, TextConfig(train_fraction=0.9, valid_fraction=0.1)).test) == 0


def test_counts_are_those_of_the_training_part() -> None:
    corpus = _corpus("aaaaabbccccccccc", HALVES)
    assert dict(zip(corpus.vocabulary.tokens, corpus.counts.tolist(), strict=True)) == {
        "a": 5,
        "b": 2,
        "c": 1,
    }
    assert corpus.counts.dtype == np.int32


def test_the_most_frequent_come_with_count_and_share() -> None:
    corpus = _corpus("aaaaabbccccccccc", HALVES)
    assert corpus.most_frequent(2) == [("a", 5, 0.625), ("b", 2, 0.25)]
    assert len(corpus.most_frequent(99)) == 3


def test_held_out_tokens_that_training_lacks_are_counted() -> None:
    corpus = _corpus("aaaaabbbaxxayaxb", HALVES)
    assert corpus.vocabulary.unknown is not None
    assert corpus.unseen == 4


def test_pruned_tokens_are_seen_as_the_unknown() -> None:
    config = TextConfig(minimum_count=2, train_fraction=0.5, valid_fraction=0.25)
    corpus = _corpus("aaaaabbcaccaxabc", config)
    assert dict(zip(corpus.vocabulary.tokens, corpus.counts.tolist(), strict=True)) == {
        "a": 5,
        "b": 2,
        "<unk>": 1,
    }
    assert corpus.unseen == 0


def test_words_are_cut_before_they_are_split() -> None:
    config = TextConfig(unit="word", train_fraction=0.5, valid_fraction=0.25)
    corpus = _corpus("the cat\na, b. c d e f\n", config)
    assert corpus.size == 12
    assert corpus.codec.decode(corpus.train) == "the cat\na, b"


def test_the_hash_is_that_of_the_text() -> None:
    text = "naïve cats\n" * 20
    assert _corpus(text, TextConfig()).sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_text_that_is_too_short_says_how_long_it_must_be() -> None:
    with pytest.raises(TextError) as caught:
        _corpus("a b" * 10, TextConfig())
    assert str(caught.value) == (
        "“cats” has 30 characters; to be split into 0.9 for training, 0.05 for validation and "
        "0.05 for testing it needs at least 31; take a longer text or raise the validation part."
    )


@pytest.mark.parametrize(
    ("train", "valid", "advice"),
    [
        (0.05, 0.5, "raise the training part"),
        (0.5, 0.05, "raise the validation part"),
        (0.9, 0.09, "lower the training or the validation part"),
    ],
)
def test_a_text_that_is_too_short_says_what_to_change(
    train: float, valid: float, advice: str
) -> None:
    config = TextConfig(train_fraction=train, valid_fraction=valid)
    with pytest.raises(TextError, match=f"{advice}\\.$"):
        _corpus("abcd", config)


@pytest.mark.parametrize("length", range(1, 60))
def test_the_length_asked_for_will_do(length: int) -> None:
    config = TextConfig(train_fraction=0.83, valid_fraction=0.07)
    text = "ab" * 90
    try:
        parts = _corpus(text[:length], config)
        assert min(len(parts.train), len(parts.valid), len(parts.test)) >= 2
    except TextError as error:
        needed = int(str(error).split("at least ")[1].split(";")[0])
        assert length < needed < 40
        for longer in range(needed, needed + 60):
            _corpus(text[:longer], config)


@pytest.mark.parametrize(("text", "unit"), [("a" * 100, "char"), ("\n" * 100, "word")])
def test_a_text_of_one_token_is_refused(text: str, unit: str) -> None:
    config = TextConfig(unit="char" if unit == "char" else "word")
    with pytest.raises(TextError, match=r"has only the token .* so there is nothing to learn"):
        _corpus(text, config)


def test_pruning_all_but_one_token_is_refused() -> None:
    with pytest.raises(TextError, match="lower the minimum count or raise the vocabulary limit"):
        _corpus("abc" * 100, TextConfig(minimum_count=1000))


def test_a_text_of_one_character_is_not_told_to_be_read_as_characters() -> None:
    with pytest.raises(TextError, match=r"take another text\.$"):
        _corpus("a" * 200, TextConfig(unit="char"))
