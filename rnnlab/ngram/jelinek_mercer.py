"""Jelinek–Mercer smoothing: one weight for each order, tuned on text held out of the counts.

    p(w | h) = λₙ · c(h w) / c(h) + (1 − λₙ) · p(w | h′)      if h was followed by anything
               p(w | h′)                                      otherwise

with the uniform distribution beneath order 1. Jelinek and Mercer (1980); one λ for each order
instead of one for each class of contexts, so that they can be read.

The weights of a model are those that make the tail of the training text likeliest when its own
n-grams are taken out of the counts; then the counts of the whole text are used with them. The
text that a model is measured on has no part in this. They are found by expectation maximisation
(deleted interpolation): how many tokens came from the order itself, of those that it was asked
for. One imaginary token on either side keeps every weight between 0 and 1.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rnnlab.ngram.arrays import Floats, Ranks
from rnnlab.ngram.backoff import BackoffLevel, BackoffModel
from rnnlab.ngram.counts import Level
from rnnlab.ngram.interpolation import followed, mixed_level
from rnnlab.ngram.lookup import ABSENT, ranks_by_order, shifted

MOST_ROUNDS = 100
TOLERANCE = 1e-4
_FIRST_WEIGHT = 0.5


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What each order, counted without the tail, says of the K tokens of the tail.

    Attributes:
        frequencies: (orders, K) relative frequency of each token after its context.
        asked: (orders, K) whether the context was followed by anything.
    """

    frequencies: Floats
    asked: npt.NDArray[np.bool_]


def jelinek_mercer_models(
    levels: Iterable[Level], vocabulary_size: int, orders: Collection[int], tail: Ranks
) -> Iterator[BackoffModel]:
    """The models of several orders, each with weights of its own, lowest first.

    Args:
        levels: Counts of the orders 1, 2, …, taken one at a time.
        vocabulary_size: Number of tokens that can be predicted, V.
        orders: The orders to fit.
        tail: Token ids from the end of the counted text, with begin symbols.
    """
    counted: tuple[Level, ...] = ()
    weights = np.empty(0)
    for level in levels:
        counted += (level,)
        if len(counted) in orders:
            held_out = without_tail(counted, tail)
            first = np.append(weights, np.full(len(counted) - len(weights), _FIRST_WEIGHT))
            weights = tuned(held_out, vocabulary_size, first)
            yield BackoffModel(vocabulary_size, _smoothed(counted, vocabulary_size, weights))


def without_tail(levels: tuple[Level, ...], tail: Ranks) -> HeldOut:
    """Look the tail up in the counts of the rest of the text."""
    predicted = tail != levels[0].base - 1
    contexts = np.zeros(len(tail), np.int64)
    rows: list[Floats] = []
    asked: list[npt.NDArray[np.bool_]] = []
    size = 1
    for level, ranks in zip(levels, ranks_by_order(levels, tail), strict=True):
        there = (ranks != ABSENT) & predicted
        left = level.counts - np.bincount(ranks[there], minlength=len(level.keys))
        totals = np.bincount(level.contexts, left, minlength=size)
        total = np.where(contexts == ABSENT, 0.0, totals[contexts])
        count = np.where(there, left[ranks], 0)
        rows.append((count / np.maximum(total, 1.0))[predicted])
        asked.append((total > 0)[predicted])
        contexts, size = shifted(ranks, ABSENT), len(level.keys)
    return HeldOut(np.array(rows), np.array(asked))


def tuned(held_out: HeldOut, vocabulary_size: int, first: Floats) -> Floats:
    """The weights (orders,) that make the tail likeliest, from first ones near to them."""
    weights = first
    for _ in range(MOST_ROUNDS):
        before, weights = weights, _round(held_out, vocabulary_size, weights)
        if np.abs(weights - before).max() < TOLERANCE:
            break
    return weights


def _round(held_out: HeldOut, vocabulary_size: int, weights: Floats) -> Floats:
    """One round of expectation maximisation."""
    asked, frequencies = held_out.asked, held_out.frequencies
    below = np.full((len(weights) + 1, asked.shape[1]), 1.0 / vocabulary_size)
    for index, weight in enumerate(weights):
        mixed = weight * frequencies[index] + (1.0 - weight) * below[index]
        below[index + 1] = np.where(asked[index], mixed, below[index])
    better = np.empty_like(weights)
    reaching = np.ones(asked.shape[1])  # How probably a token came from this order or beneath
    for index in reversed(range(len(weights))):
        own = weights[index] * frequencies[index] / below[index + 1]
        came = reaching * np.where(asked[index], own, 0.0)
        better[index] = (1.0 + came.sum()) / (2.0 + reaching[asked[index]].sum())
        reaching -= came
    return better


def _smoothed(
    levels: tuple[Level, ...], vocabulary_size: int, weights: Floats
) -> tuple[BackoffLevel, ...]:
    smoothed: tuple[BackoffLevel, ...] = ()
    beneath = np.full(1, 1.0 / vocabulary_size)
    for level, weight in zip(levels, weights.tolist(), strict=True):
        totals, _ = followed(level, len(beneath))
        own = weight * level.counts / np.maximum(totals, 1.0)[level.contexts]
        left = np.where(totals > 0, 1.0 - weight, 1.0)
        smoothed += (mixed_level(level, own, left, beneath),)
        beneath = smoothed[-1].probabilities
    return smoothed
