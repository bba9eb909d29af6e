"""Interpolated modified Kneser–Ney smoothing.

Chen and Goodman, “An Empirical Study of Smoothing Techniques for Language Modeling” (1998),
equations 23 to 26, with the choices of KenLM's `lmplz` (Heafield et al., 2013):

- The highest order uses the counts a(h w) of the text. Lower orders use the number of
  distinct tokens that came before the n-gram; n-grams that start with the begin symbol,
  which nothing comes before, keep their counts.
- p(w | h) = (a(h w) − D(a(h w))) / Σ a(h ·) + weight(h) · p(w | h′), and the weight of a
  context is what the discounts took from the tokens that followed it.
- Order 1 is interpolated with the uniform distribution over the vocabulary.
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from rnnlab.ngram.arrays import Floats, Ranks
from rnnlab.ngram.backoff import BackoffLevel, BackoffModel
from rnnlab.ngram.counts import Level

FALLBACK_DISCOUNTS = (0.5, 1.0, 1.5)
"""Used where the counts of counts give none, as by ``lmplz --discount_fallback``."""


def kneser_ney_models(
    levels: Iterable[Level], vocabulary_size: int, orders: Collection[int]
) -> Iterator[BackoffModel]:
    """Fit the models of several orders, which share their lower levels.

    Args:
        levels: Counts of the orders 1, 2, …, taken one at a time.
        vocabulary_size: Number of tokens that can be predicted, V.
        orders: The orders to fit.

    Yields:
        A model for each of the orders as soon as its counts are there, lowest first.
    """
    lower: tuple[BackoffLevel, ...] = ()
    shorter: Level | None = None
    beneath = np.full(1, 1.0 / vocabulary_size)
    for order, level in enumerate(levels, start=1):
        if shorter is not None:
            lower += (_smooth(shorter, _continuation_counts(shorter, level), beneath),)
            beneath = lower[-1].probabilities
        if order in orders:
            yield BackoffModel(vocabulary_size, (*lower, _smooth(level, level.counts, beneath)))
        shorter = level


def modified_discounts(counts: Ranks) -> Floats:
    """What is taken from a count of 0, 1, 2, and 3 or more (Chen and Goodman, equation 26).

    Args:
        counts: Of the n-grams of one order.

    Returns:
        (4,), the first 0. The fall-back where one of the counts 1, 2, 3 does not occur or a
        discount is not positive: then some contexts would leave nothing to unseen tokens.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6).astype(float)
    if n[1:4].all():
        y = n[1] / (n[1] + 2 * n[2])
        found = np.array([j - (j + 1) * y * n[j + 1] / n[j] for j in (1, 2, 3)])
        if np.all(found > 0):
            return np.append(0.0, found)
    return np.array([0.0, *FALLBACK_DISCOUNTS])


def _continuation_counts(level: Level, longer: Level) -> Ranks:
    """For each n-gram, how many distinct tokens came before it."""
    before = np.bincount(longer.suffixes, minlength=len(level.keys))
    return np.where(level.begins, level.counts, before)


def _smooth(level: Level, counts: Ranks, beneath: Floats) -> BackoffLevel:
    """Discount the counts and mix in the probabilities of the order beneath."""
    taken = modified_discounts(counts)[np.minimum(counts, 3)]
    totals = np.bincount(level.contexts, counts, minlength=len(beneath))
    freed = np.bincount(level.contexts, taken, minlength=len(beneath))
    weights = np.divide(freed, totals, out=np.ones(len(beneath)), where=totals > 0)
    own = (counts - taken) / totals[level.contexts]
    probabilities = own + weights[level.contexts] * beneath[level.suffixes]
    return BackoffLevel(level.keys, level.base, probabilities, weights)
