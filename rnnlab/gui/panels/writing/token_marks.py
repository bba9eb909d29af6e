"""Where the tokens of a written text stand on the screen, and how likely they were."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rnnlab.gui.desks.drafts import Slice

IntArray = npt.NDArray[np.int32]
_COLUMN_TYPES = np.dtype(
    [("start", "i4"), ("end", "i4"), ("place", "i4"), ("probability", "f4"), ("chance", "f4")]
)


class Mark(NamedTuple):
    """A token on the screen.

    Attributes:
        start, end: Positions in the document.
        place: In the manuscript.
        probability: To the model itself.
        chance: With which it was drawn.
    """

    start: int
    end: int
    place: int
    probability: float
    chance: float


class TokenMarks:
    """The tokens that a view holds, in order; what was typed by hand has none."""

    def __init__(self) -> None:
        self._rows = np.empty(1_024, _COLUMN_TYPES)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Mark:
        start, end, place, probability, chance = self._rows[: self._count][index].tolist()
        return Mark(start, end, place, probability, chance)

    @property
    def starts(self) -> IntArray:
        """(N,) positions, rising."""
        return self._column("start")

    @property
    def ends(self) -> IntArray:
        """(N,) positions, rising."""
        return self._column("end")

    @property
    def places(self) -> IntArray:
        """(N,) in the manuscript, rising."""
        return self._column("place")

    @property
    def probabilities(self) -> npt.NDArray[np.float32]:
        """(N,) to the model itself."""
        probabilities: npt.NDArray[np.float32] = self._rows["probability"][: self._count]
        return probabilities

    def append(self, written: Slice, begin: int, breaks: list[int]) -> None:
        """Add the tokens of a slice.

        Args:
            written: The slice.
            begin: Position of its first character.
            breaks: Characters of it before which a line end of the screen was put.
        """
        after = written.lengths.cumsum()
        before = after - written.lengths
        new = np.empty(len(after), _COLUMN_TYPES)
        new["start"] = begin + before + np.searchsorted(breaks, before, side="right")
        new["end"] = begin + after + np.searchsorted(breaks, after, side="left")
        new["place"] = written.first + np.arange(len(after))
        new["probability"], new["chance"] = written.probabilities, written.chances
        self._make_room(len(new))
        self._rows[self._count : self._count + len(new)] = new
        self._count += len(new)

    def cut_front(self, length: int) -> None:
        """The first ``length`` characters of the document are gone."""
        first = int(self.starts.searchsorted(length))
        kept = self._rows[first : self._count].copy()
        kept["start"] -= length
        kept["end"] -= length
        self._count = len(kept)
        self._rows[: self._count] = kept

    def cut_back(self, position: int) -> None:
        """What stands after a position of the document is no more what was written."""
        self._count = int(self.ends.searchsorted(position, side="right"))

    def at(self, position: int) -> int | None:
        """Index of the token that holds the character at a position."""
        index = int(self.starts.searchsorted(position, side="right")) - 1
        return index if index >= 0 and position < self.ends[index] else None

    def between(self, first: int, last: int) -> range:
        """Indices of the tokens with a character from ``first`` to before ``last``."""
        begin = int(self.ends.searchsorted(first, side="right"))
        return range(begin, int(self.starts.searchsorted(last)))

    def _column(self, name: str) -> IntArray:
        column: IntArray = self._rows[name][: self._count]
        return column

    def _make_room(self, count: int) -> None:
        if self._count + count > len(self._rows):
            rows = np.empty(2 * (self._count + count), _COLUMN_TYPES)
            rows[: self._count] = self._rows[: self._count]
            self._rows = rows
