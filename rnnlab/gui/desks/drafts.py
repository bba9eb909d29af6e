"""Work of a background thread: a prime text read, a text written, in slices for the screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.text import Codec, IntArray

if TYPE_CHECKING:
    from rnnlab.generation.manuscript import Manuscript, Written
    from rnnlab.generation.writing import Reader

State = TypeVar("State")
FloatArray = npt.NDArray[np.float32]
MakeReader = Callable[[], "Reader[Any]"]
SLICE_SECONDS = 0.05
_READ_AT_ONCE = 512  # tokens of a prime text
_LEFT = 256  # more than the usual window of a repetition penalty
_JOINED = 256  # tokens at the end of a prime text that decide how the next word is joined


@dataclass(frozen=True, eq=False)
class Slice:
    """What was written in a moment: n tokens.

    Attributes:
        text: All of it.
        lengths: (n,) characters that each token has added.
        probabilities: (n,) of each token to the model itself.
        chances: (n,) with which each was drawn.
        first: Place of the first one in the manuscript.
        seconds: How long it took.
    """

    text: str
    lengths: IntArray
    probabilities: FloatArray
    chances: FloatArray
    first: int
    seconds: float


def draft(
    make_reader: MakeReader, codec: Codec, prime: str, config: SamplingConfig
) -> Iterator[float | Manuscript[Any] | Slice]:
    """Read a prime text and write on.

    Yields:
        While the prime text is read, the share that is read; the manuscript; then slices.

    Raises:
        TextError: The prime text has a token that the model does not know.
    """
    from rnnlab.generation.manuscript import Manuscript
    from rnnlab.generation.writing import forbidden_ids, prime_ids

    ids = prime_ids(codec, prime)
    forbidden = forbidden_ids(codec.vocabulary, config)
    manuscript = Manuscript(make_reader(), ids[:1], config, forbidden)
    yield from _read(manuscript, ids[1:])
    yield manuscript
    yield from slices(manuscript, codec)


def draft_on(
    before: Manuscript[Any], start: int, given: str, codec: Codec, config: SamplingConfig
) -> Iterator[float | Manuscript[Any] | Slice]:
    """Go on from a written text with other tokens from a place on.

    Args:
        before: The text so far.
        start: Place of the first token that is replaced, all after it are left out.
        given: What stands there instead; it may be empty.
        codec: Of the model.
        config: Settings to go on with.

    Raises:
        TextError: What is given has a token that the model does not know.
    """
    ids = codec.encode(given)
    manuscript = before.edited(start, (), config)
    for begin in range(0, len(ids), _READ_AT_ONCE):
        yield begin / len(ids)
        piece = ids[begin : begin + _READ_AT_ONCE]
        manuscript = manuscript.edited(len(manuscript), piece)
    yield manuscript
    yield from slices(manuscript, codec)


def _read(manuscript: Manuscript[Any], ids: IntArray) -> Iterator[float]:
    for start in range(0, len(ids), _READ_AT_ONCE):
        yield start / len(ids)
        manuscript.read(ids[start : start + _READ_AT_ONCE])


def slices(
    manuscript: Manuscript[Any], codec: Codec, seconds: float = SLICE_SECONDS
) -> Iterator[Slice]:
    """Write, and give out together what comes within ``seconds``; at the end what is left."""
    from rnnlab.generation.joining import Joiner

    joiner = Joiner(codec)
    for token_id in manuscript.ids[-_JOINED:].tolist():
        joiner.add(token_id)
    collected = _Collected(len(manuscript))
    begun = time.perf_counter()
    for written in manuscript.write():
        collected.add(joiner.add(written.token_id), written)
        spent = time.perf_counter() - begun
        if spent >= seconds:
            yield collected.slice(spent)
            collected = _Collected(len(manuscript))
            begun = time.perf_counter()
    yield collected.slice(time.perf_counter() - begun)


class _Collected:
    """Tokens that will be given out together."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._pieces: list[str] = []
        self._truths: list[tuple[float, float]] = []

    def add(self, piece: str, written: Written) -> None:
        self._pieces.append(piece)
        self._truths.append((written.probability, written.chance))

    def slice(self, seconds: float) -> Slice:
        truths = np.array(self._truths, np.float32).reshape(-1, 2)
        lengths = np.array([len(piece) for piece in self._pieces], np.int32)
        text = "".join(self._pieces)
        return Slice(text, lengths, truths[:, 0], truths[:, 1], self._first, seconds)


class Ahead(Generic[State]):
    """A model that has read something already, wherever one begins.

    Args:
        reader: The model.
        state: To begin with.
    """

    def __init__(self, reader: Reader[State], state: State) -> None:
        self._reader = reader
        self._state = state

    def start(self) -> State:
        """The state to begin with."""
        return self._state

    def step(self, state: State, token_id: int) -> tuple[npt.NDArray[Any], State]:
        """As the model itself."""
        return self._reader.step(state, token_id)


def read_ahead(
    reader: Reader[State], ids: IntArray
) -> Generator[float, None, tuple[Ahead[State], IntArray]]:
    """Read all of a prime text but its end.

    Args:
        reader: The model.
        ids: The prime text.

    Yields:
        The share that is read.

    Returns:
        The model as it stands then, and the end, which is left to be read.
    """
    state = reader.start()
    ahead = ids[:-_LEFT]
    for begin in range(0, len(ahead), _READ_AT_ONCE):
        yield begin / len(ids)
        for token_id in ahead[begin : begin + _READ_AT_ONCE].tolist():
            _, state = reader.step(state, token_id)
    return Ahead(reader, state), ids[-_LEFT:]
