"""Counts of all orders over rank-chained keys."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlab.ngram import NgramError, count_ngrams, join_sentences, starts_of_sentences
from rnnlab.ngram import counts as counting
from rnnlab.ngram.counts import Counts

VOCABULARY = 4
BEGIN = VOCABULARY
sentences = st.lists(st.integers(0, VOCABULARY - 1), min_size=1, max_size=12)
texts = st.lists(sentences, min_size=1, max_size=6)


def spelled_out(counts: Counts) -> list[list[tuple[int, ...]]]:
    """The n-grams of each level as tuples, from the links of the rows to the level below."""
    ngrams: list[list[tuple[int, ...]]] = [[()]]
    for level in counts.levels:
        rows = zip(level.contexts, level.tokens, strict=True)
        ngrams.append([(*ngrams[-1][context], int(token)) for context, token in rows])
    return ngrams[1:]


def counted_by_slicing(parts: list[list[int]], order: int) -> Counter[tuple[int, ...]]:
    found: Counter[tuple[int, ...]] = Counter()
    for part in parts:
        padded = (BEGIN, *part)
        found.update(padded[i : i + order] for i in range(len(padded) - order + 1))
    return found


def count_sentences(parts: list[list[int]], order: int) -> Counts:
    lengths = np.array([len(part) for part in parts])
    return count_ngrams(np.concatenate(parts), VOCABULARY, order, lengths.cumsum() - lengths)


@given(texts)
@settings(deadline=None)
def test_every_order_counts_the_slices_of_each_sentence(parts: list[list[int]]) -> None:
    counts = count_sentences(parts, max(map(len, parts)))
    for order, (level, ngrams) in enumerate(
        zip(counts.levels, spelled_out(counts), strict=True), start=1
    ):
        wanted = counted_by_slicing(parts, order)
        wanted.pop((BEGIN,), None)
        found = dict(zip(ngrams, level.counts.tolist(), strict=True))
        assert {ngram: count for ngram, count in found.items() if count} == wanted


@given(texts)
@settings(deadline=None)
def test_a_suffix_is_the_ngram_without_its_first_token(parts: list[list[int]]) -> None:
    counts = count_sentences(parts, max(map(len, parts)))
    ngrams = spelled_out(counts)
    for shorter, level, longer in zip(ngrams, counts.levels[1:], ngrams[1:], strict=False):
        assert [shorter[rank] for rank in level.suffixes] == [ngram[1:] for ngram in longer]


@given(texts)
@settings(deadline=None)
def test_ngrams_that_start_a_sentence_are_marked(parts: list[list[int]]) -> None:
    counts = count_sentences(parts, max(map(len, parts)))
    for level, ngrams in zip(counts.levels, spelled_out(counts), strict=True):
        assert level.begins.tolist() == [ngram[0] == BEGIN for ngram in ngrams]


def test_a_stream_is_one_sentence() -> None:
    counts = count_ngrams(np.array([0, 1, 0, 1]), 2, 2)
    assert counts.levels[0].counts.tolist() == [2, 2, 0]
    assert spelled_out(counts)[1] == [(0, 1), (1, 0), (2, 0)]
    assert counts.levels[1].counts.tolist() == [2, 1, 1]


def test_keys_of_eight_tokens_from_a_vocabulary_of_millions_do_not_collide() -> None:
    vocabulary_size, order = 10_000_000, 8  # Packed side by side they would need 187 bits.
    few = np.random.default_rng(1).integers(0, vocabulary_size, 3)
    ids = np.random.default_rng(2).choice(few, 400).astype(np.int32)
    padded = (vocabulary_size, *ids.tolist())
    wanted = Counter(padded[i : i + order] for i in range(len(padded) - order + 1))
    counts = count_ngrams(ids, vocabulary_size, order)
    assert sorted(counts.levels[-1].counts) == sorted(wanted.values())


@pytest.mark.parametrize("order", [1, 3])
def test_a_text_shorter_than_the_order_is_refused(order: int) -> None:
    with pytest.raises(NgramError, match="too few to count"):
        count_ngrams(np.zeros(order - 1, np.int64), 5, order)


def test_sentences_that_are_all_shorter_than_the_order_are_refused() -> None:
    with pytest.raises(NgramError, match="longest sentence has 2 tokens"):
        count_ngrams(np.array([0, 1, 0, 1]), 2, 3, np.array([0, 2]))


@pytest.mark.parametrize("ids", [[0, 5], [-1, 2]])
def test_an_id_outside_of_the_vocabulary_is_refused(ids: list[int]) -> None:
    with pytest.raises(NgramError, match="outside of the vocabulary of 5"):
        count_ngrams(np.array(ids), 5, 1)


@pytest.mark.parametrize("starts", [[], [1], [0, 2, 2], [0, 3, 2], [0, 4]])
def test_starts_that_do_not_divide_the_text_are_refused(starts: list[int]) -> None:
    with pytest.raises(NgramError):
        count_ngrams(np.array([0, 1, 2, 3]), 4, 1, np.array(starts, np.int64))


@given(texts)
@settings(deadline=None)
def test_sentences_are_found_again_by_their_ends(parts: list[list[int]]) -> None:
    ids, starts = join_sentences([np.array(part) for part in parts], VOCABULARY)
    assert starts_of_sentences(ids, VOCABULARY).tolist() == starts.tolist()
    found = np.split(ids, starts[1:])
    assert [sentence.tolist() for sentence in found] == [[*part, VOCABULARY] for part in parts]


def test_long_keys_are_sorted_as_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = np.random.default_rng(3).integers(0, 5, 2_000).astype(np.int32)
    short = count_ngrams(ids, 5, 6)
    monkeypatch.setattr(counting, "_NUMBER_BITS", 1)  # no key fits beside its place
    for one, other in zip(short.levels, count_ngrams(ids, 5, 6).levels, strict=True):
        assert np.array_equal(one.keys, other.keys)
        assert np.array_equal(one.counts, other.counts)
        assert np.array_equal(one.suffixes, other.suffixes)
