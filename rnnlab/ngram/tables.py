"""Looking into the counts: n-grams that begin alike, what follows a context, and who says so.

The n-grams of one order stand in the order of their tokens, so that those which begin with the
same tokens are neighbours, whatever the order: a search is two look-ups for each order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.ngram.add_delta import AddDelta
from rnnlab.ngram.arrays import Floats, Ids, Ranks
from rnnlab.ngram.backoff import BackoffModel
from rnnlab.ngram.counts import Counts
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.lookup import ABSENT, Table, rank_of, recent
from rnnlab.ngram.model import NgramModel
from rnnlab.ngram.sentences import check_ids


@dataclass(frozen=True, eq=False)
class NgramRows:
    """Some n-grams of one order.

    Attributes:
        tokens: (K, order) token ids; the begin symbol may be the first.
        counts: (K,) how often each occurs.
        followers: (K,) how many different tokens follow each; none where that was not counted.
        found: How many n-grams there are, of which these are K.
    """

    tokens: Ranks
    counts: Ranks
    followers: Ranks
    found: int


@dataclass(frozen=True, eq=False)
class Continuations:
    """What a model expects after one context. V tokens; orders from 0, the uniform distribution.

    Attributes:
        context: (≤ order − 1,) the tokens that the model looks at.
        context_counts: (len(context) + 1,) how often something followed the last 0, 1, 2, …
            tokens of it.
        counts: (V,) how often each token followed the whole context.
        orders: (V,) length of the longest n-gram of context and token that was seen: how far
            the model goes back for that token is the order minus it. 0: never seen.
        orders_counts: (V,) how often that n-gram occurs.
        probabilities: (V,) after smoothing; they sum to 1.
        shares: (order + 1, V) what each order adds to the probability; they sum to it.
    """

    context: tuple[int, ...]
    context_counts: Ranks
    counts: Ranks
    orders: Ranks
    orders_counts: Ranks
    probabilities: Floats
    shares: Floats

    def likeliest(self, limit: int) -> Ranks:
        """Ids of the likeliest tokens, at most ``limit``; of equals the lower id first."""
        return np.argsort(-self.probabilities, kind="stable")[:limit]


def search(
    counts: Counts, order: int, beginning: Sequence[int] = (), limit: int = 100
) -> NgramRows:
    """The most frequent n-grams of one order that begin with certain tokens.

    Args:
        counts: Of a text.
        order: Length of the n-grams, as far as was counted.
        beginning: Token ids, not more than the order; all n-grams without them.
        limit: How many at most.

    Raises:
        NgramError: The order was not counted, or the beginning is longer than it.
    """
    if not len(beginning) <= order <= counts.order or order < 1:
        raise NgramError(
            f"There is no {order}-gram to be found that begins with {len(beginning)} tokens; "
            f"choose an order between {max(1, len(beginning))} and {counts.order}."
        )
    level = counts.levels[order - 1]
    rows = _beginning_with(counts.levels[:order], beginning)
    within = level.counts[rows]
    ranks = _largest(within, limit) + rows.start
    return NgramRows(
        spelled(counts.levels[:order], ranks),
        level.counts[ranks],
        _followers(counts, order, ranks),
        int(np.count_nonzero(within)),
    )


def spelled(tables: Sequence[Table], ranks: Ranks) -> Ranks:
    """The tokens (K, order) of the n-grams with these ranks (K,) in the last of the tables."""
    columns = []
    for table in reversed(tables):
        columns.append(table.keys[ranks] % table.base)
        ranks = table.keys[ranks] // table.base
    return np.stack(columns[::-1], axis=1)


def continuations(counts: Counts, model: NgramModel, context: Ids) -> Continuations:
    """What a model expects after a context, and why.

    Args:
        counts: Of the text that the model was fitted to, at least to the model's order.
        model: Of any smoothing.
        context: Token ids; only the last ``order`` − 1 count.

    Raises:
        NgramError: An id is outside of the vocabulary, or the counts end below the order.
    """
    size = counts.vocabulary_size
    check_ids(context, size + 1)
    if counts.order < model.order:
        raise NgramError(f"The counts end at order {counts.order}, below that of the model.")
    tokens = recent(context, model.order - 1, begin=size)
    totals = np.zeros(len(tokens) + 1, np.int64)
    last = orders_counts = orders = np.zeros(size + 1, np.int64)
    for length in range(len(tokens) + 1):
        level = counts.levels[length]
        rank = rank_of(counts.levels, tokens[len(tokens) - length :])
        rows = slice(0, 0) if rank == ABSENT else level.followers(rank)
        last = np.zeros(size + 1, np.int64)
        last[level.tokens[rows]] = level.counts[rows]
        totals[length] = last.sum()
        orders = np.where(last > 0, length + 1, orders)
        orders_counts = np.where(last > 0, last, orders_counts)
    return Continuations(
        tuple(tokens),
        totals,
        last[:size],
        orders[:size],
        orders_counts[:size],
        model.distribution(context),
        _shares(model, tokens, last[:size]),
    )


def _shares(model: NgramModel, tokens: list[int], counts: Ranks) -> Floats:
    if isinstance(model, BackoffModel):
        return _shares_of_orders(model, tokens)
    shares = np.zeros((model.order + 1, model.vocabulary_size))
    if isinstance(model, AddDelta):
        whole = float(counts.sum()) + model.delta * model.vocabulary_size
        shares[len(tokens) + 1] = counts / whole
        shares[0] = model.delta / whole
    return shares


def _shares_of_orders(model: BackoffModel, tokens: list[int]) -> Floats:
    """Go up order by order: the weight shrinks what lower ones said, the rest is the own share."""
    size = model.vocabulary_size
    shares = np.zeros((model.order + 1, size + 1))
    shares[0] = 1.0 / size if model.interpolated else 0.0
    for length in range(len(tokens) + 1):
        level = model.levels[length]
        rank = rank_of(model.levels, tokens[len(tokens) - length :])
        if rank == ABSENT:
            break
        rows = level.followers(rank)
        shares *= level.weights[rank]
        known = level.tokens[rows]
        if not model.interpolated:
            shares[:, known] = 0.0
        beneath = shares[:, known].sum(axis=0)
        shares[length + 1, known] = np.maximum(level.probabilities[rows] - beneath, 0.0)
    return shares[:, :size]


def _beginning_with(tables: Sequence[Table], beginning: Sequence[int]) -> slice:
    """The rows, in the last table, of the n-grams that begin with these tokens."""
    rows = slice(0, 1)
    if beginning:
        rank = rank_of(tables, beginning)
        if rank == ABSENT:
            return slice(0, 0)
        rows = slice(rank, rank + 1)
    for table in tables[len(beginning) :]:
        ends = np.array([rows.start, rows.stop], np.int64) * table.base
        first, last = table.keys.searchsorted(ends).tolist()
        rows = slice(first, last)
    return rows


def _largest(values: Ranks, limit: int) -> Ranks:
    """Places of the largest values above 0, largest first, of equals the first."""
    places = np.flatnonzero(values > 0)
    if limit < len(places):
        least = np.partition(values[places], len(places) - limit)[len(places) - limit]
        places = places[values[places] >= least]
    found: Ranks = places[np.argsort(-values[places], kind="stable")][:limit]
    return found


def _followers(counts: Counts, order: int, ranks: Ranks) -> Ranks:
    if order == counts.order:
        return np.zeros(len(ranks), np.int64)
    longer = counts.levels[order]
    first, last = longer.keys.searchsorted(np.stack([ranks, ranks + 1]) * longer.base)
    return np.asarray(last - first, np.int64)
