"""Where the tokens of a written text stand on the screen, and how likely they were."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rnnlab.gui.desks.drafts import Slice

IntArray = npt.NDArray[np.int32]
# Columns of their own, searched in their own type: nothing is copied, however long the text.
_KINDS = {"start": "i4", "end": "i4", "place": "i4", "probability": "f4", "chance": "f4"}


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
        self._columns = {name: np.empty(1_024, kind) for name, kind in _KINDS.items()}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Mark:
        return Mark(*(self._column(name)[index].item() for name in _KINDS))

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
        return self._column("probability")

    def append(self, written: Slice, begin: int, breaks: list[int]) -> None:
        """Add the tokens of a slice.

        Args:
            written: The slice.
            begin: Position of its first character.
            breaks: Characters of it before which a line end of the screen was put.
        """
        after = written.lengths.cumsum()
        before = after - written.lengths
        # The space before a word is no part of it.
        spaced = np.array([written.text[place] == " " for place in before.tolist()], bool)
        before = before + (spaced & (written.lengths > 1))
        new = {
            "start": begin + before + np.searchsorted(breaks, before, side="right"),
            "end": begin + after + np.searchsorted(breaks, after, side="left"),
            "place": written.first + np.arange(len(after)),
            "probability": written.probabilities,
            "chance": written.chances,
        }
        self._make_room(len(after))
        for name, values in new.items():
            self._columns[name][self._count : self._count + len(after)] = values
        self._count += len(after)

    def cut_front(self, length: int) -> None:
        """The first ``length`` characters of the document are gone."""
        first = int(self.starts.searchsorted(np.int32(length)))
        kept = self._count - first
        for name, column in self._columns.items():
            column[:kept] = column[first : self._count].copy()
            if name in ("start", "end"):
                column[:kept] -= length
        self._count = kept

    def cut_back(self, position: int) -> None:
        """What stands after a position of the document is no more what was written."""
        self._count = int(self.ends.searchsorted(np.int32(position), side="right"))

    def at(self, position: int) -> int | None:
        """Index of the token that holds the character at a position."""
        index = int(self.starts.searchsorted(np.int32(position), side="right")) - 1
        return index if index >= 0 and position < self.ends[index] else None

    def between(self, first: int, last: int) -> range:
        """Indices of the tokens with a character from ``first`` to before ``last``."""
        begin = int(self.ends.searchsorted(np.int32(first), side="right"))
        return range(begin, int(self.starts.searchsorted(np.int32(last))))

    def _column(self, name: str) -> npt.NDArray[Any]:
        return self._columns[name][: self._count]

    def _make_room(self, count: int) -> None:
        for name, column in self._columns.items():
            if self._count + count > len(column):
                larger = np.empty(2 * (self._count + count), column.dtype)
                larger[: self._count] = column[: self._count]
                self._columns[name] = larger
