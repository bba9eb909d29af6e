"""What a unit might keep track of: simple features of a text, one number a token."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.config import Unit
from rnnlab.probes.result import FloatArray
from rnnlab.text.tokens import END_OF_LINE, UNKNOWN

LINE_ENDS = frozenset(("\n", END_OF_LINE))
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_VOWELS = frozenset("aeiouyAEIOUY")
_CURLY_QUOTES = frozenset("“”")


@dataclass(frozen=True)
class Feature:
    """A property of a text after each token has been read.

    Attributes:
        name: What to call it, ``inside quotes``.
        values: (T,); of a yes-or-no feature 0 and 1.
    """

    name: str
    values: FloatArray


def text_features(tokens: Sequence[str], unit: Unit) -> tuple[Feature, ...]:
    """The features of a text that differ from place to place.

    A value belongs to the moment after its token: the opening quotation mark is already
    inside, the closing one no longer. Left out are features with the same value everywhere,
    with which nothing can be correlated.

    Args:
        tokens: The tokens that were read, T of them.
        unit: What a token is.
    """
    found = [
        Feature("inside quotes", _numbers(_quotes(tokens))),
        Feature("bracket depth", _numbers(_depths(tokens))),
        Feature("position in line", _numbers(_positions(tokens))),
        *(Feature(name, _numbers(map(test, tokens))) for name, test in _classes(unit)),
    ]
    if unit == "char":
        found.append(Feature("word start", _numbers(_word_starts(tokens))))
    return tuple(feature for feature in found if len(set(feature.values.tolist())) > 1)


def _numbers(values: Iterator[float]) -> FloatArray:
    return np.fromiter(values, dtype=np.float64)


def _quotes(tokens: Sequence[str]) -> Iterator[bool]:
    """Straight double quotes turn; curly ones open and close; an empty line closes all."""
    inside, before = False, ""
    for token in tokens:
        if token == '"':
            inside = not inside
        elif token in _CURLY_QUOTES:
            inside = token == "“"
        elif token in LINE_ENDS and before in LINE_ENDS:
            inside = False
        before = token
        yield inside


def _depths(tokens: Sequence[str]) -> Iterator[int]:
    """Round, square and curly brackets alike; one that closes nothing is passed over."""
    depth = 0
    for token in tokens:
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth = max(0, depth - 1)
        yield depth


def _positions(tokens: Sequence[str]) -> Iterator[int]:
    """Tokens since the line began: 1 for its first, 0 for the line end itself."""
    position = 0
    for token in tokens:
        position = 0 if token in LINE_ENDS else position + 1
        yield position


def _word_starts(tokens: Sequence[str]) -> Iterator[bool]:
    before = ""
    for token in tokens:
        yield token.isalnum() and not before.isalnum()
        before = token


def _classes(unit: Unit) -> tuple[tuple[str, Callable[[str], bool]], ...]:
    """Kinds of a token; a word is told by its first character."""
    common: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("upper case", lambda token: token[:1].isupper()),
        ("digit", lambda token: token[:1].isdigit()),
        ("punctuation", _is_punctuation),
        ("line end", lambda token: token in LINE_ENDS),
    )
    if unit == "word":
        return common
    return (
        ("letter", str.isalpha),
        ("vowel", lambda token: token in _VOWELS),
        ("space", lambda token: token == " "),
        *common,
    )


def _is_punctuation(token: str) -> bool:
    first = token[:1]
    named = token in (END_OF_LINE, UNKNOWN)
    return bool(first) and not (named or first.isalnum() or first.isspace() or first == "_")
