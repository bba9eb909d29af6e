"""What holds for every n-gram model, whatever its smoothing."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlab.config import NgramConfig, declared
from rnnlab.ngram import (
    NgramError,
    NgramModel,
    count_ngrams,
    fit,
    fit_ladder,
    held_out_perplexity,
    perplexity,
    starts_of_sentences,
)

SMOOTHINGS = tuple(declared(NgramConfig)["smoothing"].choices)
VOCABULARY = 4
BEGIN = VOCABULARY
END = VOCABULARY - 1

token = st.integers(0, VOCABULARY - 1)
text = st.lists(token, min_size=4, max_size=60)
config = st.builds(
    NgramConfig,
    order=st.integers(1, 4),
    smoothing=st.sampled_from(SMOOTHINGS),
    delta=st.sampled_from([1e-9, 0.1, 1000.0]),
    discount=st.sampled_from([0.0, 0.5, 1.0]),
    alpha=st.sampled_from([0.001, 0.4, 1.0]),
)


def fitted(train: list[int], config: NgramConfig) -> NgramModel:
    return fit(count_ngrams(np.array(train), VOCABULARY, config.order), config)


@given(text, config, st.lists(st.integers(0, BEGIN), max_size=6))
@settings(deadline=None)
def test_the_distribution_after_any_context_sums_to_one(
    train: list[int], config: NgramConfig, context: list[int]
) -> None:
    distribution = fitted(train, config).distribution(np.array(context, np.int64))
    assert distribution.shape == (VOCABULARY,)
    zeros = config.smoothing in ("maximum-likelihood", "stupid-backoff")
    assert distribution.min() >= 0 if zeros else distribution.min() > 0
    assert math.isclose(distribution.sum(), 1.0, abs_tol=1e-12)


@given(text, config, text)
@settings(deadline=None)
def test_scores_of_a_stream_are_those_of_the_distributions(
    train: list[int], config: NgramConfig, scored: list[int]
) -> None:
    model, ids = fitted(train, config), np.array(scored)
    wanted = [model.distribution(ids[:i])[ids[i]] for i in range(len(ids))]
    np.testing.assert_allclose(np.exp(model.log_probabilities(ids)), wanted, rtol=1e-10)


@given(text, config, text)
@settings(deadline=None)
def test_scores_of_sentences_begin_with_the_begin_symbol(
    train: list[int], config: NgramConfig, scored: list[int]
) -> None:
    ids = np.array([*scored, END])
    starts = starts_of_sentences(ids, END)
    model = fitted(train, config)
    found = np.split(np.exp(model.log_probabilities(ids, starts)), starts[1:])
    for sentence, probabilities in zip(np.split(ids, starts[1:]), found, strict=True):
        context = np.append(BEGIN, sentence)
        wanted = [model.distribution(context[: i + 1])[sentence[i]] for i in range(len(sentence))]
        np.testing.assert_allclose(probabilities, wanted, rtol=1e-10)


def test_an_empty_text_has_no_scores() -> None:
    assert fitted([0, 1, 2], NgramConfig(order=2)).log_probabilities(np.array([], int)).size == 0


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_a_token_outside_of_the_vocabulary_is_refused(smoothing: str) -> None:
    model = fitted([0, 1, 2], NgramConfig(order=2, smoothing=smoothing))
    with pytest.raises(NgramError):
        model.log_probabilities(np.array([BEGIN]))
    with pytest.raises(NgramError):
        model.distribution(np.array([BEGIN + 1]))


def test_an_order_beyond_the_counts_is_refused() -> None:
    with pytest.raises(NgramError, match="counts end at order 2"):
        fit(count_ngrams(np.array([0, 1, 2]), 3, 2), NgramConfig(order=3))


def test_perplexity_is_the_inverse_of_the_geometric_mean() -> None:
    scores = np.log([0.5, 0.125, 0.9])
    assert math.isclose(perplexity(scores, np.array([True, True, False])), 4.0)
    assert math.isclose(perplexity(scores[:1]), 2.0)


def test_perplexity_of_nothing_is_refused() -> None:
    with pytest.raises(NgramError, match="no token to score"):
        perplexity(np.log([0.5]), np.array([False]))


def test_tokens_never_seen_in_training_are_left_out_of_the_held_out_figure() -> None:
    train, held_out = np.array([0, 1, 0, 1, 2]), np.array([0, 3, 1])
    model = fitted(train.tolist(), NgramConfig(order=2))
    scores = model.log_probabilities(held_out)
    counts = np.bincount(train, minlength=VOCABULARY)
    wanted = math.exp(-(scores[0] + scores[2]) / 2)
    assert math.isclose(held_out_perplexity(model, held_out, counts), wanted)


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_a_ladder_yields_the_orders_asked_for_from_the_lowest(smoothing: str) -> None:
    ids = np.array([0, 1, 2, 0, 1, 2, 3])
    ladder = fit_ladder(ids, VOCABULARY, (4, 2), NgramConfig(smoothing=smoothing))
    assert [(order, model.order) for order, model in ladder] == [(2, 2), (4, 4)]


def test_a_ladder_yields_what_a_short_text_allows_before_it_is_refused() -> None:
    ladder = fit_ladder(np.array([0, 1]), VOCABULARY)
    assert [next(ladder)[0], next(ladder)[0]] == [1, 2]
    with pytest.raises(NgramError, match="text has 2 tokens, too few to count 3-grams"):
        next(ladder)
