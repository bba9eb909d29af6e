"""Rows of numbers over training, bounded in number without losing an extreme."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

MOST_ROWS = 2**15
_ROOM = 1_024  # rows, to begin with
_THINNED = 0.75  # share of `MOST_ROWS` that may be left after thinning
_LARGEST = 2.0**53  # up to here every whole number is a float


class Table:
    """Rows of numbers under named columns, whole numbers in ascending order in the first.

    Up to `MOST_ROWS` every row is kept. Then the table is thinned: the first column is cut
    into buckets of `width`, and `telling_rows` of each stay. The lowest and the highest value
    of every bucket stay what and where they were; only rows between them go. What is added
    later is whole again until the table is full the next time. When that is not enough the
    buckets become twice as wide.

    Adding a row costs constant time on average. A short table is small; one that outgrows its
    first room takes all the memory that it will ever have at once, so that hours of training
    do not look like a leak.

    Attributes:
        columns: Their names.
        width: Of a bucket, in units of the first column.
    """

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self.width = 1
        self._data = np.empty((_ROOM, len(columns)), dtype=np.float64)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, row: tuple[float, ...]) -> None:
        """Add a row; when the first room is full there comes the whole."""
        if self._length == MOST_ROWS:
            self._thin()
        if self._length == len(self._data):
            self._move_to_whole_room(self.rows())
        self._data[self._length] = row
        self._length += 1

    def column(self, name: str) -> FloatArray:
        """A view of one column, (rows,); it must not be changed, and is not by what comes later."""
        return self._data[: self._length, self.columns.index(name)]

    def rows(self) -> FloatArray:
        """A view of all rows, (rows, columns)."""
        return self._data[: self._length]

    def load(self, rows: FloatArray, width: int = 1) -> bool:
        """Replace the content; what does not ascend is passed over.

        Args:
            rows: (rows, columns).
            width: Of the buckets that they were thinned to.

        Returns:
            Whether they were taken.
        """
        rows = np.array(rows, dtype=np.float64).reshape(-1, len(self.columns))
        places = rows[:, 0]
        usable = (places >= 0) & (places <= _LARGEST) & (np.diff(places, prepend=-1.0) > 0)
        if not usable.all():
            return False
        self.width = width
        self._data = rows if len(rows) else np.empty((_ROOM, len(self.columns)))
        self._length = len(rows)
        if self._length > MOST_ROWS:
            self._thin()
        return True

    def _thin(self) -> None:
        """Let go what lies between extremes, in a new array: views of the old one stay true."""
        rows = telling_rows(self.rows(), self.width)
        while len(rows) > _THINNED * MOST_ROWS:
            self.width *= 2
            rows = telling_rows(rows, self.width)
        self._move_to_whole_room(rows)

    def _move_to_whole_room(self, rows: FloatArray) -> None:
        """Go on with these rows in a new array, which is filled: the system gives it now."""
        self._data = np.full((MOST_ROWS, len(self.columns)), np.nan)
        self._data[: len(rows)] = rows
        self._length = len(rows)


def telling_rows(rows: FloatArray, width: int) -> FloatArray:
    """The rows that draw the same outline: in each bucket the first, the last and the extremes.

    Of equal extremes the first stays, so that thinning by 2 and then by 4 gives what thinning
    by 4 at once gives. Infinite values are extremes; NaN is none.

    Args:
        rows: (rows, columns), ascending in the first column.
        width: A bucket holds the rows whose first number, divided by this and rounded down,
            is the same.

    Returns:
        (kept, columns) with at most 2 · columns + 2 rows a bucket, in their order.
    """
    if not len(rows):
        return rows
    buckets = rows[:, 0] // width
    starts = np.flatnonzero(np.append(True, buckets[1:] != buckets[:-1]))
    keep = np.zeros(len(rows), dtype=np.bool_)
    keep[starts] = True
    keep[np.append(starts[1:], len(rows)) - 1] = True
    for values in rows.T:
        for lowest_or_highest in (np.fmin, np.fmax):
            keep[_first_hits(values, lowest_or_highest.reduceat(values, starts), starts)] = True
    return rows[keep]


def _first_hits(
    values: FloatArray, wanted: FloatArray, starts: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Where each bucket first has the value wanted of it; buckets that never have it are out."""
    sizes = np.diff(np.append(starts, len(values)))
    hits = np.flatnonzero(values == np.repeat(wanted, sizes))
    _, first = np.unique(np.searchsorted(starts, hits, side="right"), return_index=True)
    return hits[first]
