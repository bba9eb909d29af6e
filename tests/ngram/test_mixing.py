"""Mixtures of two models against sums of probabilities."""

import math

import numpy as np
import pytest

from rnnlab.ngram import NgramError
from rnnlab.ngram.mixing import advantage, best_share, mixed, mixture_perplexities

GENERATOR = np.random.default_rng(2)
P, Q = GENERATOR.random(500), GENERATOR.random(500)
INFINITE = -math.inf


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_mixture_adds_probabilities(share: float) -> None:
    found = np.exp(mixed(np.log(P), np.log(Q), share))
    np.testing.assert_allclose(found, share * P + (1 - share) * Q)


def test_probabilities_too_small_for_a_float_are_mixed_too() -> None:
    found = mixed(np.array([-2000.0]), np.array([-2001.0]), 0.5)
    assert found[0] == pytest.approx(-2000 + math.log(0.5 + 0.5 * math.exp(-1)))


def test_perplexities_are_those_of_the_mixtures() -> None:
    shares = np.array([0.0, 0.25, 1.0])
    found = mixture_perplexities(np.log(P), np.log(Q), shares)
    wanted = [np.exp(-np.log(s * P + (1 - s) * Q).mean()) for s in shares]
    np.testing.assert_allclose(found, wanted)


def test_a_model_that_gives_nothing_to_a_token_alone_is_infinitely_perplexed() -> None:
    first, second = np.array([INFINITE, -1.0]), np.array([-1.0, -1.0])
    found = mixture_perplexities(first, second, np.array([0.0, 0.5, 1.0]))
    assert found[0] == pytest.approx(math.e)
    assert np.isfinite(found[1])
    assert np.isinf(found[2])


def test_the_best_share_is_the_best_of_a_fine_grid() -> None:
    share = best_share(np.log(P), np.log(Q))
    grid = np.linspace(0, 1, 2001)
    perplexities = mixture_perplexities(np.log(P), np.log(Q), grid)
    assert share == pytest.approx(grid[perplexities.argmin()], abs=1e-3)


def test_a_model_that_is_always_better_gets_everything() -> None:
    worse = np.log(P) - 1
    assert best_share(np.log(P), worse) == pytest.approx(1.0, abs=1e-3)
    assert best_share(worse, np.log(P)) == pytest.approx(0.0, abs=1e-3)


def test_tokens_that_one_model_excludes_are_left_to_the_other() -> None:
    first, second = (
        np.array([INFINITE, -1.0, -9.0, INFINITE]),
        np.array([-3.0, INFINITE, -9.0, INFINITE]),
    )
    assert best_share(first, second) == pytest.approx(0.5, abs=1e-3)
    assert 0.9 < best_share(np.zeros(1), np.full(1, INFINITE)) <= 1


def test_the_advantage_is_in_bits() -> None:
    first, second = np.log([0.5, 0.25, 0.5]), np.log([0.125, 0.5, 0.5])
    np.testing.assert_allclose(advantage(first, second), [2, -1, 0], atol=1e-12)
    assert advantage(np.array([INFINITE]), np.array([INFINITE])).tolist() == [0]


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(NgramError, match="between 0 and 1"):
        mixed(np.log(P), np.log(Q), share)


def test_texts_that_differ_or_are_empty_are_refused() -> None:
    with pytest.raises(NgramError, match="score the same text"):
        best_share(np.log(P), np.log(Q[1:]))
    with pytest.raises(NgramError, match="no token to mix"):
        mixed(np.empty(0), np.empty(0), 0.5)
    with pytest.raises(NgramError, match="Neither model"):
        best_share(np.array([INFINITE]), np.array([INFINITE]))
