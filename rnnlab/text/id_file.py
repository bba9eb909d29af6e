"""A long row of ids in a file, in the smallest numbers that hold them."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from rnnlab.text.errors import TextError
from rnnlab.text.vocabulary import IntArray

_DTYPES = (np.uint8, np.int16, np.int32)  # kinds that torch has as well
_PIECE = 1024**2


class IdFile:
    """Ids that are appended, counted, renumbered and at last mapped into memory.

    The file has no name (where the system allows that), so that it is gone with its last user
    even after a crash.

    Args:
        folder: Where the file lies; it is made if it is not there.

    Raises:
        TextError: The folder cannot be written or has no room; also when ids are written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._dtype: npt.DTypeLike = _DTYPES[0]
        self._file = self._new_file()
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def close(self) -> None:
        """Let the file go; what is mapped stays."""
        self._file.close()

    def append(self, ids: IntArray, highest: int) -> None:
        """Add ids (N,), of which none, now and before, is above ``highest``."""
        self.make_room_for(highest)
        self._write(ids.astype(self._dtype))
        self._length += len(ids)

    def make_room_for(self, highest: int) -> None:
        """Take wider numbers if the present ones end below ``highest``."""
        if highest > np.iinfo(np.dtype(self._dtype)).max:
            self._widen(next(kind for kind in _DTYPES if highest <= np.iinfo(kind).max))

    def counts(self, start: int, stop: int, length: int) -> npt.NDArray[np.int64]:
        """(length,) how often each id occurs from ``start`` to before ``stop``."""
        total = np.zeros(length, np.int64)
        for piece in self._pieces(start, stop):
            total += np.bincount(piece, minlength=length)
        return total

    def renumber(self, new: IntArray) -> None:
        """Put ``new[id]`` in the place of every id."""
        table = new.astype(self._dtype)
        place = 0
        for piece in self._pieces(0, self._length):
            self._seek(place)
            self._write(table.take(piece, mode="clip"))  # no id lies outside
            place += len(piece)

    def mapped(self) -> npt.NDArray[Any]:
        """All ids (N,) as an array whose pages are read when they are looked at."""
        self._file.flush()
        # Copy-on-write: nobody writes, but torch takes no array that cannot be written.
        return np.memmap(self._file, self._dtype, mode="c", shape=(self._length,))

    def _pieces(self, start: int, stop: int) -> Iterator[npt.NDArray[Any]]:
        width = np.dtype(self._dtype).itemsize
        while start < stop:
            self._seek(start)
            raw = self._file.read(min(_PIECE, stop - start) * width)
            piece = np.frombuffer(raw, self._dtype)
            yield piece
            start += len(piece)

    def _widen(self, dtype: npt.DTypeLike) -> None:
        narrow, wide = self._file, self._new_file()
        for piece in self._pieces(0, self._length):
            _write(wide, piece.astype(dtype), self._folder)
        narrow.close()
        self._file, self._dtype = wide, dtype

    def _seek(self, place: int) -> None:
        self._file.seek(place * np.dtype(self._dtype).itemsize)

    def _write(self, ids: npt.NDArray[Any]) -> None:
        _write(self._file, ids, self._folder)

    def _new_file(self) -> IO[bytes]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return TemporaryFile(dir=self._folder, prefix="text-", suffix=".ids", buffering=0)
        except OSError as error:
            raise _no_room(self._folder, error) from error


def _write(file: IO[bytes], ids: npt.NDArray[Any], folder: Path) -> None:
    left = memoryview(ids.tobytes())
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        raise _no_room(folder, error) from error


def _no_room(folder: Path, error: OSError) -> TextError:
    return TextError(
        f"A text of this size is kept encoded in “{folder}”, which could not be written "
        f"({error.strerror}); make room there or take a part of the text."
    )
