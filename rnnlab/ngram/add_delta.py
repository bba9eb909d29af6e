"""Additive smoothing: every n-gram is taken to have been seen δ times more often.

p(w | h) = (c(h w) + δ) / (c(h ·) + δ V)          Lidstone's rule; Laplace's with δ = 1
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnnlab.ngram.arrays import Floats, Ids, Ranks
from rnnlab.ngram.counts import Level
from rnnlab.ngram.lookup import ABSENT, rank_of, ranks_by_order, recent, shifted
from rnnlab.ngram.sentences import check_ids, prepared


@dataclass(frozen=True, eq=False)
class AddDelta:
    """Smoothed counts of one order; the first tokens of a text use the shorter n-grams.

    Attributes:
        vocabulary_size: Number of tokens that can be predicted, V.
        levels: Counts of the orders 1, 2, …
        delta: What is added to every count, above 0.
    """

    vocabulary_size: int
    levels: tuple[Level, ...]
    delta: float

    @property
    def order(self) -> int:
        """Length of the longest n-gram that was counted."""
        return len(self.levels)

    def log_probabilities(self, ids: Ids, sentence_starts: Ids | None = None) -> Floats:
        """See `NgramModel.log_probabilities`."""
        tokens = prepared(ids, self.vocabulary_size, sentence_starts)
        predicted = tokens != self.vocabulary_size
        scores: Floats = np.log(self._probabilities(tokens)[predicted])
        return scores

    def distribution(self, context: Ids) -> Floats:
        """See `NgramModel.distribution`."""
        check_ids(context, self.vocabulary_size + 1)
        tokens = recent(context, self.order - 1, begin=self.vocabulary_size)
        return self.after(rank_of(self.levels, tokens), len(tokens))

    def after(self, rank: int, length: int) -> Floats:
        """Like `distribution`, after the context with this rank among those of a length."""
        smoothed = np.full(self.vocabulary_size + 1, self.delta)
        if rank != ABSENT:
            level = self.levels[length]
            rows = level.followers(rank)
            smoothed[level.keys[rows] - rank * level.base] += level.counts[rows]
        predicted = smoothed[:-1]
        return predicted / float(predicted.sum())

    def _probabilities(self, tokens: Ranks) -> Floats:
        """(N,) each from the longest context that lies within its sentence."""
        probabilities = np.ones(len(tokens))
        contexts = np.zeros(len(tokens), np.int64)
        reached = np.ones(len(tokens), bool)
        begin = self.vocabulary_size
        for level, totals, ranks in zip(
            self.levels, self._totals, ranks_by_order(self.levels, tokens), strict=True
        ):
            count = np.where(ranks == ABSENT, 0, level.counts[ranks]) + self.delta
            total = np.where(contexts == ABSENT, 0, totals[contexts]) + self.delta * begin
            probabilities = np.where(reached, count / total, probabilities)
            contexts = shifted(ranks, ABSENT)
            reached = shifted(reached, False) & (tokens != begin)
        return probabilities

    @cached_property
    def _totals(self) -> tuple[Floats, ...]:
        """For each level, how many tokens followed each n-gram of the level below."""
        sizes = [1] + [len(level.keys) for level in self.levels]
        return tuple(
            np.bincount(level.contexts, level.counts, minlength=size).astype(float)
            for level, size in zip(self.levels, sizes, strict=False)
        )


def add_delta_models(
    levels: Iterable[Level], vocabulary_size: int, orders: Collection[int], delta: float
) -> Iterator[AddDelta]:
    """The models of several orders, each as soon as its counts are there, lowest first."""
    counted: tuple[Level, ...] = ()
    for level in levels:
        counted += (level,)
        if len(counted) in orders:
            yield AddDelta(vocabulary_size, counted, delta)
