"""A text and where it came from: files, the clipboard or a generator."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rnnlab.text.decoding import Decoded, decode, normalise_newlines
from rnnlab.text.errors import TextError

__all__ = ["Decoded", "Source", "decode", "read_files", "source_from_text"]

MAXIMUM_BYTES = 512 * 1024**2  # beyond it the ids and the text no longer fit small machines


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
    """

    name: str
    text: str
    encoding: str = "utf-8"
    guessed: bool = False
    size: int = 0
    paths: tuple[Path, ...] = ()


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


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise TextError(f"“{path}” is a folder; choose the text files in it.")
        with path.open("rb") as file:
            raw = file.read(MAXIMUM_BYTES + 1)
    except FileNotFoundError as error:
        raise TextError(f"There is no file “{path}”; check its name and folder.") from error
    except PermissionError as error:
        raise TextError(
            f"“{path}” may not be read; ask for permission or choose another file."
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TextError(f"“{path}” could not be read ({reason}); choose another file.") from error
    if len(raw) > MAXIMUM_BYTES:
        raise TextError(
            f"“{path}” is larger than {MAXIMUM_BYTES // 1024**2} MB; cut it and read a part."
        )
    return raw


def _common_name(paths: Sequence[Path]) -> str:
    first, *others = (path.name for path in paths)
    if len(others) > 2:
        return f"{first} and {len(others)} more"
    return ", ".join([first, *others])


def _without_half_characters(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
