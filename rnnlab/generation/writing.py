"""A text written by a model, token by token."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.choice import pick, transform, within_window
from rnnlab.generation.joining import Joiner
from rnnlab.text import END_OF_LINE, Codec, IntArray, Vocabulary

State = TypeVar("State")

_DRAWN_AT_ONCE = 256


class Reader(Protocol[State]):
    """What can be written with: `Writer`, or anything that reads one token at a time."""

    def start(self) -> State:
        """The state before any token."""

    def step(self, state: State, token_id: int) -> tuple[npt.NDArray[Any], State]:
        """Logits of the token after ``token_id``, (V,), and the state to go on from."""


def write(
    writer: Reader[State],
    prime_ids: Sequence[int] | IntArray,
    config: SamplingConfig,
    forbidden: tuple[int, ...] = (),
) -> Iterator[int]:
    """Read a prime text from a zero state, then write ``config.length`` tokens.

    Each token is drawn, given out and read before the next one. Nothing is done ahead: whoever
    stops asking, or closes the generator, stops the writing. The token at each place is picked
    with the number that the seed holds for this place; see `pick` for how.

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
    state = writer.start()
    read = [int(token_id) for token_id in prime_ids] or [0]
    for token_id in read[:-1]:
        _, state = writer.step(state, token_id)
    last, remembers = read[-1], config.repetition_penalty != 1.0
    recent: Sequence[int] = within_window(read, config)
    for _, uniform in zip(range(config.length), uniforms_from(config.seed), strict=False):
        logits, state = writer.step(state, last)
        last = pick(transform(logits, config, forbidden, recent), uniform)
        if remembers:
            recent = within_window([*recent, last], config)
        yield last


def write_side_by_side(
    writer: Reader[State],
    prime_ids: Sequence[int] | IntArray,
    config: SamplingConfig,
    temperatures: Sequence[float],
    forbidden: tuple[int, ...] = (),
) -> Iterator[tuple[int, ...]]:
    """Write at several temperatures at once with the same random numbers.

    Each text is the one that `write` gives at its temperature. As long as two of them are
    equal, they part only where the temperature changes a choice, and there the warmer one
    takes a token that is less likely.

    Args:
        writer: The model.
        prime_ids: As in `write`.
        config: As in `write`; its temperature has no effect.
        temperatures: One for each text.
        forbidden: Ids never written.

    Yields:
        The next token of every text.

    Raises:
        ConfigError: A temperature is out of range.
        GenerationError: The model's scores are not numbers, or every token is forbidden.
    """
    configs = [replace(config, temperature=temperature) for temperature in temperatures]
    texts = [write(writer, prime_ids, each, forbidden) for each in configs]
    return zip(*texts, strict=True)


def uniforms_from(seed: int, place: int = 0) -> Iterator[float]:
    """The random numbers of a seed, from 0 to below 1, from some place on, without end."""
    bits = np.random.PCG64(seed)
    bits.advance(place)
    generator = np.random.Generator(bits)
    while True:
        yield from generator.random(_DRAWN_AT_ONCE).tolist()


def write_text(
    writer: Reader[State],
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
