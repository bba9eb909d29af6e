"""The likeliest text, sought by keeping a few beginnings at a time."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic

import numpy as np
import numpy.typing as npt

from rnnlab.config import BeamConfig
from rnnlab.generation.choice import FloatArray
from rnnlab.generation.errors import not_finite
from rnnlab.generation.writing import Reader, State
from rnnlab.text import IntArray


@dataclass(frozen=True)
class Hypothesis:
    """A text that the search found.

    Attributes:
        ids: Tokens after the prime text.
        log_probability: Of these tokens given the prime text, in nats; temperature 1.
        score: What hypotheses are ranked by: the log-probability over length^penalty.
        ended: Whether it closes with the end token.
    """

    ids: tuple[int, ...]
    log_probability: float
    score: float
    ended: bool


@dataclass(frozen=True)
class _Beam(Generic[State]):
    """A beginning that can be gone on from: scores (V,) of its next token, and the state."""

    ids: tuple[int, ...]
    log_probability: float
    next: FloatArray
    state: State


def beam_search(
    reader: Reader[State],
    prime_ids: Sequence[int] | IntArray,
    length: int,
    config: BeamConfig,
    end: int | None = None,
    forbidden: tuple[int, ...] = (),
) -> Iterator[list[Hypothesis]]:
    """Seek the likeliest continuation of a prime text; nothing is drawn.

    At each token every beginning kept is continued by every token of the vocabulary, and the
    ``beam_width`` likeliest of all are kept; of equally likely ones the one first found. Width
    1 is greedy; V^(length − 1) misses nothing. Closing the generator ends the search.

    Args:
        reader: The model.
        prime_ids: What is read first; without any, the most frequent token (0).
        length: Most tokens to write.
        config: Width and length normalisation.
        end: A text is complete with this token, before ``length`` is reached. Without it all
            have the same length, and the normalisation changes no order.
        forbidden: Ids never written. The others do not share their probability.

    Yields:
        After each token the best hypotheses so far, best first, at most ``beam_width``; the
        last is the answer. For length 0 it is one empty text.

    Raises:
        GenerationError: The model's scores are not numbers.
    """
    width = max(1, config.beam_width)
    beams = [_open(reader, prime_ids, forbidden)]
    complete: list[Hypothesis] = []
    if length < 1:
        yield [Hypothesis((), 0.0, 0.0, False)]
    for _ in range(length):
        kept = [
            (beams[place], token_id, total)
            for place, token_id, total in _best_continuations(beams, width)
        ]
        complete += [
            _hypothesis((*beam.ids, token_id), total, config.length_penalty, True)
            for beam, token_id, total in kept
            if token_id == end
        ]
        complete = _ranked(complete)[:width]
        beams = [_continued(reader, *each, forbidden) for each in kept if each[1] != end]
        yield _best(beams, complete, width, config.length_penalty)
        if not beams or _settled(beams, complete, width, length, config.length_penalty):
            return


def _open(
    reader: Reader[State], prime_ids: Sequence[int] | IntArray, forbidden: tuple[int, ...]
) -> _Beam[State]:
    state = reader.start()
    logits: npt.NDArray[Any] = np.zeros(1)
    for token_id in [int(token_id) for token_id in prime_ids] or [0]:
        logits, state = reader.step(state, token_id)
    return _Beam((), 0.0, _log_softmax(logits, forbidden), state)


def _continued(
    reader: Reader[State],
    beam: _Beam[State],
    token_id: int,
    total: float,
    forbidden: tuple[int, ...],
) -> _Beam[State]:
    logits, state = reader.step(beam.state, token_id)
    return _Beam((*beam.ids, token_id), total, _log_softmax(logits, forbidden), state)


def _best_continuations(
    beams: Sequence[_Beam[State]], width: int
) -> Iterator[tuple[int, int, float]]:
    """Place of the beam, token and log-probability of the likeliest continuations."""
    totals = np.stack([beam.log_probability + beam.next for beam in beams])  # (beams, V)
    flat = totals.ravel()
    lowest = -np.partition(-flat, width - 1)[width - 1] if width < len(flat) else -np.inf
    candidates = np.flatnonzero((flat >= lowest) & (flat > -np.inf))
    for index in candidates[(-flat[candidates]).argsort(kind="stable")][:width].tolist():
        place, token_id = divmod(index, totals.shape[1])
        yield place, token_id, float(flat[index])


def _best(
    beams: Sequence[_Beam[State]], complete: list[Hypothesis], width: int, penalty: float
) -> list[Hypothesis]:
    open_ended = [_hypothesis(beam.ids, beam.log_probability, penalty, False) for beam in beams]
    return _ranked(complete + open_ended)[:width]


def _settled(
    beams: Sequence[_Beam[State]],
    complete: Sequence[Hypothesis],
    width: int,
    length: int,
    penalty: float,
) -> bool:
    """Whether no beginning, even with certain tokens to come, can displace what is complete."""
    hoped = max(_normalised(beam.log_probability, length, penalty) for beam in beams)
    return len(complete) == width and complete[-1].score >= hoped


def _hypothesis(ids: tuple[int, ...], total: float, penalty: float, ended: bool) -> Hypothesis:
    return Hypothesis(ids, total, _normalised(total, len(ids), penalty), ended)


def _normalised(total: float, length: int, penalty: float) -> float:
    return total / math.pow(length, penalty)


def _ranked(hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    return sorted(hypotheses, key=lambda each: -each.score)


def _log_softmax(logits: npt.NDArray[Any], forbidden: tuple[int, ...]) -> FloatArray:
    """Log-probabilities (V,) in float64; of what is forbidden, minus infinity."""
    scores = logits.astype(np.float64)
    highest = scores.max()
    if not np.isfinite(highest):
        raise not_finite()
    scores -= highest
    scores -= np.log(np.exp(scores).sum())
    scores[list(forbidden)] = -np.inf
    return scores
