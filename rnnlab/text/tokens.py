"""How a text is cut into words, and words joined to a text again.

What one word is:

- letters, digits and ``_`` belong together, with the accents and vowel signs upon them;
- an apostrophe or a hyphen between two of them joins (``don't``, ``mother-in-law``), one at
  either end stands alone (``'tis`` and ``dogs'`` are two tokens each);
- a point between digits joins (``3.14``), and so does a comma before three (``1,000``);
- points and dashes in a row are one token (``...``, ``--``); every other sign is its own;
- spaces only separate; a line's end is the token `END_OF_LINE`;
- `UNKNOWN` and `END_OF_LINE`, where they stand in the text, stay whole.

Scripts that put no spaces between words come out in long pieces; characters suit them better.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from rnnlab.config import TextConfig
from rnnlab.text.portions import different_tokens, lines_in_portions

UNKNOWN = "<unk>"
END_OF_LINE = "<eos>"

_NO_SPACE_BEFORE = frozenset(".,;:!?)]}%…”’»/")
_NO_SPACE_AFTER = frozenset("([{“‘«$£€#/")
_TURNING_QUOTES = frozenset("\"'")


def tokenise(text: str, config: TextConfig) -> Sequence[str]:
    """The tokens of a text in the configured unit; a string is the row of its characters."""
    return text if config.unit == "char" else words(text, config.lower_case)


def words(text: str, lower_case: bool = False) -> list[str]:
    """Cut a text into words, punctuation and line ends by the rule above.

    Args:
        text: Any text; ``\\n`` ends a line.
        lower_case: Read “The” and “the” as the same word.
    """
    folded = text.lower() if lower_case else text
    different = different_tokens(folded)
    pattern = _pattern("".join(sorted(filter(_is_mark, different))))
    found: list[str] = []
    for lines in lines_in_portions(folded):
        found += pattern.findall(lines.replace("\n", f" {END_OF_LINE} "))
    return found


def split_at_spaces(text: str, lower_case: bool = False, line_ends: bool = True) -> list[str]:
    """Take a text that is already cut into tokens apart, at its spaces alone.

    Args:
        text: Tokens with spaces between them.
        lower_case: Read “The” and “the” as the same token.
        line_ends: Put an `END_OF_LINE` where a line ends.
    """
    folded = text.lower() if lower_case else text
    spaced = folded.replace("\n", f" {END_OF_LINE} " if line_ends else " ")
    return [token for token in spaced.split(" ") if token]


def split_sentences(text: str, config: TextConfig, tokenized: bool = False) -> list[list[str]]:
    """The tokens of each line that is not blank, without its end.

    Args:
        text: One sentence a line.
        config: Unit and case.
        tokenized: Words are already separated by spaces, so cut there alone.
    """
    lines = (line for line in text.split("\n") if line.strip())
    if tokenized and config.unit == "word":
        return [split_at_spaces(line, config.lower_case) for line in lines]
    return [list(tokenise(line, config)) for line in lines]


def join_words(tokens: Iterable[str]) -> str:
    """Write tokens as a person would: no space before a comma, a new line at `END_OF_LINE`.

    Straight quotation marks open and close in turn within a line. `words` cuts the result
    into the same tokens again.
    """
    pieces: list[str] = []
    open_quotes: set[str] = set()
    previous, glued = "", True
    for token in tokens:
        if token == END_OF_LINE:
            pieces.append("\n")
            open_quotes.clear()
            previous, glued = "", True
            continue
        closes, opens = _sides(token, open_quotes)
        if not glued and (not closes or _would_merge(previous, token)):
            pieces.append(" ")
        pieces.append(token)
        previous, glued = token, opens
    return "".join(pieces)


def _sides(token: str, open_quotes: set[str]) -> tuple[bool, bool]:
    """Whether a token clings to the one before it and to the one after it."""
    if token in _TURNING_QUOTES:
        closes = token in open_quotes
        open_quotes.symmetric_difference_update(token)
        return closes, not closes
    return token[0] in _NO_SPACE_BEFORE, token in _NO_SPACE_AFTER


def _would_merge(previous: str, token: str) -> bool:
    return previous[-1:] == token[0] == "."


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


@cache
def _pattern(marks: str) -> re.Pattern[str]:
    """The pattern of one token; `re` has no name for the combining marks, so they are listed."""
    # Soft hyphens and the (non-)joiners of Persian and Hindi stand inside words, too.
    letter = rf"[\w\u00ad\u200c\u200d{marks}]"
    inner = rf"['’\-](?={letter})|(?<=\d)(?:\.(?=\d)|,(?=\d\d\d(?!\d)))"
    specials = "|".join(map(re.escape, (UNKNOWN, END_OF_LINE)))
    return re.compile(rf"{letter}+(?:(?:{inner}){letter}+)*|{specials}|\.\.+|--+|[^\w\s]")
