"""A text in the making, which remembers how likely each of its tokens was."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Generic, NamedTuple

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.choice import FloatArray, pick, transform, within_window
from rnnlab.generation.writing import Reader, State, uniforms_from
from rnnlab.text import IntArray

# States are kept every few tokens, so that a place in the text is found again by reading few.
_MOST_STATES = 1_024
_FIRST_INTERVAL = 32


class Written(NamedTuple):
    """A token just written.

    Attributes:
        token_id: The token.
        probability: To the model itself, at temperature 1 with every token allowed.
        chance: With what probability it was drawn, after all transformations.
    """

    token_id: int
    probability: float
    chance: float


class Alternative(NamedTuple):
    """A token that could stand at a place.

    Attributes:
        token_id: The token.
        probability: To the model itself.
        chance: After the transformations of the settings.
    """

    token_id: int
    probability: float
    chance: float


class Manuscript(Generic[State]):
    """A prime text and what is written after it, with the truth about each token.

    It takes 20 bytes a token, and at most a thousand states of the model. While one thread
    writes, others may ask for the logits and alternatives of what is written. It gives the same
    text as `write`: the token at a place is drawn with the number that the seed holds for this
    place, also after an edit, so that texts differ only where the model chooses otherwise.

    Args:
        reader: The model.
        prime_ids: What is read first; without any, the most frequent token (0).
        config: Seed, temperature and limits; ``length`` is how much `write` adds.
        forbidden: Ids never written.

    Attributes:
        prime_length: Tokens of the prime text.
    """

    def __init__(
        self,
        reader: Reader[State],
        prime_ids: Sequence[int] | IntArray,
        config: SamplingConfig,
        forbidden: tuple[int, ...] = (),
    ) -> None:
        self.reader = reader
        self._forbidden = forbidden
        self.config = config
        self._ids = array("i")
        self._probability = array("d")
        self._chance = array("d")
        self._interval = _FIRST_INTERVAL
        self._state: State = reader.start()
        self._states = {0: self._state}  # by the number of tokens read before
        self._next: npt.NDArray[Any] | None = None  # scores of the token after the last
        prime = [int(token_id) for token_id in prime_ids] or [0]
        self.prime_length = len(prime)
        for token_id in prime:
            self._read(token_id, np.nan)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> IntArray:
        """(N,) the whole text, the prime text first."""
        return np.array(self._ids, dtype=np.int32)

    @property
    def probabilities(self) -> FloatArray:
        """(N,) of each token to the model itself; NaN for the first, which has no context."""
        return np.array(self._probability)

    @property
    def chances(self) -> FloatArray:
        """(N,) with which each token was drawn; NaN where it was given, not drawn."""
        return np.array(self._chance)

    def token_at(self, place: int) -> int:
        """Id of the token at a place from 0 to N − 1."""
        return self._ids[place]

    def read(self, ids: Sequence[int] | IntArray) -> None:
        """Read more of the prime text, as long as nothing is written."""
        assert self.prime_length == len(self), "something is written after the prime text"
        for token_id in ids:
            self._read(int(token_id), np.nan)
        self.prime_length = len(self)

    def write(self) -> Iterator[Written]:
        """Write ``config.length`` more tokens; who stops asking stops the writing.

        Raises:
            GenerationError: The model's scores are not numbers, or every token is forbidden.
        """
        uniforms = uniforms_from(self.config.seed, len(self) - self.prime_length)
        for _, uniform in zip(range(self.config.length), uniforms, strict=False):
            assert self._next is not None
            recent = within_window(self._ids, self.config)
            chances = transform(self._next, self.config, self._forbidden, recent)
            token_id = pick(chances, uniform)
            self._read(token_id, float(chances[token_id]))
            yield Written(token_id, self._probability[-1], self._chance[-1])

    def edited(
        self, start: int, ids: Sequence[int] | IntArray, config: SamplingConfig | None = None
    ) -> "Manuscript[State]":
        """The text up to ``start``, then other tokens, from which it can be gone on.

        Little is read anew: the states up to ``start`` are taken over.

        Args:
            start: From 0 to N, the place of the first token replaced; all after it are left out.
            ids: The tokens put there instead; none if the text is to be gone on with at once.
            config: Other settings to go on with.
        """
        given = [int(token_id) for token_id in ids]
        if start == 0:
            return Manuscript(self.reader, given, config or self.config, self._forbidden)
        other = Manuscript.__new__(Manuscript)
        other._take_over(self, start, config or self.config)
        for token_id in given:
            other._read(token_id, np.nan)
        return other

    def alternatives(self, place: int, count: int = 10) -> list[Alternative]:
        """The likeliest tokens that could stand at a place, likeliest to the model first.

        Args:
            place: From 1 to N; N is the place after the last token.
            count: How many at most.
        """
        logits = self.logits(place)
        probabilities = transform(logits, SamplingConfig())
        recent = within_window(self._ids[:place], self.config)
        chances = transform(logits, self.config, self._forbidden, recent)
        order = (-probabilities).argsort(kind="stable")[:count].tolist()
        return [Alternative(i, float(probabilities[i]), float(chances[i])) for i in order]

    def logits(self, place: int) -> npt.NDArray[Any]:
        """The model's scores (V,) of the token at a place from 1 to N, read again if need be."""
        logits = self._next if place == len(self) else self._at(place)[1]
        assert logits is not None, "the first token has no context"
        return logits

    def _read(self, token_id: int, chance: float) -> None:
        self._ids.append(token_id)
        self._chance.append(chance)
        self._probability.append(_probability(self._next, token_id))
        self._next, self._state = self.reader.step(self._state, token_id)
        if len(self) % self._interval == 0:
            self._keep_state()

    def _keep_state(self) -> None:
        self._states[len(self)] = self._state
        if len(self._states) > _MOST_STATES:
            # First the interval, then the states: who reads them the other way round finds, at
            # every multiple of the interval, a state in either set.
            self._interval *= 2
            self._states = {
                place: state for place, state in self._states.items() if place % self._interval == 0
            }

    def _at(self, place: int) -> tuple[State, npt.NDArray[Any] | None]:
        """The state after the first ``place`` tokens, and the scores of the next one."""
        states, interval = self._states, self._interval  # in this order, see `_keep_state`
        before = max(0, place - 1)  # at least one token is read, as scores are not kept
        before -= before % interval
        state, logits = states[before], None
        for token_id in self._ids[before:place]:
            logits, state = self.reader.step(state, token_id)
        return state, logits

    def _take_over(self, other: "Manuscript[State]", end: int, config: SamplingConfig) -> None:
        self.reader, self._forbidden = other.reader, other._forbidden
        self.config = config
        self.prime_length = min(other.prime_length, end)
        self._ids = other._ids[:end]
        self._probability = other._probability[:end]
        self._chance = other._chance[:end]
        self._interval = other._interval
        self._states = {place: state for place, state in other._states.items() if place <= end}
        self._state, self._next = other._at(end)


def _probability(logits: npt.NDArray[Any] | None, token_id: int) -> float:
    """Of a token among scores (V,); NaN without scores or in a model that has diverged."""
    if logits is None:
        return np.nan
    with np.errstate(invalid="ignore", over="ignore"):
        scores = logits - logits.max()
        return float(np.exp(scores[token_id]) / np.exp(scores).sum(dtype=np.float64))
