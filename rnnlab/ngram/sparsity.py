"""Why n is typically no larger than 5: what was never seen, what it costs, and how both grow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from rnnlab.ngram.arrays import Floats, Ids, Ranks
from rnnlab.ngram.counts import Counts, Level, iterate_levels
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.lookup import ABSENT, ranks_by_order, shifted
from rnnlab.ngram.sentences import prepared
from rnnlab.text.stopping import Check, never

DEFAULT_FRACTIONS = (1 / 8, 1 / 4, 1 / 2, 1.0)
KEY_BYTES = PROBABILITY_BYTES = WEIGHT_BYTES = 8


@dataclass(frozen=True, eq=False)
class Storage:
    """The size of a model, by order 1, 2, …

    Attributes:
        distinct: (orders,) different n-grams in the text, those with the begin symbol included.
        possible: (orders,) how many there could be, V to the power of the order.
        bytes: (orders,) what a model keeps: a key and a probability for each n-gram, and a
            weight for each context.
    """

    distinct: Ranks
    possible: Floats
    bytes: Ranks


@dataclass(frozen=True, eq=False)
class Growth:
    """The beginning of a text, counted.

    Attributes:
        tokens: How long it is.
        distinct: (orders,) different n-grams in it.
        unseen: (orders,) share of the n-grams of a held-out text that are not in it.
    """

    tokens: int
    distinct: Ranks
    unseen: Floats


def unseen_shares(counts: Counts, ids: Ids, sentence_starts: Ids | None = None) -> Floats:
    """Share (orders,) of the n-grams of a held-out text that training never saw, by order.

    Every place of the text counts at which an n-gram of that order ends, within its sentence
    and its begin symbol. Not a number where the text has none so long.

    Raises:
        NgramError: An id is outside the vocabulary, or the sentences do not divide the text.
    """
    tokens = prepared(ids, counts.vocabulary_size, sentence_starts)
    return _unseen(counts.levels, tokens, counts.vocabulary_size)


def storage(counts: Counts) -> Storage:
    """How many n-grams a model of these counts keeps, and how many bytes they take."""
    distinct = _distinct(counts.levels)
    possible = [float(counts.vocabulary_size) ** order for order in range(1, counts.order + 1)]
    return Storage(distinct, np.array(possible), bytes_taken(distinct))


def bytes_taken(distinct: Ranks) -> Ranks:
    """Bytes (orders,) that a model keeps for so many different n-grams (orders,) of each order."""
    contexts = np.append(1, distinct[:-1])
    taken: Ranks = (KEY_BYTES + PROBABILITY_BYTES) * distinct + WEIGHT_BYTES * contexts
    return taken


def growth(
    ids: Ids,
    vocabulary_size: int,
    order: int,
    held_out: Ids,
    fractions: Sequence[float] = DEFAULT_FRACTIONS,
    check: Check = never,
) -> Iterator[Growth]:
    """Count longer and longer beginnings of a stream.

    Args:
        ids: The text (N,).
        vocabulary_size: Number of tokens, V.
        order: Highest order.
        held_out: A text that is no part of it.
        fractions: How much of the text, each above 0 and at most 1.
        check: As in `iterate_levels`.

    Yields:
        What was found for each fraction, as soon as it is there.

    Raises:
        NgramError: A part of the text is shorter than the order, or an id is outside of the
            vocabulary.
    """
    tokens = prepared(held_out, vocabulary_size, None)
    for fraction in fractions:
        if not 0.0 < fraction <= 1.0:
            raise NgramError(f"A part of the text must be between 0 and 1, not {fraction:g}.")
        part = ids[: round(len(ids) * fraction)]
        levels = tuple(islice(iterate_levels(part, vocabulary_size, check=check), order))
        yield Growth(len(part), _distinct(levels), _unseen(levels, tokens, vocabulary_size))


def _distinct(levels: Sequence[Level]) -> Ranks:
    """(orders,) without the tokens that do not occur, which order 1 has rows for."""
    return np.array([np.count_nonzero(level.counts) for level in levels], np.int64)


def _unseen(levels: Sequence[Level], tokens: Ranks, begin: int) -> Floats:
    shares = np.full(len(levels), np.nan)
    whole = tokens != begin  # Whether an n-gram of this order that ends here is in its sentence
    for index, ranks in enumerate(ranks_by_order(levels, tokens)):
        asked = np.count_nonzero(whole)
        if asked == 0:
            break
        seen = (ranks != ABSENT) & whole
        if index == 0:
            seen &= levels[0].counts[ranks] > 0
        shares[index] = 1.0 - np.count_nonzero(seen) / asked
        # One longer: the place before must hold one of this order, or the begin symbol alone.
        fits = whole | (tokens == begin) if index == 0 else whole
        whole = shifted(fits, False) & (tokens != begin)
    return shares
