"""Back-off models from ARPA files, as KenLM, SRILM and other tools write them.

A file is read once, piece by piece: what is kept is 24 bytes for each n-gram and its words.

- Columns may be separated by tabs or spaces; a missing back-off weight is 1.
- A logarithm of −99 or less, the customary one of 0, is read as 0.
- ``<s>`` is the begin symbol and ``</s>`` a token. A file without ``<unk>`` is a closed
  vocabulary: the token is added with probability 0.
- ``<U+0020>`` is the token that consists of a space, as `write_arpa` has it.
- An n-gram must stand after its own beginning: “a b c” needs “a b”, as the format has it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np

from rnnlab.ngram.arpa import BEGIN, END
from rnnlab.ngram.arrays import Floats, Ranks
from rnnlab.ngram.backoff import BackoffLevel, BackoffModel
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.lookup import ABSENT
from rnnlab.text.regular_file import open_regular
from rnnlab.text.stopping import Check, never

UNKNOWN = "<unk>"
HIGHEST_ORDER = 8
MOST_NGRAMS = 50_000_000
LONGEST_LINE = 65_536
LEAST_LOGARITHM = -99.0

_AT_ONCE = 20_000
_SPECIAL = (BEGIN, END, UNKNOWN)
_MANY = 10
_ESCAPE = re.compile(r"<U\+([0-9A-F]{4,6})>")
_COLUMNS = re.compile(r"[ \t]+")  # Other white space may be a token of its own.
_ANNOUNCEMENT = re.compile(r"ngram\s+(\d{1,9})\s*=\s*(\d{1,18})")

Row = tuple[float, tuple[str, ...], float]


@dataclass(frozen=True, eq=False)
class ArpaModel:
    """What a file holds.

    Attributes:
        model: The model; its ids are places in ``tokens``. The probabilities after a context
            sum to 1 only as exactly as the file has them.
        tokens: The vocabulary (V,), ``</s>`` and ``<unk>`` included.
        unknown: Id of ``<unk>``.
        end: Id of ``</s>``; None in a file without it.
    """

    model: BackoffModel
    tokens: tuple[str, ...]
    unknown: int
    end: int | None

    def check_unit(self, unit: Literal["char", "word"]) -> None:
        """Raise `NgramError` if the tokens are plainly not characters, or plainly not words."""
        plain = [token for token in self.tokens if token not in _SPECIAL]
        longer = next((token for token in plain if len(token) > 1), None)
        if unit == "char" and longer is not None:
            raise NgramError(
                f"The ARPA file counts words such as “{longer}”, not characters; choose words."
            )
        if unit == "word" and longer is None and len(plain) >= _MANY:
            raise NgramError("The ARPA file counts characters, not words; choose characters.")


def read_arpa(path: Path, check: Check = never) -> ArpaModel:
    """Read a model.

    Args:
        path: The file.
        check: Called every now and then; it may raise to end the reading.

    Raises:
        NgramError: There is no such file, it is not an ARPA file or damaged, or its order is
            above 8.
    """
    try:
        with open_regular(path) as file:
            return _Reading(path.name, file, check).model()
    except OSError as error:
        raise NgramError(f"“{path}” cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # a name that no file can have
        raise NgramError(f"“{path}” cannot be read: {error}.") from error


class _Reading:
    """One pass through a file."""

    def __init__(self, name: str, file: BinaryIO, check: Check) -> None:
        self._check = check
        self._name = name
        self._file = file
        self._line = 0
        self._ids: dict[str, int] = {}
        self._with_begin: dict[str, int] = {}

    def model(self) -> ArpaModel:
        announced = self._announcement()
        first, weights = self._single_tokens(announced[0])
        levels = [first]
        for order, number in enumerate(announced[1:], start=2):
            self._expect(f"\\{order}-grams:")
            if number and order > len(levels) + 1:
                raise self._complaint(f"it has {order}-grams and none that are shorter by one")
            level, weights = self._level(levels, weights, order, number)
            levels += [level] if number else []
        self._expect("\\end\\")
        tokens = tuple(map(_plain, self._ids))
        if len(set(tokens)) < len(tokens):
            raise self._complaint("two of its tokens are the same")
        model = BackoffModel(len(tokens), tuple(levels), interpolated=False)
        return ArpaModel(model, tokens, self._ids[UNKNOWN], self._ids.get(END))

    def _announcement(self) -> list[int]:
        """How many n-grams of each order the file says it has."""
        if self._next_text(anything_before=True) != "\\data\\":
            raise NgramError(f"“{self._name}” is not an ARPA file; choose another one.")
        numbers: list[int] = []
        for text in iter(self._next_text, "\\1-grams:"):
            match = _ANNOUNCEMENT.fullmatch(text)
            if match is None or int(match[1]) != len(numbers) + 1:
                raise self._complaint("the list of its sizes is damaged")
            numbers.append(int(match[2]))
            if len(numbers) > HIGHEST_ORDER:
                raise self._complaint(f"its order is above {HIGHEST_ORDER}")
        if not numbers or sum(numbers) > MOST_NGRAMS:
            raise self._complaint(f"it announces no n-grams, or more than {MOST_NGRAMS:,}")
        return numbers

    def _single_tokens(self, number: int) -> tuple[BackoffLevel, Floats]:
        probabilities: list[float] = []
        weights: list[float] = []
        begin = 1.0
        for probability, (word,), weight in self._rows(1, number):
            if word == BEGIN:
                begin = weight
                continue
            word = UNKNOWN if word == "<UNK>" else word
            if word in self._ids:
                raise self._complaint(f"“{word}” is there twice")
            self._ids[word] = len(self._ids)
            probabilities.append(probability)
            weights.append(weight)
        if UNKNOWN not in self._ids:
            self._ids[UNKNOWN] = len(self._ids)
            probabilities.append(0.0)
            weights.append(1.0)
        if not any(probabilities):
            raise self._complaint("none of its tokens can occur")
        base = len(self._ids) + 1
        self._with_begin = {**self._ids, BEGIN: base - 1, "<UNK>": self._ids[UNKNOWN]}
        found = np.array([*probabilities, 0.0])
        level = BackoffLevel(np.arange(base), base, found, np.zeros(1))
        return level, np.array([*weights, begin])

    def _level(
        self, levels: list[BackoffLevel], lower: Floats, order: int, number: int
    ) -> tuple[BackoffLevel, Floats]:
        """The n-grams of one order, sorted, and their own weights for the order above."""
        keys, probabilities, weights = [np.empty(0, np.int64)], [np.empty(0)], [np.empty(0)]
        rows = self._rows(order, number)
        while piece := list(islice(rows, _AT_ONCE)):
            keys.append(self._keys(levels, [words for _, words, _ in piece]))
            probabilities.append(np.array([probability for probability, _, _ in piece]))
            weights.append(np.array([weight for _, _, weight in piece]))
        found = np.concatenate(keys)
        rising = found.argsort()
        if np.any(np.diff(found[rising]) == 0):
            raise self._complaint(f"one of its {order}-grams is there twice")
        base = levels[0].base
        level = BackoffLevel(found[rising], base, np.concatenate(probabilities)[rising], lower)
        return level, np.concatenate(weights)[rising]

    def _keys(self, levels: list[BackoffLevel], ngrams: list[tuple[str, ...]]) -> Ranks:
        begin = levels[0].base - 1
        try:
            ids: Ranks = np.array(
                [[self._with_begin[word] for word in words] for words in ngrams], dtype=np.int64
            )
        except KeyError as error:
            raise self._complaint(f"“{error.args[0]}” is not among its single tokens") from error
        if np.any(ids[:, 1:] == begin):
            raise self._complaint(f"{BEGIN} stands within an n-gram")
        ranks = ids[:, 0]
        for column, table in enumerate(levels[1:], start=1):
            ranks = table.find(ranks, ids[:, column])
        if np.any(ranks == ABSENT):
            words = ngrams[int(np.argmax(ranks == ABSENT))]
            raise self._complaint(f"“{' '.join(words)}” is there without “{' '.join(words[:-1])}”")
        return ranks * levels[0].base + ids[:, -1]

    def _rows(self, order: int, number: int) -> Iterator[Row]:
        for place in range(number):
            if place % _AT_ONCE == 0:
                self._check()
            text = self._next_text()
            if text in ("\\end\\", f"\\{order + 1}-grams:"):
                raise self._complaint(f"it announces {number:,} {order}-grams and has fewer")
            yield self._row(_COLUMNS.split(text), order)

    def _row(self, columns: list[str], order: int) -> Row:
        """A weight may stand at the highest order too, as some tools write it; it has no use."""
        if len(columns) not in (order + 1, order + 2):
            raise self._complaint(f"this is no {order}-gram with its probability")
        logarithm = self._number(columns[0])
        if logarithm > 0.0:
            raise self._complaint("a probability is above 1")
        weight = self._number(columns[-1]) if len(columns) == order + 2 else 0.0
        if abs(weight) > -LEAST_LOGARITHM:
            weight = math.copysign(-LEAST_LOGARITHM, weight)
        probability = 10.0**logarithm if logarithm > LEAST_LOGARITHM else 0.0
        return probability, tuple(columns[1 : order + 1]), 10.0**weight

    def _number(self, text: str) -> float:
        try:
            value = float(text)
        except ValueError as error:
            raise self._complaint(f"“{_short(text)}” is not a number") from error
        if math.isnan(value) or value == math.inf:
            raise self._complaint(f"“{_short(text)}” is not a logarithm")
        return value

    def _expect(self, heading: str) -> None:
        found = self._next_text()
        if found != heading:
            raise self._complaint(f"“{heading}” should be here, not “{_short(found)}”")

    def _next_text(self, anything_before: bool = False) -> str:
        """The next line that is not empty; what stands before the data is passed over."""
        while line := self._file.readline(LONGEST_LINE + 1):
            self._line += 1
            if len(line) > LONGEST_LINE:
                raise self._complaint("this line is too long")
            try:
                text = line.decode("utf-8").strip(" \t\r\n")
            except UnicodeDecodeError as error:
                raise self._complaint("this is not UTF-8") from error
            if text and (not anything_before or text == "\\data\\"):
                return text
        if anything_before:
            return ""
        raise self._complaint("the file ends here, too early")

    def _complaint(self, what: str) -> NgramError:
        return NgramError(
            f"“{self._name}” is not a whole ARPA file: line {self._line}: {what}; "
            "write it again or choose another one."
        )


def _plain(symbol: str) -> str:
    """The token that a symbol stands for."""
    return _ESCAPE.sub(_character, symbol)


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    valid = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if valid else match[0]


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
