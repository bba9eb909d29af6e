"""What of a text stands, token for token, in another one."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rnnlab.text.suffixes import sort_suffixes
from rnnlab.text.tokens import END_OF_LINE, UNKNOWN, words
from rnnlab.text.vocabulary import IntArray

_LOOKED_AHEAD = 32  # tokens; most matches are shorter


@dataclass(frozen=True)
class Span:
    """A piece that stands in the training text.

    Attributes:
        start: Place of its first token in the sample.
        length: Tokens.
        place: Place of its first token in the training text, one of perhaps many; see
            `CopyIndex.places`.
    """

    start: int
    length: int
    place: int


@dataclass(frozen=True, eq=False)
class Copies:
    """For each place of a sample, the longest piece from there that the training text holds.

    Attributes:
        lengths: (M,) tokens.
        places: (M,) where it stands in the training text; −1 for length 0.
    """

    lengths: IntArray
    places: IntArray

    def share(self, length: int) -> float | None:
        """Share of the sample's n-grams of a length that the training text holds, 0 to 1.

        None if the sample is shorter than that.
        """
        count = len(self.lengths) - length + 1
        return float((self.lengths[:count] >= length).mean()) if count > 0 else None

    def longest(self) -> Span | None:
        """The longest piece, of equals the first; None if not even a token is known."""
        spans = self.spans(1)
        return max(spans, key=lambda span: span.length) if spans else None

    def spans(self, shortest: int) -> list[Span]:
        """The pieces of at least ``shortest`` tokens that are part of no longer one.

        They come in the order of the sample; neighbours may overlap.
        """
        ends = np.arange(len(self.lengths)) + self.lengths
        further = np.diff(ends, prepend=-1) > 0  # else it is the rest of the piece before
        starts = np.flatnonzero(further & (self.lengths >= max(1, shortest))).tolist()
        return [Span(i, int(self.lengths[i]), int(self.places[i])) for i in starts]


class CopyIndex:
    """Finds pieces of any length in a training text.

    It takes 5 bytes a token (6 above 256 different tokens, 8 above 65,536).

    Args:
        ids: The training text, (N,).
        order: Its suffixes as `sort_suffixes` gives them.
    """

    def __init__(self, ids: IntArray, order: IntArray) -> None:
        highest = int(ids.max(initial=0))
        self._width = 1 if highest < 2**8 else 2 if highest < 2**16 else 4
        self._highest = 2 ** (8 * self._width) - 1
        self._text = self._to_bytes(ids)
        self._order = np.ascontiguousarray(order, np.int32).data

    def compare(self, sample: IntArray) -> Copies:
        """Look for every piece of a sample, (M,)."""
        pattern = self._to_bytes(np.clip(sample, 0, self._highest))
        foreign = (sample < 0) | (sample > self._highest)
        ends = _next_true(foreign)  # no piece goes beyond what cannot be in the text
        lengths = np.zeros(len(sample), np.int32)
        places = np.full(len(sample), -1, np.int32)
        length = 0
        for start in range(len(sample)):
            end = int(ends[start]) * self._width
            length, place = self._longest_match(pattern, start * self._width, end, length - 1)
            lengths[start] = length
            places[start] = place
        return Copies(lengths, places)

    def places(self, piece: IntArray, most: int = 1_000) -> list[int]:
        """Where a piece stands in the training text: at most ``most`` places, rising."""
        if not len(piece) or piece.min() < 0 or piece.max() > self._highest:
            return []
        pattern = self._to_bytes(piece)
        first = self._lower_bound(pattern)
        found: list[int] = []
        for rank in range(first, min(first + most, len(self._order))):
            if self._beginning(rank, len(pattern)) != pattern:
                break
            found.append(self._order[rank])
        return sorted(found)

    def _longest_match(self, text: bytes, start: int, end: int, least: int) -> tuple[int, int]:
        """Longest piece of ``text`` (bytes start to end) in the index: its length and a place.

        What begins one token later than a match is known to match all but that token, so
        that ``least`` tokens are certain.
        """
        ahead = (max(0, least) + _LOOKED_AHEAD) * self._width
        while True:
            pattern = text[start : min(start + ahead, end)]
            length, place = self._match(pattern)
            if length * self._width < ahead or start + ahead >= end:
                return length, place
            ahead *= 2

    def _match(self, pattern: bytes) -> tuple[int, int]:
        """The longest beginning of a pattern lies beside the place where it belongs."""
        rank = self._lower_bound(pattern)
        best, place = 0, -1
        for neighbour in (rank, rank - 1):
            if 0 <= neighbour < len(self._order):
                beginning = self._beginning(neighbour, len(pattern))
                length = _common_prefix(pattern, beginning) // self._width
                if length > best:
                    best, place = length, self._order[neighbour]
        return best, place

    def _lower_bound(self, pattern: bytes) -> int:
        """The rank of the first suffix that is not before the pattern."""
        text, width, length = self._text, self._width, len(pattern)

        def beginning(begin: int) -> bytes:
            return text[begin * width : begin * width + length]

        return bisect_left(self._order, pattern, key=beginning)

    def _beginning(self, rank: int, length: int) -> bytes:
        begin = self._order[rank] * self._width
        return self._text[begin : begin + length]

    def _to_bytes(self, ids: npt.NDArray[np.integer]) -> bytes:
        """Each token in as many bytes, the highest first, so that bytes sort as tokens do."""
        return ids.astype(f">u{self._width}").tobytes()


def index_in_rounds(ids: IntArray) -> Iterator[CopyIndex | None]:
    """Make an index, with None in between whenever one may give up waiting."""
    for order in sort_suffixes(ids):
        yield None if order is None else CopyIndex(ids, order)


def index_text(ids: IntArray) -> CopyIndex:
    """Make the index of a training text, (N,)."""
    *_, index = index_in_rounds(ids)
    assert index is not None
    return index


def known_words(text: str, lower_case: bool = False) -> frozenset[str]:
    """The words of a text: tokens of the word unit with a letter in them."""
    return frozenset(filter(_is_word, words(text, lower_case)))


def new_words(sample: str, known: frozenset[str], lower_case: bool = False) -> list[str]:
    """The distinct words of a sample that are not known, in order of appearance.

    A word that the sample's end may have cut off is left out.
    """
    found = words(sample, lower_case)
    if sample[-1:].isalnum():
        found = found[:-1]
    return list(dict.fromkeys(word for word in found if _is_word(word) and word not in known))


def _is_word(token: str) -> bool:
    return token not in (UNKNOWN, END_OF_LINE) and any(sign.isalpha() for sign in token)


def _common_prefix(one: bytes, other: bytes) -> int:
    """How many bytes two strings have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _next_true(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For each place, the nearest marked one from there on, or the length."""
    places = np.where(marks, np.arange(len(marks)), len(marks))
    return np.minimum.accumulate(places[::-1])[::-1]
