"""Finding n-grams in sorted tables of keys.

The table of one order holds a row for each distinct n-gram, in the order of their token ids;
the *rank* of an n-gram is its row. Its key is made of the rank of its context (the n-gram
without its last token, a row of the table one order below) and its last token:

    key = rank of context × base + last token        base = vocabulary size + begin symbol

Ranks are smaller than the text is long, so keys fit 64 bits at any order, and the keys of
the tokens that follow one context are neighbours. The table of order 1 holds every token,
seen or not, so that a token's rank is its id; its context is the one n-gram of length 0.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from rnnlab.ngram.arrays import Ids, Ranks

ABSENT = -1

Kind = TypeVar("Kind", np.int64, np.bool_)


@dataclass(frozen=True, eq=False)
class Table:
    """The M distinct n-grams of one order.

    Attributes:
        keys: (M,) sorted.
        base: Vocabulary size with the begin symbol.
    """

    keys: Ranks
    base: int

    @cached_property
    def contexts(self) -> Ranks:
        """(M,) rank, one order below, of the n-gram without its last token."""
        return self.keys // self.base

    @cached_property
    def tokens(self) -> Ranks:
        """(M,) last token."""
        return self.keys - self.contexts * self.base

    def find(self, contexts: Ranks, tokens: Ranks) -> Ranks:
        """Rank (N,) of each context (N,) with its token (N,); `ABSENT` if there is no such row."""
        wanted = contexts * self.base + tokens  # An absent context makes a negative, absent key.
        # Wanted keys in rising order touch neighbouring memory: four times faster than at random.
        order = wanted.argsort()
        rising = wanted[order]
        places = self.keys.searchsorted(rising)
        places[places == len(self.keys)] = 0
        ranks = np.empty_like(wanted)
        ranks[order] = np.where(self.keys[places] == rising, places, ABSENT)
        return ranks

    def followers(self, context: int) -> slice:
        """The rows of all n-grams with this context."""
        first = bisect_left(self.searchable, context * self.base)
        # Each token has one row at most.
        end = min(first + self.base, len(self.keys))
        last = bisect_left(self.searchable, (context + 1) * self.base, first, end)
        return slice(first, last)

    def rank_after(self, context: int, token: int) -> int:
        """Rank of one n-gram by that of its context; `ABSENT` if there is no such row."""
        key = context * self.base + token
        rank = bisect_left(self.searchable, key)
        return rank if rank < len(self.keys) and self.searchable[rank] == key else ABSENT

    @cached_property
    def searchable(self) -> memoryview:
        """The keys as plain numbers: one is found faster this way than by numpy."""
        return np.ascontiguousarray(self.keys).data


def ranks_by_order(tables: Sequence[Table], tokens: Ranks) -> Iterator[Ranks]:
    """For each order, the rank of the n-gram that ends at each token.

    Args:
        tables: Those of the orders 1, 2, …
        tokens: Token ids (N,), begin symbols among them where sentences begin.

    Yields:
        Ranks (N,), `ABSENT` where the n-gram is not in the table or would begin before the
        first token. No table holds an n-gram that crosses a begin symbol.
    """
    ranks = tokens
    yield ranks
    for table in tables[1:]:
        ranks = table.find(shifted(ranks, ABSENT), tokens)
        yield ranks


def rank_of(tables: Sequence[Table], tokens: Sequence[int]) -> int:
    """The rank of one n-gram, `ABSENT` where it is not in the tables."""
    rank = 0
    for table, token in zip(tables, tokens, strict=False):
        rank = table.rank_after(rank, token)
        if rank == ABSENT:
            break
    return rank


def shifted(values: npt.NDArray[Kind], first: int | bool) -> npt.NDArray[Kind]:
    """Each place takes the value of the place before it."""
    later = np.full_like(values, first)
    later[1:] = values[:-1]
    return later


def recent(context: Ids, length: int, begin: int) -> list[int]:
    """The last ``length`` tokens of a context, fewer if it or its last sentence is shorter."""
    tokens: list[int] = context[max(0, len(context) - length) :].tolist()
    while begin in tokens[1:]:
        tokens = tokens[tokens.index(begin, 1) :]
    return tokens
