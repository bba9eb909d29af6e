"""All suffixes of a text in their order, by which any piece of it is found at once.

Prefix doubling (Manber and Myers, 1993): suffixes sorted by their first h tokens are sorted by
the first 2 h with what is known of the suffix h places on. As Larsson and Sadakane (2007) do,
only those that are still equal to another are sorted again; of natural text few are left after
two or three rounds.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rnnlab.text.vocabulary import IntArray

_KEY_BITS = 62
_Ranks = npt.NDArray[np.int64]


def sort_suffixes(ids: IntArray) -> Iterator[IntArray | None]:
    """Sort the suffixes of a text; a suffix that begins another one comes before it.

    It takes about 40 bytes a token while it works, and n log n comparisons in each of at most
    log n rounds.

    Args:
        ids: The text, (N,), no id below 0.

    Yields:
        None before and after each sorting, so that whoever waits may give up, then the place
        where each suffix begins, (N,).
    """
    keys, known = _first_keys(ids)
    yield None
    suffixes = keys.argsort()
    yield None
    places = np.arange(len(ids))  # in the order, of the suffixes not yet in their own place
    ranks = np.zeros(len(ids) + 1, np.int64)  # by suffix: 1 + first place of its equals; end 0
    order = np.empty(len(ids), np.int32)
    rising = keys[suffixes]
    del keys
    while True:
        order[places] = suffixes
        first = _first_of_equals(rising)
        ranks[suffixes] = places[first] + 1
        yield None
        open_ones = _with_equals(first)
        places, suffixes = places[open_ones], suffixes[open_ones]
        yield None
        if not len(places):
            break
        keys = ranks[suffixes] * (len(ids) + 1) + ranks[np.minimum(suffixes + known, len(ids))]
        yield None
        again = keys.argsort()
        yield None
        suffixes, rising = suffixes[again], keys[again]
        known *= 2
    yield order


def _first_keys(ids: IntArray) -> tuple[_Ranks, int]:
    """A number for the first tokens of each suffix, (N,), and how many tokens it holds."""
    base = int(ids.max(initial=0)) + 2  # 0 stands for the end
    known = max(1, int(_KEY_BITS / np.log2(base)))
    padded = np.zeros(len(ids) + known, np.int64)
    padded[: len(ids)] = ids
    padded[: len(ids)] += 1
    keys = np.zeros(len(ids), np.int64)
    for offset in range(known):
        keys *= base
        keys += padded[offset : offset + len(ids)]
    return keys, known


def _first_of_equals(rising: _Ranks) -> npt.NDArray[np.int64]:
    """For each of the sorted keys, the index of the first one equal to it."""
    index = np.arange(len(rising))
    index[1:][rising[1:] == rising[:-1]] = 0
    return np.maximum.accumulate(index)


def _with_equals(first: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which keys are equal to another."""
    begins: npt.NDArray[np.bool_] = first == np.arange(len(first))
    shared = np.logical_not(begins)
    shared[:-1] |= ~begins[1:]
    return shared
