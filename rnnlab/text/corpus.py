"""A text made ready to be learnt: encoded, counted and split in three."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from rnnlab.config import TextConfig, Unit
from rnnlab.text.codec import Codec
from rnnlab.text.errors import TextError
from rnnlab.text.portions import different_tokens, portions
from rnnlab.text.reading import Source
from rnnlab.text.tokens import tokenise
from rnnlab.text.vocabulary import IntArray, Vocabulary, build_vocabulary, quoted

_SHORTEST_PART = 2  # a token to read and one to predict
_DIGITS = 6  # 1 − 0.9 − 0.1 is not quite 0 ...
_ROUNDING = 1e-9  # ... and 10 × (0.7 + 0.1) not quite 8
_NAMES: dict[Unit, str] = {"char": "characters", "word": "words"}
_ADVICE = (
    "raise the training part",
    "raise the validation part",
    "lower the training or the validation part",
)


@dataclass(frozen=True, eq=False)
class Corpus:
    """An encoded text in a training, a validation and a test part, in this order.

    Attributes:
        name: What the text is called.
        codec: What made the ids; its vocabulary is that of the training part.
        ids: (N,) the whole text.
        train_end: Tokens in the training part.
        valid_end: Tokens in the training and validation parts.
        counts: (V,) how often each token occurs in the training part.
        sha256: Of the text in UTF-8, to recognise it.
        unseen: Held-out tokens that never occur in the training part; no figure includes them.
    """

    name: str
    codec: Codec
    ids: IntArray
    train_end: int
    valid_end: int
    counts: IntArray
    sha256: str
    unseen: int

    @property
    def vocabulary(self) -> Vocabulary:
        """The tokens that have an id."""
        return self.codec.vocabulary

    @property
    def size(self) -> int:
        """Tokens in the whole text."""
        return len(self.ids)

    @property
    def train(self) -> IntArray:
        """The part that is learnt from."""
        return self.ids[: self.train_end]

    @property
    def valid(self) -> IntArray:
        """The part that measures progress."""
        return self.ids[self.train_end : self.valid_end]

    @property
    def test(self) -> IntArray:
        """The part kept for the end; it may be empty if the other two take the whole text."""
        return self.ids[self.valid_end :]

    def most_frequent(self, number: int) -> list[tuple[str, int, float]]:
        """The commonest tokens of the training part: token, count, share from 0 to 1."""
        tokens, total = self.vocabulary.tokens, self.train_end
        return [
            (token, occurrences, occurrences / total)
            for token, occurrences in zip(tokens[:number], self.counts.tolist(), strict=False)
        ]


def encode_whole(source: Source, config: TextConfig) -> Corpus:
    """Encode a text that is in memory with the vocabulary of its training part, and split it.

    Raises:
        TextError: The text is too short to be split, or its training part has only one
            token, so that there is nothing to learn.
    """
    tokens = tokenise(source.text, config)
    check_length(source.name, len(tokens), config)
    train_end, valid_end = split(len(tokens), config)
    training: Counter[str] = Counter()
    for portion in portions(tokens, 0, train_end):
        training.update(portion)
    others = different_tokens(tokens, train_end)
    vocabulary = build_vocabulary(training, others, config)
    ids = vocabulary.encode(tokens)
    counts = np.bincount(ids[:train_end], minlength=len(vocabulary)).astype(np.int32)
    check_variety(source.name, vocabulary, counts, training, config.unit)
    return Corpus(
        name=source.name,
        codec=Codec(config, vocabulary),
        ids=ids,
        train_end=train_end,
        valid_end=valid_end,
        counts=counts,
        sha256=hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest(),
        unseen=int(np.count_nonzero(counts[ids[train_end:]] == 0)),
    )


def split(length: int, config: TextConfig) -> tuple[int, int]:
    """Where the training and the validation part end, rounded down."""
    train_end = floor(length * config.train_fraction + _ROUNDING)
    return train_end, floor(length * (1.0 - _test_share(config)) + _ROUNDING)


def _test_share(config: TextConfig) -> float:
    return max(0.0, round(1.0 - config.train_fraction - config.valid_fraction, _DIGITS))


def _part_lengths(length: int, config: TextConfig) -> tuple[int, int, int]:
    train_end, valid_end = split(length, config)
    return train_end, valid_end - train_end, length - valid_end


def _long_enough(length: int, config: TextConfig) -> bool:
    *two, test = _part_lengths(length, config)
    return min(two) >= _SHORTEST_PART and (test >= _SHORTEST_PART or not _test_share(config))


def check_length(name: str, length: int, config: TextConfig) -> None:
    """Complain about a text of so few tokens that a part of it would be empty.

    Raises:
        TextError: It is too short to be split.
    """
    if _long_enough(length, config):
        return
    shares = (config.train_fraction, config.valid_fraction, _test_share(config))
    smallest = min(share for share in shares if share)
    certainly = ceil((_SHORTEST_PART + 1) / smallest)
    needed = next(n for n in range(certainly, 0, -1) if not _long_enough(n - 1, config))
    raise TextError(
        f"“{name}” has {length:,} {_NAMES[config.unit]}; to be split into {shares[0]:.4g} for "
        f"training, {shares[1]:.4g} for validation and {shares[2]:.4g} for testing it needs at "
        f"least {needed:,}; take a longer text or {_ADVICE[shares.index(smallest)]}."
    )


def check_variety(
    name: str, vocabulary: Vocabulary, counts: IntArray, training: Counter[str], unit: Unit
) -> None:
    """Complain about a training part of one token over and over.

    Raises:
        TextError: There is nothing to learn.
    """
    if np.count_nonzero(counts) > 1:
        return
    if len(training) > 1:
        raise TextError(
            f"Of the {len(training):,} tokens of “{name}” only one is left to learn; lower the "
            "minimum count or raise the vocabulary limit."
        )
    only = vocabulary.tokens[int(counts.argmax())]
    way_out = ", or read it as characters" if unit == "word" else ""
    raise TextError(
        f"The training part of “{name}” has only the token {quoted([only])}, so there is nothing "
        f"to learn; take another text{way_out}."
    )
