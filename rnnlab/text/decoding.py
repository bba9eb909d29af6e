"""From bytes to characters: which encoding a text is in, and whether that was a guess."""

import codecs
from dataclasses import dataclass

from rnnlab.text.errors import TextError

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTE_ORDER_MARK = "\ufeff"

# Tab, newlines, form feed, backspace and escape occur in texts and terminal logs.
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1b"))
_MOST_CONTROL_BYTES = 0.05

# In UTF-8 a character of several bytes begins with one from here on; the others lie below.
_FIRST_OF_SEVERAL, _NEXT_OF_SEVERAL = 0xC0, 0x80

# charset-normalizer takes Western texts for Central European or Baltic ones at times. A text all
# of whose letters are these in the commonest Western encoding is in it: every other language
# of one byte a letter would have given others as well (Czech ì and ø, Polish ¹ and ³, Turkish ð).
_COMMONEST = "cp1252"
_WESTERN = frozenset("ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸÁÍÑÓÚàâäæçèéêëîïôöœùûüÿáíñóúß¡¿«»‘’“”„‚‹›–—…·•°€£§©®\u00a0")
# ... and short ones for this page of old Macintoshes.
_UNLIKELY = ["mac_latin2"]


@dataclass(frozen=True)
class Decoded:
    """Characters and how they were read.

    Attributes:
        text: The characters; every line ends in ``\\n``, a byte-order mark is gone.
        encoding: Name of the encoding (``utf-8``).
        guessed: Whether the encoding was guessed from the frequencies of characters.
    """

    text: str
    encoding: str
    guessed: bool = False


def decode(raw: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Turn the bytes of a text into characters.

    A byte-order mark decides; without one strict UTF-8 is tried, and after it the guess of
    charset-normalizer is taken.

    Args:
        raw: The whole file.
        name: What the text is called in error messages.
        encoding: Overrides all of this.

    Raises:
        TextError: The bytes are none, are not text, or do not fit the encoding.
    """
    found = _decode_bytes(raw, name, encoding)
    text = normalise_newlines(found.text.removeprefix(_BYTE_ORDER_MARK))
    if not text:
        raise TextError(f"“{name}” is empty; choose a text with something in it.")
    return Decoded(text, found.encoding, found.guessed)


def normalise_newlines(text: str) -> str:
    """End every line in ``\\n``, whether it came from Windows or an old Macintosh."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def encoding_of_mark(raw: bytes) -> str | None:
    """The encoding that a byte-order mark at the beginning tells, if there is one."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return encoding
    return None


def without_broken_end(raw: bytes) -> bytes:
    """A piece of UTF-8 without the beginning of a character that goes on after it."""
    for length in range(1, min(3, len(raw)) + 1):
        byte = raw[-length]
        if byte >= _FIRST_OF_SEVERAL:
            return raw[:-length]
        if byte < _NEXT_OF_SEVERAL:
            break
    return raw


def _decode_bytes(raw: bytes, name: str, encoding: str | None) -> Decoded:
    known = encoding or encoding_of_mark(raw)
    if known is not None:
        return Decoded(_decode_as(raw, name, known), known)
    refuse_binary(raw, name)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guess(raw, name)


def _decode_as(raw: bytes, name: str, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise TextError(
            f"“{name}” is not {encoding} text: byte {raw[error.start]:#04x} at position "
            f"{error.start:,} does not fit; choose another encoding or let it be found."
        ) from error
    except (LookupError, ValueError) as error:
        raise no_such_encoding(encoding) from error


def no_such_encoding(encoding: str) -> TextError:
    """What is said of a name that no encoding has."""
    return TextError(
        f"There is no text encoding called “{encoding}”; choose one such as utf-8, "
        "utf-16 or cp1252, or let it be found."
    )


def refuse_binary(raw: bytes, name: str) -> None:
    """Complain about bytes that are no text in any encoding of one byte or UTF-8.

    Raises:
        TextError: They contain NULs or many control characters.
    """
    if b"\0" in raw:
        raise TextError(
            f"“{name}” looks like a binary file, not a text: it contains NUL bytes; choose a "
            "text file, or name the encoding if it is UTF-16 or UTF-32."
        )
    controls = len(raw) - len(raw.translate(None, delete=_CONTROL_BYTES))
    if controls > _MOST_CONTROL_BYTES * len(raw):
        raise _not_text(name)


def _guess(raw: bytes, name: str) -> Decoded:
    encoding = guess_encoding(raw, name)
    return Decoded(_decode_as(raw, name, encoding), encoding, guessed=True)


def guess_encoding(raw: bytes, name: str) -> str:
    """The encoding that charset-normalizer finds likely for bytes that are not UTF-8.

    Raises:
        TextError: None is likely.
    """
    from charset_normalizer import from_bytes  # only foreign encodings need it

    if _looks_western(raw):
        return _COMMONEST
    matches = from_bytes(raw, cp_exclusion=_UNLIKELY)
    best = matches.best()
    if best is None:
        raise _not_text(name)
    encoding = best.encoding
    for match in matches:
        tied = (match.chaos, match.coherence) == (best.chaos, best.coherence)
        if tied and _COMMONEST in match.could_be_from_charset:
            encoding = _COMMONEST
    return encoding


def _looks_western(raw: bytes) -> bool:
    high = bytes(set(raw) - set(range(0x80)))
    return bool(high) and set(high.decode(_COMMONEST, "replace")) <= _WESTERN


def _not_text(name: str) -> TextError:
    return TextError(
        f"“{name}” looks like a binary file, not a text: most of it is in no known encoding; "
        "choose a text file, or name its encoding."
    )
