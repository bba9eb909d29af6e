"""A text written by a model, token by token."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.choice import draw, transform
from rnnlab.generation.joining import Joiner
from rnnlab.text import END_OF_LINE, Codec, IntArray, Vocabulary

_State = TypeVar("_State")


class Reader(Protocol[_State]):
    """What can be written with: `Writer`, or anything that reads one token at a time."""

    def start(self) -> _State:
        """The state before any token."""

    def step(self, state: _State, token_id: int) -> tuple[npt.NDArray[Any], _State]:
        """Logits of the token after ``token_id``, (V,), and the state to go on from."""


def write(
    writer: Reader[_State],
    prime_ids: Sequence[int] | IntArray,
    config: SamplingConfig,
    forbidden: tuple[int, ...] = (),
) -> Iterator[int]:
    """Read a prime text from a zero state, then write ``config.length`` tokens.

    Each token is drawn, given out and read before the next one. Nothing is done ahead: whoever
    stops asking, or closes the generator, stops the writing.

    Args:
        writer: The model.
        prime_ids: What is read first. Without any, the most frequent token (0) is read; see
            `prime_ids` for a better beginning.
        config: Length, seed, temperature and limits. Same seed, same text.
        forbidden: Ids never written; see `forbidden_ids`.

    Yields:
        Ids of the tokens after the prime text.

    Raises:
        GenerationError: The model's scores are not numbers, or every token is forbidden.
    """
    random = np.random.default_rng(config.seed)
    state = writer.start()
    *before, last = [int(token_id) for token_id in prime_ids] or [0]
    for token_id in before:
        _, state = writer.step(state, token_id)
    for _ in range(config.length):
        logits, state = writer.step(state, last)
        last = draw(transform(logits, config, forbidden), random)
        yield last


def write_text(
    writer: Reader[_State],
    codec: Codec,
    prime_ids: Sequence[int] | IntArray,
    config: SamplingConfig,
) -> Iterator[str]:
    """Write as `write` does, and give out the text in pieces as it comes.

    The pieces put together continue the prime text; a piece of a word text begins with the
    space before the word.
    """
    ids = write(writer, prime_ids, config, forbidden_ids(codec.vocabulary, config))
    joiner = Joiner(codec)
    for token_id in prime_ids:
        joiner.add(int(token_id))
    for token_id in ids:
        yield joiner.add(token_id)


def prime_ids(codec: Codec, text: str) -> IntArray:
    """The ids to read before writing.

    For an empty text it is one token, so that a text or a line begins: the end of a line if
    that is a token, else the most frequent token that is known.

    Raises:
        TextError: The text has a token that the model does not know and cannot pass over.
    """
    ids = codec.encode(text)
    return ids if len(ids) else np.array([_opening(codec.vocabulary)], dtype=np.int32)


def forbidden_ids(vocabulary: Vocabulary, config: SamplingConfig) -> tuple[int, ...]:
    """The ids that `config` wants never written: that of ``<unk>``, if it is a token."""
    unknown = vocabulary.unknown
    return (unknown,) if config.reject_unknown and unknown is not None else ()


def _opening(vocabulary: Vocabulary) -> int:
    for line_end in ("\n", END_OF_LINE):
        if line_end in vocabulary.tokens:
            return vocabulary.tokens.index(line_end)
    known = (token_id for token_id in range(len(vocabulary)) if token_id != vocabulary.unknown)
    return next(known, 0)
