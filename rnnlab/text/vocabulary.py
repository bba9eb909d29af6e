"""The tokens a model knows, and their numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnlab.config import TextConfig
from rnnlab.text.errors import TextError
from rnnlab.text.tokens import UNKNOWN

IntArray = npt.NDArray[np.int32]

ABSENT = -1
_NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by number; a token's id is its place.

    Attributes:
        tokens: Distinct tokens, most frequent in the training part first.

    Raises:
        TextError: There is no token, or one stands there twice.
    """

    tokens: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.tokens or not all(isinstance(token, str) and token for token in self.tokens):
            raise TextError("The vocabulary is empty or holds an empty token; make it anew.")
        if len(self._ids) < len(self.tokens):
            raise TextError("The vocabulary holds a token twice; make it anew.")

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def unknown(self) -> int | None:
        """Id of `UNKNOWN`, if that is a token."""
        return self._ids.get(UNKNOWN)

    def lookup(self, tokens: Sequence[str]) -> IntArray:
        """The ids of tokens, `ABSENT` for those that are not in the vocabulary.

        Args:
            tokens: N tokens; of a string, its N characters.

        Returns:
            (N,) from −1 to V − 1.
        """
        if isinstance(tokens, str):
            return self._lookup_characters(tokens)
        get = self._ids.get
        return np.fromiter((get(token, ABSENT) for token in tokens), np.int32, len(tokens))

    def encode(self, tokens: Sequence[str]) -> IntArray:
        """The ids of tokens; one that is not in the vocabulary becomes `UNKNOWN`.

        Args:
            tokens: N tokens; of a string, its N characters.

        Returns:
            (N,) from 0 to V − 1.

        Raises:
            TextError: A token is not in the vocabulary and `UNKNOWN` is not either.
        """
        ids = self.lookup(tokens)
        absent = ids == ABSENT
        if absent.any():
            if self.unknown is None:
                raise TextError(_unknown_sentence(self.absent_tokens(tokens)))
            ids[absent] = self.unknown
        return ids

    def absent_tokens(self, tokens: Sequence[str]) -> list[str]:
        """The distinct tokens that are not in the vocabulary, in order of appearance."""
        places = np.flatnonzero(self.lookup(tokens) == ABSENT)
        return list(dict.fromkeys(tokens[place] for place in places.tolist()))

    def decode(self, ids: npt.ArrayLike) -> list[str]:
        """The tokens with these ids."""
        return [self.tokens[token_id] for token_id in np.asarray(ids).tolist()]

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {token: token_id for token_id, token in enumerate(self.tokens)}

    @cached_property
    def _ids_by_code_point(self) -> IntArray:
        """(highest code point + 2,) with `ABSENT` at the end, for all that lie beyond."""
        characters = {ord(token): i for token, i in self._ids.items() if len(token) == 1}
        table = np.full(max(characters, default=0) + 2, ABSENT, np.int32)
        table[list(characters)] = list(characters.values())
        return table

    def _lookup_characters(self, text: str) -> IntArray:
        table = self._ids_by_code_point
        ids: IntArray = table.take(code_points(text), mode="clip")  # what lies beyond is absent
        return ids


def build_vocabulary(training: Counter[str], held_out: Set[str], config: TextConfig) -> Vocabulary:
    """Choose the tokens to know.

    `UNKNOWN` is among them when words are read, when something was left out, or when the
    held-out parts have tokens that the training part lacks. It counts towards the limit and
    stands, like any token, where its count in the training part puts it.

    Args:
        training: Counts of the tokens of the training part.
        held_out: The tokens of the validation and test parts.
        config: Unit, smallest count and limit.
    """
    kept = Counter(
        {token: count for token, count in training.items() if count >= config.minimum_count}
    )
    limit = config.vocabulary_limit or len(training) + 1
    needs_unknown = (
        config.unit == "word"
        or len(kept) < len(training)
        or len(kept) > limit
        or not held_out <= training.keys()
    )
    if needs_unknown:
        del kept[UNKNOWN]
        kept = Counter(dict(_ranked(kept)[: limit - 1]))
        kept[UNKNOWN] = training.total() - kept.total()
    return Vocabulary(tuple(token for token, _ in _ranked(kept)))


def code_points(text: str) -> npt.NDArray[np.unsignedinteger[Any]]:
    """(N,) the numbers of the characters in Unicode."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def quoted(tokens: Iterable[str]) -> str:
    """Name some tokens in a sentence: “a”, “b” and 7 more."""
    every = [f"“{_visible(token)}”" for token in tokens]
    named, others = every[:_NAMED_AT_MOST], len(every) - _NAMED_AT_MOST
    return ", ".join(named) + (f" and {others:,} more" if others > 0 else "")


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _visible(token: str) -> str:
    return token if token.isprintable() and not token.isspace() else ascii(token)[1:-1]


def _unknown_sentence(absent: list[str]) -> str:
    return (
        f"The text contains {quoted(absent)}, which the model has never seen; "
        "leave it out or train on a text that contains it."
    )
