"""Counts of all n-grams of a text, order by order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from rnnlab.ngram.arrays import Ids, Ranks
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.lookup import ABSENT, Table
from rnnlab.ngram.sentences import with_begin_symbols
from rnnlab.text.stopping import Check, never

MOST_TAIL_TOKENS = 20_000
_NUMBER_BITS = 63  # of a signed number of 64 bits


@dataclass(frozen=True, eq=False)
class Level(Table):
    """The M distinct n-grams of one order and how often they occur.

    Attributes:
        counts: (M,) occurrences in the text. 0 for the begin symbol alone and for tokens of
            the vocabulary that do not occur.
        suffixes: (M,) rank, one order below, of the n-gram without its first token.
        begins: (M,) whether the first token is the begin symbol.
    """

    counts: Ranks
    suffixes: Ranks
    begins: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Counts:
    """The counts of the orders 1, 2, … of one text.

    Attributes:
        vocabulary_size: Number of tokens that can be predicted, V.
        levels: One `Level` for each order.
        tail: The last tokens of the text (K,), with begin symbols; see `tail_of`.
    """

    vocabulary_size: int
    levels: tuple[Level, ...]
    tail: Ranks

    @property
    def order(self) -> int:
        """The highest order counted."""
        return len(self.levels)


def count_ngrams(
    ids: Ids, vocabulary_size: int, order: int, sentence_starts: Ids | None = None
) -> Counts:
    """Count the n-grams of all orders from 1 to ``order``.

    Args:
        ids: The text (N,), each id below ``vocabulary_size``.
        vocabulary_size: Number of tokens that can be predicted, V.
        order: Highest order.
        sentence_starts: Index in ``ids`` of the first token of each sentence; each sentence
            closes with an end token, which is counted like any other. Without it the text is
            one stream.

    Raises:
        NgramError: The text (its longest sentence) is shorter than the order, an id is
            outside the vocabulary, or the sentences do not divide the text.
    """
    levels = islice(iterate_levels(ids, vocabulary_size, sentence_starts), order)
    tail = tail_of(ids, vocabulary_size, sentence_starts)
    return Counts(vocabulary_size, tuple(levels), tail)


def tail_of(ids: Ids, vocabulary_size: int, sentence_starts: Ids | None = None) -> Ranks:
    """The last tenth of a text, at most 20,000 tokens: what weights can be tuned on.

    Returns:
        Token ids, with begin symbols where sentences begin.
    """
    first = len(ids) - max(1, min(len(ids) // 10, MOST_TAIL_TOKENS))
    tokens = ids[first:].astype(np.int64)
    if sentence_starts is None:
        return tokens
    inside = sentence_starts[sentence_starts >= first] - first
    return np.insert(tokens, inside.astype(np.int64), vocabulary_size)


def iterate_levels(
    ids: Ids, vocabulary_size: int, sentence_starts: Ids | None = None, check: Check = never
) -> Iterator[Level]:
    """Like `count_ngrams`, one order after another, without end; raises when the text ends.

    Between the passes over the text it calls ``check``, which may raise to end the work. The
    longest that cannot be ended is the sorting of the keys, 1 s for ten million tokens.
    """
    starts = np.zeros(1, np.int64) if sentence_starts is None else sentence_starts
    longest = int(np.diff(starts, append=len(ids)).max(initial=0))
    _check_length(longest, 1, sentence_starts is not None)
    tokens = with_begin_symbols(ids, starts, vocabulary_size)
    level = _single_tokens(tokens, vocabulary_size)
    extension, order = _Extension(tokens, check), 1
    while True:
        yield level
        order += 1
        _check_length(longest, order, sentence_starts is not None)
        level = extension.of(level)


def _check_length(longest: int, order: int, sentences: bool) -> None:
    if longest < order:
        what = "longest sentence" if sentences else "text"
        raise NgramError(
            f"The {what} has {longest} tokens, too few to count {order}-grams; "
            "choose a lower order or a longer text."
        )


def _single_tokens(tokens: Ranks, begin: int) -> Level:
    base = begin + 1
    counts = np.bincount(tokens, minlength=base)
    counts[begin] = 0  # It is never predicted.
    ids = np.arange(base)
    return Level(ids, base, counts, np.zeros(base, np.int64), ids == begin)


class _Extension:
    """Extends each n-gram of a level by the token that follows it, one level after another.

    The memory it works in is used again for each level. Fresh memory would be cleared by the
    system before: for ten million tokens that took longer than the counting.

    Args:
        tokens: (N,) with begin symbols.
        check: Called between two passes over them.
    """

    def __init__(self, tokens: Ranks, check: Check) -> None:
        self._tokens = tokens
        self._check = check
        # (N,) rank of the n-gram that ends at each token, `ABSENT` where a sentence has not yet
        # enough tokens.
        self._ranks = tokens.copy()
        self._numbers = np.arange(len(tokens))
        self._keys = np.empty_like(tokens)
        self._places = np.empty_like(tokens)

    def of(self, level: Level) -> Level:
        """The level above that of the last call; at first the one above the single tokens."""
        missing = self._find_keys(level)
        self._check()
        _sort(self._keys, self._places, self._numbers, len(level.keys) * level.base, self._check)
        rising, places = self._keys[missing:], self._places[missing:]
        is_first = np.empty(len(rising), np.bool_)
        is_first[0] = True
        np.not_equal(rising[1:], rising[:-1], out=is_first[1:])
        firsts = np.flatnonzero(is_first)
        keys = rising[firsts]
        self._check()
        longer = Level(
            keys=keys,
            base=level.base,
            counts=np.diff(firsts, append=len(rising)),
            suffixes=self._ranks[places[firsts]],
            begins=level.begins[keys // level.base],
        )
        self._check()
        self._ranks.fill(ABSENT)
        self._ranks[places] = np.subtract(is_first.cumsum(out=rising), 1, out=rising)
        return longer

    def _find_keys(self, level: Level) -> int:
        """Leave the key of each longer n-gram where it ends; how many places have none."""
        before, last, keys = self._ranks[:-1], self._tokens[1:], self._keys[1:]
        np.multiply(before, level.base, out=keys)
        keys += last
        none = (before == ABSENT) | (last == level.base - 1)
        keys[none] = ABSENT
        self._keys[0] = ABSENT
        return 1 + int(np.count_nonzero(none))


def _sort(keys: Ranks, places: Ranks, numbers: Ranks, limit: int, check: Check) -> None:
    """Sort keys in their place, and say where each was.

    Where a key and its place fit one number together, that number is sorted: this moves through
    memory in rows, while `argsort` jumps about in it, which for long texts takes most of the time.

    Args:
        keys: (N,) below ``limit``; they are sorted.
        places: (N,) is filled with the place that each key had.
        numbers: (N,) 0, 1, 2, …
        limit: Of the keys.
        check: Called before and after the sorting.
    """
    place_bits = len(keys).bit_length()
    if limit.bit_length() + place_bits > _NUMBER_BITS:
        places[:] = keys.argsort()
        check()
        keys[:] = keys[places]
        return
    keys <<= place_bits
    keys |= numbers
    check()
    keys.sort()
    check()
    np.bitwise_and(keys, (1 << place_bits) - 1, out=places)
    keys >>= place_bits
