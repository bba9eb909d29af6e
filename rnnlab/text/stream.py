"""A text read piece by piece, so that it need never be in memory as a whole."""

import codecs
import io
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rnnlab.text.decoding import (
    decode,
    encoding_of_mark,
    no_such_encoding,
    refuse_binary,
    without_broken_end,
)
from rnnlab.text.errors import TextError

PIECE_BYTES = 1024**2
_MARK = "\ufeff"
_MAY_HOLD_NULS = ("utf-16", "utf-32")


@dataclass(frozen=True)
class Piece:
    """Some characters of a text, and how far in the files they end.

    Attributes:
        text: Every line ends in ``\\n``; a carriage return at a piece's end comes with the next.
        bytes_read: From the first file's beginning.
    """

    text: str
    bytes_read: int


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """A file opened to be read.

    Raises:
        TextError: It is missing, a folder, a pipe or a device, forbidden or damaged; also while
            it is read.
    """
    try:
        if path.is_dir():
            raise TextError(f"“{path}” is a folder; choose the text files in it.")
        _require_file(path)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise TextError(f"There is no file “{path}”; check its name and folder.") from error
    except PermissionError as error:
        raise TextError(
            f"“{path}” may not be read; ask for permission or choose another file."
        ) from error
    except UnicodeError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TextError(f"“{path}” could not be read ({reason}); choose another file.") from error


def _require_file(path: Path) -> None:
    """Complain about what has no end, or one that nobody knows; opening it might wait for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise TextError(
            f"“{path}” is a pipe or a device, not a file; write what it gives into a file and "
            "open that."
        )


def find_encoding(path: Path) -> tuple[str, bool]:
    """The encoding of a file judged by its first piece, and whether that was a guess.

    Raises:
        TextError: It cannot be read, is empty, or is no text.
    """
    with reading(path) as file:
        beginning = file.read(PIECE_BYTES)
    marked = encoding_of_mark(beginning)
    if marked is not None:
        return marked, False
    found = decode(without_broken_end(beginning), path.name)
    return found.encoding, found.guessed


def read_pieces(paths: Sequence[Path], encoding: str) -> Iterator[Piece]:
    """The characters of some files, joined with newlines.

    Args:
        paths: At least one.
        encoding: Of all of them.

    Raises:
        TextError: A file cannot be read, is no text, or does not fit the encoding.
        UnicodeDecodeError: It is not UTF-8 although it began so; its ``start`` is no place in
            the file.
    """
    bytes_read = 0
    for number, path in enumerate(paths):
        if number:
            yield Piece("\n", bytes_read)
        for text, length in _pieces_of_file(path, encoding):
            bytes_read += length
            yield Piece(text, bytes_read)


def _pieces_of_file(path: Path, encoding: str) -> Iterator[tuple[str, int]]:
    decoder = _decoder(encoding)
    first = True
    with reading(path) as file:
        while raw := file.read(PIECE_BYTES):
            if first or b"\0" in raw:
                _refuse_binary(raw, encoding, path.name)
            text = decoder.decode(raw)
            yield (text.removeprefix(_MARK) if first else text), len(raw)
            first = False
        yield decoder.decode(b"", final=True), 0


def _refuse_binary(raw: bytes, encoding: str, name: str) -> None:
    if not encoding.startswith(_MAY_HOLD_NULS):
        refuse_binary(raw, name)


def _decoder(encoding: str) -> io.IncrementalNewlineDecoder:
    """Turns bytes into characters and every line's end into a newline, piece by piece."""
    try:
        with suppress(UnicodeDecodeError):
            b" ".decode(encoding)  # refuses what is no encoding of texts, such as zlib
        decoder = codecs.getincrementaldecoder(encoding)("strict")
    except (LookupError, ValueError) as error:
        raise no_such_encoding(encoding) from error
    return io.IncrementalNewlineDecoder(decoder, translate=True)
