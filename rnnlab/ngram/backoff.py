"""A model in back-off form: the form of Kneser–Ney's interpolated models and of ARPA files."""

from dataclasses import dataclass

import numpy as np

from rnnlab.ngram.arrays import Floats, Ids, Ranks
from rnnlab.ngram.lookup import ABSENT, Table, rank_of, ranks_by_order, recent, shifted
from rnnlab.ngram.sentences import check_ids, prepared


@dataclass(frozen=True, eq=False)
class BackoffLevel(Table):
    """The M n-grams of one order with their probabilities.

    Attributes:
        probabilities: (M,) of the last token, given the context.
        weights: One for each n-gram of the order below: the factor by which it multiplies
            the probabilities of the tokens that never followed it; 1 where nothing did.
    """

    probabilities: Floats
    weights: Floats


@dataclass(frozen=True, eq=False)
class BackoffModel:
    """Probabilities of the n-grams that were seen and weights for those that were not.

        p(w | h) = probability(h w)           if h w is in the tables
                   weight(h) · p(w | h′)      otherwise, h′ being h without its first token

    The weight of a context that is in no table is 1. The row of the begin symbol in the
    table of order 1 stands for no probability and is never read.

    Attributes:
        vocabulary_size: Number of tokens that can be predicted, V.
        levels: One `BackoffLevel` for each order.
        interpolated: Whether the probability of an n-gram in the tables is known to hold the
            weighted one of the shorter n-gram.
    """

    vocabulary_size: int
    levels: tuple[BackoffLevel, ...]
    interpolated: bool = True

    @property
    def order(self) -> int:
        """Length of the longest n-gram in the tables."""
        return len(self.levels)

    def log_probabilities(self, ids: Ids, sentence_starts: Ids | None = None) -> Floats:
        """See `NgramModel.log_probabilities`."""
        tokens = prepared(ids, self.vocabulary_size, sentence_starts)
        predicted = tokens != self.vocabulary_size
        with np.errstate(divide="ignore"):  # what cannot come has minus infinity
            scores: Floats = np.log(self._probabilities(tokens)[predicted])
        return scores

    def distribution(self, context: Ids) -> Floats:
        """See `NgramModel.distribution`."""
        check_ids(context, self.vocabulary_size + 1)
        probabilities = self.levels[0].probabilities[: self.vocabulary_size].copy()
        tokens = recent(context, self.order - 1, begin=self.vocabulary_size)
        for length, level in enumerate(self.levels[1 : len(tokens) + 1], start=1):
            rank = rank_of(self.levels, tokens[-length:])
            if rank == ABSENT:
                break
            probabilities *= level.weights[rank]
            rows = level.followers(rank)
            probabilities[level.tokens[rows]] = level.probabilities[rows]
        return probabilities

    def _probabilities(self, tokens: Ranks) -> Floats:
        """(N,) from the shortest n-gram that ends at each token to the longest."""
        probabilities = np.ones(len(tokens))
        contexts = np.full(len(tokens), ABSENT)
        for level, ranks in zip(self.levels, ranks_by_order(self.levels, tokens), strict=True):
            weights = np.where(contexts == ABSENT, 1.0, level.weights[contexts])
            backed_off = weights * probabilities
            probabilities = np.where(ranks == ABSENT, backed_off, level.probabilities[ranks])
            contexts = shifted(ranks, ABSENT)
        return probabilities
