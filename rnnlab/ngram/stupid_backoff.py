"""Stupid back-off: relative frequencies, and shorter n-grams at a fixed price.

    S(w | h) = c(h w) / c(h)      if h w was seen
               α · S(w | h′)      otherwise, h′ being h without its first token

Brants et al., “Large Language Models in Machine Translation” (2007), equation 5. These scores
are no probabilities: after most contexts they sum to more than 1. So that the model can write,
be measured and be compared, it is made a distribution by dividing by that sum:

    p(w | h) = S(w | h) / Z(h)        Z(h) = Σ over all w of S(w | h)

which is again a model in back-off form, with the weight α Z(h′) / Z(h). The order of tokens
after a context is that of the scores; perplexity is that of p, never of S. A token that was
never seen has the score 0.
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from rnnlab.ngram.arrays import Floats, Ids
from rnnlab.ngram.backoff import BackoffLevel, BackoffModel
from rnnlab.ngram.counts import Level
from rnnlab.ngram.interpolation import followed
from rnnlab.ngram.lookup import ABSENT, rank_of


def stupid_backoff_models(
    levels: Iterable[Level], vocabulary_size: int, orders: Collection[int], alpha: float
) -> Iterator[BackoffModel]:
    """The normalised models of several orders, which share their levels, lowest first."""
    made: tuple[BackoffLevel, ...] = ()
    beneath = np.zeros(1)  # Scores of the order beneath, and what they sum to in each context
    sums = np.zeros(1)
    shorter = np.zeros(1, np.int64)
    for order, level in enumerate(levels, start=1):
        totals, _ = followed(level, len(beneath))
        scores = level.counts / np.maximum(totals, 1.0)[level.contexts]
        backed_off = alpha * (sums[shorter] - _seen(level, beneath, len(totals)))
        # Where nothing was seen everything is backed off, and the factor α divides out.
        whole = np.where(totals > 0, 1.0 + backed_off, alpha * sums[shorter])
        weights = np.divide(alpha * sums[shorter], whole, out=np.ones_like(whole), where=whole > 0)
        made += (BackoffLevel(level.keys, level.base, scores / whole[level.contexts], weights),)
        if order in orders:
            yield BackoffModel(vocabulary_size, made, interpolated=False)
        beneath, sums, shorter = scores, whole, level.suffixes


def stupid_scores(levels: Collection[Level], context: Ids, alpha: float) -> Floats:
    """The scores S (V,) of the next token, as the paper has them.

    Args:
        levels: Counts of the orders 1, 2, … of the model.
        context: As in `NgramModel.distribution`; a part of it that was never seen costs α too.
        alpha: The price of a shorter n-gram.
    """
    tables = tuple(levels)
    scores = np.zeros(tables[0].base)
    for length in range(min(len(context), len(tables) - 1) + 1):
        tokens = context[len(context) - length :].tolist()
        rank = rank_of(tables, tokens)
        level = tables[length]
        rows = slice(0, 0) if rank == ABSENT else level.followers(rank)
        total = max(int(level.counts[rows].sum()), 1)
        scores *= alpha
        scores[level.tokens[rows]] = level.counts[rows] / total
    return scores[:-1]


def _seen(level: Level, beneath: Floats, contexts: int) -> Floats:
    """For each context, the scores beneath of the tokens that did follow it."""
    found = np.bincount(level.contexts, beneath[level.suffixes], minlength=contexts)
    return found.astype(float)
