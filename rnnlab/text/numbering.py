"""Tokens numbered in the order in which they appear, piece by piece."""

from typing import Protocol

import numpy as np

from rnnlab.config import TextConfig
from rnnlab.text.errors import TextError
from rnnlab.text.tokens import words
from rnnlab.text.vocabulary import ABSENT, IntArray, code_points

MOST_WORDS = 1_000_000
_LONGEST_LINE = 4 * 1024**2
_CODE_POINTS = 0x110000


class Numbering(Protocol):
    """Gives every distinct token the next number.

    Attributes:
        tokens: Those seen so far; a token's number is its place.
    """

    tokens: list[str]

    def ids(self, text: str) -> IntArray:
        """(N,) the numbers of the tokens of a piece, as far as they are complete."""
        ...

    def rest(self) -> IntArray:
        """(N,) the numbers of what was not complete before the end."""
        ...


def numbering(config: TextConfig) -> Numbering:
    """Numbers for the unit that is chosen."""
    return _Characters() if config.unit == "char" else _Words(config.lower_case)


class _Characters:
    """A table over all code points."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self._table = np.full(_CODE_POINTS, ABSENT, np.int32)

    def ids(self, text: str) -> IntArray:
        points = code_points(text)
        ids: IntArray = self._table.take(points, mode="clip")  # no point lies outside
        if len(ids) and ids.min() == ABSENT:
            new = np.unique(points[ids == ABSENT])
            self._table[new] = np.arange(len(self.tokens), len(self.tokens) + len(new))
            self.tokens += map(chr, new.tolist())
            ids = self._table.take(points)
        return ids

    def rest(self) -> IntArray:
        return np.empty(0, np.int32)


class _Words:
    """A dictionary; a piece is cut at its last line end, and the rest waits for the next."""

    def __init__(self, lower_case: bool) -> None:
        self.tokens: list[str] = []
        self._numbers: dict[str, int] = {}
        self._lower_case = lower_case
        self._rest = ""

    def ids(self, text: str) -> IntArray:
        text = self._rest + text
        end = text.rfind("\n") + 1 or text.rfind(" ") + 1
        if not end and len(text) > _LONGEST_LINE:
            end = len(text)
        self._rest = text[end:]
        return self._number(text[:end])

    def rest(self) -> IntArray:
        text, self._rest = self._rest, ""
        return self._number(text)

    def _number(self, text: str) -> IntArray:
        tokens = words(text, self._lower_case)
        for token in dict.fromkeys(tokens):
            if token not in self._numbers:
                self._numbers[token] = len(self.tokens)
                self.tokens.append(token)
        if len(self.tokens) > MOST_WORDS:
            raise TextError(
                f"This text has more than {MOST_WORDS:,} different words; read it as characters "
                "or take a part of it."
            )
        return np.fromiter(map(self._numbers.__getitem__, tokens), np.int32, len(tokens))
