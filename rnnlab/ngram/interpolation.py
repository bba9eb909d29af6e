"""Smoothing by interpolation: every order adds its own share to that of the order beneath.

    p(w | h) = own(h w) + weight(h) · p(w | h′)

The weight of a context is what its own shares leave of 1; that of a context which nothing
followed is 1. Order 1 is interpolated with the uniform distribution over the vocabulary. The
rules differ in what they call their own; c counts occurrences, T distinct followers:

    maximum likelihood     own = c(h w) / c(h)                weight = 0
    Witten–Bell            own = c(h w) / (c(h) + T(h))       weight = T(h) / (c(h) + T(h))
    absolute discounting   own = (c(h w) − D) / c(h)          weight = D · T(h) / c(h)

Witten and Bell (1991), method C; Ney, Essen and Kneser (1994). Both are given by Chen and
Goodman (1998), section 2.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

import numpy as np

from rnnlab.ngram.arrays import Floats, Ranks
from rnnlab.ngram.backoff import BackoffLevel, BackoffModel
from rnnlab.ngram.counts import Level

FALLBACK_DISCOUNT = 0.5
"""Used where no n-gram of an order occurs once, or none twice."""

Rule = Callable[[Level, Floats, Floats], tuple[Floats, Floats]]
"""From a level with the totals c(h) and the followers T(h) of each context: the own shares of its
n-grams (M,) and the weights of the contexts; where nothing followed, any finite number."""


def interpolated_models(
    levels: Iterable[Level], vocabulary_size: int, orders: Collection[int], rule: Rule
) -> Iterator[BackoffModel]:
    """The models of several orders, which share their lower levels.

    Args:
        levels: Counts of the orders 1, 2, …, taken one at a time.
        vocabulary_size: Number of tokens that can be predicted, V.
        orders: The orders to fit.
        rule: How much of the probability the n-grams of an order keep for themselves.

    Yields:
        A model for each of the orders as soon as its counts are there, lowest first.
    """
    smoothed: tuple[BackoffLevel, ...] = ()
    beneath = np.full(1, 1.0 / vocabulary_size)
    for order, level in enumerate(levels, start=1):
        smoothed += (interpolate(level, beneath, rule),)
        if order in orders:
            yield BackoffModel(vocabulary_size, smoothed)
        beneath = smoothed[-1].probabilities


def interpolate(level: Level, beneath: Floats, rule: Rule) -> BackoffLevel:
    """One level by a rule, over the probabilities of the level beneath it."""
    totals, followers = followed(level, len(beneath))
    own, weights = rule(level, np.maximum(totals, 1.0), followers)
    weights[totals == 0] = 1.0
    return mixed_level(level, own, weights, beneath)


def mixed_level(level: Level, own: Floats, weights: Floats, beneath: Floats) -> BackoffLevel:
    """The own shares (M,) with the weighted probabilities of the level beneath."""
    probabilities = own + weights[level.contexts] * beneath[level.suffixes]
    return BackoffLevel(level.keys, level.base, probabilities, weights)


def followed(level: Level, contexts: int) -> tuple[Floats, Floats]:
    """For each context, how many tokens followed it, and how many distinct ones."""
    totals = np.bincount(level.contexts, level.counts, minlength=contexts)
    distinct = np.bincount(level.contexts, level.counts > 0, minlength=contexts)
    return totals.astype(float), distinct.astype(float)


def maximum_likelihood(level: Level, totals: Floats, followers: Floats) -> tuple[Floats, Floats]:
    """What was counted and nothing else."""
    return level.counts / totals[level.contexts], np.zeros(len(totals))


def witten_bell(level: Level, totals: Floats, followers: Floats) -> tuple[Floats, Floats]:
    """The more different tokens followed a context, the likelier is yet another."""
    whole = totals + followers
    return level.counts / whole[level.contexts], followers / whole


def absolute_discounting(discount: float) -> Rule:
    """Take the same from every count.

    Args:
        discount: From 0 to 1; 0 for n₁ / (n₁ + 2 n₂) of each order, where n₁ n-grams occur once
            and n₂ twice.
    """
    return partial(_discounted, discount)


def _discounted(
    discount: float, level: Level, totals: Floats, followers: Floats
) -> tuple[Floats, Floats]:
    taken = discount or estimated_discount(level.counts)
    kept = np.maximum(level.counts - taken, 0.0)  # At order 1 some counts are 0.
    return kept / totals[level.contexts], taken * followers / totals


def estimated_discount(counts: Ranks) -> float:
    """The discount n₁ / (n₁ + 2 n₂) of Ney, Essen and Kneser.

    Args:
        counts: Of the n-grams of one order.
    """
    once, twice = np.count_nonzero(counts == 1), np.count_nonzero(counts == 2)
    return once / (once + 2 * twice) if once and twice else FALLBACK_DISCOUNT
