"""Smoothings against nltk, and against formulas over dictionaries where nltk has none."""

from collections import Counter

import numpy as np
import pytest
from nltk.lm import (
    MLE,
    AbsoluteDiscountingInterpolated,
    StupidBackoff,
    WittenBellInterpolated,
)
from nltk.lm.api import LanguageModel
from nltk.util import everygrams

from rnnlab.config import NgramConfig
from rnnlab.ngram import NgramModel, count_ngrams, fit
from rnnlab.ngram.interpolation import estimated_discount
from rnnlab.ngram.jelinek_mercer import HeldOut, tuned, without_tail
from rnnlab.ngram.stupid_backoff import stupid_scores

LETTERS = "abcd"
SIZE = len(LETTERS)
TRAIN = "abacabadabacabbaccabadcabacabab"
"""As a stream, without boundaries. Each letter occurs; most triples do not."""
CONTEXTS = ["", "a", "d", "ab", "ba", "dd", "cab", "ddd", "bca"]
CONFIGS = {
    "maximum-likelihood": NgramConfig(smoothing="maximum-likelihood"),
    "witten-bell": NgramConfig(smoothing="witten-bell"),
    "absolute-discounting": NgramConfig(smoothing="absolute-discounting", discount=0.75),
}


def encode(letters: str) -> np.ndarray:
    return np.array([LETTERS.index(letter) for letter in letters], np.int64)


def fitted(order: int, config: NgramConfig) -> NgramModel:
    config = NgramConfig(**{**vars(config), "order": order})
    return fit(count_ngrams(encode(TRAIN), SIZE, order), config)


def taught(oracle: LanguageModel, order: int) -> LanguageModel:
    oracle.fit([list(everygrams(list(TRAIN), max_len=order))], list(LETTERS))
    return oracle


def scores(oracle: LanguageModel, context: str) -> list[float]:
    return [oracle.unmasked_score(letter, tuple(context)) for letter in LETTERS]


def seen_before(letter: str, order: int, context: str) -> str:
    """The longest end of a context, shorter than the order, that something followed."""
    context = context[len(context) - min(len(context), order - 1) :]
    while context and not any(context + next_one in TRAIN for next_one in LETTERS):
        context = context[1:]
    return context


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("context", CONTEXTS)
def test_maximum_likelihood_is_that_of_nltk_after_contexts_that_were_seen(
    order: int, context: str
) -> None:
    found = fitted(order, CONFIGS["maximum-likelihood"]).distribution(encode(context))
    # After an unseen context nltk gives 0 to everything; here the shorter context answers.
    used = seen_before("", order, context)
    np.testing.assert_allclose(found, scores(taught(MLE(order), order), used), atol=1e-15)


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("context", CONTEXTS)
def test_witten_bell_is_that_of_nltk_over_our_unigrams(order: int, context: str) -> None:
    oracle = taught(WittenBellInterpolated(order), order)
    n, kinds = len(TRAIN), len(set(TRAIN))
    # nltk ends with relative frequencies; here they are mixed with 1/V by the same rule.
    oracle.estimator.unigram_score = lambda letter: (
        (TRAIN.count(letter) + kinds / SIZE) / (n + kinds)
    )
    found = fitted(order, CONFIGS["witten-bell"]).distribution(encode(context))
    np.testing.assert_allclose(found, scores(oracle, context), rtol=1e-13)


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("context", CONTEXTS)
def test_absolute_discounting_is_that_of_nltk_over_our_unigrams(order: int, context: str) -> None:
    oracle = taught(AbsoluteDiscountingInterpolated(order, discount=0.75), order)
    n, kinds = len(TRAIN), len(set(TRAIN))
    oracle.estimator.unigram_score = lambda letter: (
        (TRAIN.count(letter) - 0.75) / n + 0.75 * kinds / n / SIZE
    )
    found = fitted(order, CONFIGS["absolute-discounting"]).distribution(encode(context))
    np.testing.assert_allclose(found, scores(oracle, context), rtol=1e-13)


@pytest.mark.parametrize("alpha", [0.4, 1.0])
@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("context", CONTEXTS)
def test_scores_of_stupid_backoff_are_those_of_nltk(order: int, context: str, alpha: float) -> None:
    levels = count_ngrams(encode(TRAIN), SIZE, order).levels
    found = stupid_scores(levels, encode(context), alpha)
    oracle = taught(StupidBackoff(alpha, order=order), order)
    np.testing.assert_allclose(found, scores(oracle, context), rtol=1e-13)


@pytest.mark.parametrize("alpha", [0.001, 0.4, 1.0])
@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("context", CONTEXTS)
def test_stupid_backoff_is_its_scores_divided_by_their_sum(
    order: int, context: str, alpha: float
) -> None:
    config = NgramConfig(smoothing="stupid-backoff", alpha=alpha)
    oracle = np.array(scores(taught(StupidBackoff(alpha, order=order), order), context))
    found = fitted(order, config).distribution(encode(context))
    np.testing.assert_allclose(found, oracle / oracle.sum(), rtol=1e-12)


def test_the_discount_by_hand() -> None:
    # Three n-grams once, one twice: 3 / (3 + 2).
    assert estimated_discount(np.array([1, 1, 1, 2, 5, 0])) == 0.6


@pytest.mark.parametrize("counts", [[2, 3], [1, 3]])
def test_the_discount_is_one_half_where_the_counts_give_none(counts: list[int]) -> None:
    assert estimated_discount(np.array(counts)) == 0.5


def frequency(text: str, context: str, letter: str) -> float | None:
    """c(h w) / c(h ·) of a text, None if nothing followed the context."""
    grams = Counter(text[i : i + len(context) + 1] for i in range(len(text) - len(context)))
    total = sum(count for gram, count in grams.items() if gram.startswith(context))
    return grams[context + letter] / total if total else None


def mixture(text: str, context: str, letter: str, weights: list[float]) -> float:
    """Jelinek and Mercer's recursion, word for word."""
    below = 1 / SIZE
    for length, weight in enumerate(weights):
        own = frequency(text, context[len(context) - length :], letter)
        if length <= len(context) and own is not None:
            below = weight * own + (1 - weight) * below
    return below


def test_jelinek_mercer_mixes_relative_frequencies_with_its_weights() -> None:
    text = TRAIN * 2
    counts = count_ngrams(encode(text), SIZE, 3)
    model = fit(counts, NgramConfig(order=3, smoothing="jelinek-mercer"))
    weights = tuned(without_tail(counts.levels, counts.tail), SIZE, np.full(3, 0.5)).tolist()
    for context in ("ab", "cd", "dd", "ca"):
        wanted = [mixture(text, context, letter, weights) for letter in LETTERS]
        np.testing.assert_allclose(model.distribution(encode(context)), wanted, rtol=1e-10)


def test_the_tail_is_taken_out_of_the_counts_it_is_looked_up_in() -> None:
    text, length = TRAIN * 2, 6
    counts = count_ngrams(encode(text), SIZE, 2)
    tail = text[-length:]
    np.testing.assert_array_equal(counts.tail, encode(tail))
    held_out = without_tail(counts.levels, counts.tail)
    for place in range(1, length):
        # The pair that reaches from the rest into the tail is in the counts of the rest.
        rest = text[: -length + 1]
        own = frequency(rest, tail[place - 1], tail[place])
        assert held_out.frequencies[1, place] == pytest.approx(own)
    first_orders = [text[:-length].count(letter) / len(text[:-length]) for letter in tail]
    np.testing.assert_allclose(held_out.frequencies[0], first_orders)


def test_tuned_weights_make_the_held_out_tokens_likeliest() -> None:
    generator = np.random.default_rng(3)
    frequencies = generator.random((2, 4000)) * np.array([[0.4], [0.9]])
    held_out = HeldOut(frequencies, generator.random((2, 4000)) < 0.9)

    def likelihood(weights: np.ndarray) -> float:
        below = np.full(4000, 0.25)
        for weight, own, asked in zip(weights, frequencies, held_out.asked, strict=True):
            below = np.where(asked, weight * own + (1 - weight) * below, below)
        return float(np.log(below).sum())

    found = tuned(held_out, 4, np.full(2, 0.5))
    best = likelihood(found)
    grid = [
        likelihood(np.array([a, b])) for a in np.linspace(0, 1, 41) for b in np.linspace(0, 1, 41)
    ]
    assert best > max(grid) - 2.0  # the two imaginary tokens cost about that


def test_weights_lie_between_zero_and_one_even_when_the_tail_says_otherwise() -> None:
    sure = HeldOut(np.ones((1, 50)), np.ones((1, 50), bool))
    never = HeldOut(np.zeros((1, 50)), np.ones((1, 50), bool))
    assert 0.9 < tuned(sure, 100, np.full(1, 0.5))[0] < 1
    assert 0 < tuned(never, 100, np.full(1, 0.5))[0] < 0.1
