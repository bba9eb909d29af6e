"""Searching counts and explaining predictions, against counting strings."""

import math
from collections import Counter

import numpy as np
import pytest

from rnnlab.config import NgramConfig, declared
from rnnlab.ngram import NgramError, count_ngrams, fit, join_sentences
from rnnlab.ngram.tables import continuations, search

SMOOTHINGS = tuple(declared(NgramConfig)["smoothing"].choices)
LETTERS = "abcd"
SIZE = len(LETTERS)
BEGIN = "^"
TRAIN = "abacabadabacabbaccabadcabacabab"


def encode(letters: str) -> np.ndarray:
    return np.array([(LETTERS + BEGIN).index(letter) for letter in letters], np.int64)


def decode(ids: np.ndarray) -> str:
    return "".join((LETTERS + BEGIN)[i] for i in ids.tolist())


def grams(order: int) -> Counter[str]:
    text = TRAIN if order == 1 else BEGIN + TRAIN  # The beginning is a context, never predicted.
    return Counter(text[i : i + order] for i in range(len(text) - order + 1))


COUNTS = count_ngrams(encode(TRAIN), SIZE, 4)


@pytest.mark.parametrize(
    ("order", "beginning"),
    [
        (order, beginning)
        for order in (1, 2, 3, 4)
        for beginning in ("", "a", "b", "ca", "ab", "dd", "^", "^a")
        if len(beginning) <= order
    ],
)
def test_a_search_finds_what_begins_so_the_most_frequent_first(order: int, beginning: str) -> None:
    rows = search(COUNTS, order, encode(beginning).tolist())
    found = [
        (decode(tokens), int(count)) for tokens, count in zip(rows.tokens, rows.counts, strict=True)
    ]
    wanted = {gram: count for gram, count in grams(order).items() if gram.startswith(beginning)}
    assert dict(found) == wanted
    assert rows.found == len(wanted)
    assert [count for _, count in found] == sorted(wanted.values(), reverse=True)


def test_a_search_gives_no_more_than_asked_for_and_says_how_many_there_are() -> None:
    rows = search(COUNTS, 2, limit=3)
    most = sorted(grams(2).items(), key=lambda row: (-row[1], row[0]))[:3]
    assert sorted(decode(tokens) for tokens in rows.tokens) == sorted(gram for gram, _ in most)
    assert rows.found == len(grams(2))


def test_a_search_tells_how_many_different_tokens_follow() -> None:
    rows = search(COUNTS, 2)
    wanted = Counter(gram[:2] for gram in grams(3))
    assert rows.followers.tolist() == [wanted[decode(tokens)] for tokens in rows.tokens]


@pytest.mark.parametrize(("order", "beginning"), [(0, []), (5, []), (1, [0, 1])])
def test_a_search_that_cannot_be_is_refused(order: int, beginning: list[int]) -> None:
    with pytest.raises(NgramError, match="choose an order between"):
        search(COUNTS, order, beginning)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
@pytest.mark.parametrize("context", ["", "a", "ab", "cab", "dd", "bca", "abacab"])
def test_the_shares_of_the_orders_make_the_probability(smoothing: str, context: str) -> None:
    model = fit(COUNTS, NgramConfig(order=4, smoothing=smoothing))
    found = continuations(COUNTS, model, encode(context))
    np.testing.assert_allclose(found.shares.sum(axis=0), found.probabilities, atol=1e-14)
    np.testing.assert_allclose(found.probabilities, model.distribution(encode(context)))
    assert math.isclose(found.probabilities.sum(), 1.0, abs_tol=1e-9)
    assert found.shares.min() >= 0


@pytest.mark.parametrize("context", ["", "a", "ab", "cab", "dd", "bca"])
def test_the_order_that_answers_is_that_of_the_longest_ngram_seen(context: str) -> None:
    found = continuations(COUNTS, fit(COUNTS, NgramConfig(order=4)), encode(context))
    for index, letter in enumerate(LETTERS):
        ends = [context[len(context) - n :] + letter for n in range(len(context) + 1)]
        longest = max((gram for gram in ends if gram in TRAIN), key=len)
        assert found.orders[index] == len(longest)
        assert found.orders_counts[index] == grams(len(longest))[longest]
        assert found.counts[index] == grams(len(context) + 1)[context + letter]


@pytest.mark.parametrize("smoothing", ["stupid-backoff", "maximum-likelihood"])
def test_where_nothing_is_mixed_one_order_answers_alone(smoothing: str) -> None:
    model = fit(COUNTS, NgramConfig(order=4, smoothing=smoothing))
    found = continuations(COUNTS, model, encode("cab"))
    for index in range(SIZE):
        shares = np.flatnonzero(found.shares[:, index] > 1e-15).tolist()
        assert shares in ([], [found.orders[index]])


def test_add_delta_is_its_count_and_an_even_part() -> None:
    model = fit(COUNTS, NgramConfig(order=2, smoothing="add-delta", delta=0.5))
    found = continuations(COUNTS, model, encode("c"))
    total = sum(grams(2)["c" + letter] for letter in LETTERS) + 0.5 * SIZE
    np.testing.assert_allclose(found.shares[0], 0.5 / total)
    np.testing.assert_allclose(found.shares[2], [grams(2)["c" + x] / total for x in LETTERS])


def test_context_counts_say_how_often_each_end_of_the_context_was_followed() -> None:
    found = continuations(COUNTS, fit(COUNTS, NgramConfig(order=3)), encode("cab"))
    followed = [len(TRAIN), TRAIN[:-1].count("b"), TRAIN[:-1].count("ab")]
    assert found.context_counts.tolist() == followed
    assert found.context == (0, 1)


def test_the_beginning_of_a_sentence_is_a_context() -> None:
    ids, starts = join_sentences([encode("ab"), encode("ac"), encode("b")], 3)
    counts = count_ngrams(ids, SIZE, 2, starts)
    found = continuations(counts, fit(counts, NgramConfig(order=2)), np.array([SIZE]))
    assert found.counts.tolist() == [2, 1, 0, 0]
    assert search(counts, 2, [SIZE]).tokens.tolist() == [[SIZE, 0], [SIZE, 1]]


def test_the_likeliest_come_first() -> None:
    found = continuations(COUNTS, fit(COUNTS, NgramConfig(order=3)), encode("ab"))
    chosen = found.probabilities[found.likeliest(3)]
    assert chosen.tolist() == sorted(found.probabilities.tolist(), reverse=True)[:3]


def test_counts_that_end_below_the_model_are_refused() -> None:
    short = count_ngrams(encode(TRAIN), SIZE, 2)
    with pytest.raises(NgramError, match="counts end at order 2"):
        continuations(short, fit(COUNTS, NgramConfig(order=4)), encode("a"))
