"""A text and where it came from: files, the clipboard or a generator."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rnnlab.text.decoding import Decoded, decode, normalise_newlines
from rnnlab.text.errors import TextError
from rnnlab.text.stream import find_encoding, read_pieces, reading

__all__ = ["Decoded", "Source", "decode", "open_files", "read_files", "source_from_text"]

MAXIMUM_BYTES = 512 * 1024**2  # beyond it the ids and the text no longer fit small machines
MOST_IN_MEMORY = 16 * 1024**2  # what is larger is read piece by piece, where that is possible
BEGINNING = 10_000


@dataclass(frozen=True)
class Source:
    """A text and where it came from.

    Attributes:
        name: What it is called on screen and in run files.
        text: The characters; every line ends in ``\\n``.
        encoding: How the file was read; several, joined by commas, if the files differ.
        guessed: Whether an encoding had to be guessed, so that a person should look.
        size: Bytes that were read.
        paths: The files it was read from; none for a pasted or generated text.
        whole: Whether `text` is all of it; else it is the beginning, and the files are read
            piece by piece when they are encoded.
        characters: Their number, where not all of them are in `text` and they are counted.
    """

    name: str
    text: str
    encoding: str = "utf-8"
    guessed: bool = False
    size: int = 0
    paths: tuple[Path, ...] = ()
    whole: bool = True
    characters: int | None = None

    @property
    def length(self) -> int:
        """Characters in all of it, as far as it is known."""
        return len(self.text) if self.characters is None else self.characters


def read_files(paths: Sequence[Path], encoding: str | None = None) -> Source:
    """Read one text from a file, or from several joined with a newline.

    Args:
        paths: At least one file, in the order in which they are joined.
        encoding: Encoding of all of them; by default each is found out by `decode`.

    Raises:
        TextError: A file is missing, a folder, forbidden, too large, empty or not text.
    """
    if not paths:
        raise TextError("No file was given; choose at least one text file.")
    raws = [_read_bytes(path) for path in paths]
    parts = [decode(raw, path.name, encoding) for raw, path in zip(raws, paths, strict=True)]
    return Source(
        name=_common_name(paths),
        text="\n".join(part.text for part in parts),
        encoding=", ".join(dict.fromkeys(part.encoding for part in parts)),
        guessed=any(part.guessed for part in parts),
        size=sum(map(len, raws)),
        paths=tuple(paths),
    )


def open_files(paths: Sequence[Path], encoding: str | None = None) -> Source:
    """Like `read_files`, but of large files only the beginning is read.

    Raises:
        TextError: A file is missing, a folder, forbidden, empty or not text.
    """
    sizes = [_regular_size(path) for path in paths]
    if sum(sizes) <= MOST_IN_MEMORY or not all(sizes):
        return read_files(paths, encoding)
    guesses = [(encoding, False) if encoding else find_encoding(path) for path in paths]
    found = dict.fromkeys(name for name, _ in guesses)
    if len(found) > 1:
        raise TextError(
            f"These large files are in different encodings ({', '.join(found)}); open them one "
            "by one."
        )
    (known,) = found
    return Source(
        name=_common_name(paths),
        text=_beginning(paths, known),
        encoding=known,
        guessed=any(guessed for _, guessed in guesses),
        size=sum(sizes),
        paths=tuple(paths),
        whole=False,
    )


def source_from_text(text: str, name: str) -> Source:
    """A text that was pasted or generated.

    Half characters (lone surrogates), which some clipboards and command lines hand over,
    become U+FFFD, since no file or screen could take them.

    Raises:
        TextError: The text is empty.
    """
    if not text:
        raise TextError(f"“{name}” is empty; paste or choose a text with something in it.")
    whole = normalise_newlines(_without_half_characters(text))
    return Source(name=name, text=whole, size=len(whole.encode()))


def _beginning(paths: Sequence[Path], encoding: str) -> str:
    try:
        return next(read_pieces(paths, encoding)).text[:BEGINNING]
    except UnicodeDecodeError as error:
        raise TextError(
            f"“{_common_name(paths)}” is not {encoding} text: its beginning does not fit; choose "
            "another encoding or let it be found."
        ) from error


def _read_bytes(path: Path) -> bytes:
    with reading(path) as file:
        raw = file.read(MAXIMUM_BYTES + 1)
    if len(raw) > MAXIMUM_BYTES:
        raise TextError(
            f"“{path}” is larger than {MAXIMUM_BYTES // 1024**2} MB; cut it and read a part."
        )
    return raw


def _regular_size(path: Path) -> int:
    """Bytes of a file; 0 if it is none."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):  # reading it will tell
        return 0


def _common_name(paths: Sequence[Path]) -> str:
    first, *others = (path.name for path in paths)
    if len(others) > 2:
        return f"{first} and {len(others)} more"
    return ", ".join([first, *others])


def _without_half_characters(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
