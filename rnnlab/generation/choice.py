"""From scores to the next token."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.errors import GenerationError, not_finite

FloatArray = npt.NDArray[np.float64]

# Sums of probabilities are this inexact: ten times 0.1 must reach 1.
_ROUNDING = 1e-12

# Of a vocabulary wider than this, a draw sorts so many of the likeliest tokens first.
_WIDE = 1024
_SORTED_FIRST = 64


def transform(
    logits: npt.NDArray[np.floating],
    config: SamplingConfig,
    forbidden: tuple[int, ...] = (),
    recent: Sequence[int] = (),
) -> FloatArray:
    """The probabilities that the next token is drawn with.

    What is done, in this order; `stages` shows the distribution after each:

    - The forbidden tokens are taken out.
    - Repetition penalty θ (Keskar et al., 2019): the score of each token in ``recent`` is
      divided by θ or, where it is negative, multiplied, so that it falls in any case.
    - All but the ``top_k`` highest scores are taken out (Fan et al., 2018).
    - The scores are divided by the temperature and made probabilities.
    - All are taken out but the smallest set of likeliest tokens that reaches ``top_p``
      (Holtzman et al., 2020).
    - All are taken out that are less than ``min_p`` times as likely as the likeliest
      (Nguyen et al., 2024).

    Of equally likely tokens the one with the lower id comes first. With ``greedy`` the
    likeliest token after the repetition penalty has probability 1.

    Args:
        logits: Scores, (V,); minus infinity stands for impossible.
        config: Temperature and limits.
        forbidden: Ids that must not be drawn.
        recent: Ids that the repetition penalty is for; see `within_window`.

    Returns:
        Probabilities, (V,), which sum to 1.

    Raises:
        GenerationError: The scores are not numbers, or every token is forbidden.
    """
    scores = np.array(logits, dtype=np.float64)
    if forbidden:
        scores[list(forbidden)] = -np.inf
    if config.repetition_penalty != 1.0 and len(recent):
        _penalise(scores, recent, config.repetition_penalty)
    highest = scores.max()
    if not np.isfinite(highest):
        raise _unusable(logits)
    if config.greedy:
        return _certain(scores)
    if 0 < config.top_k < len(scores):
        _leave_likeliest(scores, config.top_k)
    probabilities = _softmax(scores, highest, config.temperature)
    if config.top_p < 1.0:
        _leave_nucleus(probabilities, config.top_p)
    if config.min_p > 0.0:
        _leave_near_the_likeliest(probabilities, config.min_p)
    return probabilities


def within_window(ids: Sequence[int], config: SamplingConfig) -> Sequence[int]:
    """Those of the ids before the next token that the repetition penalty is for."""
    if config.repetition_penalty == 1.0:
        return ()
    return ids[max(0, len(ids) - config.repetition_window) :]


def draw(probabilities: FloatArray, random: np.random.Generator) -> int:
    """An id drawn with these probabilities (V,); see `pick`."""
    return pick(probabilities, random.random())


def pick(probabilities: FloatArray, uniform: float) -> int:
    """The id at a point between 0 and 1 when all lie in a row, the likeliest first.

    One of probability 0 is never picked. In this order a token's place on the scale moves
    only as the distribution becomes flatter or steeper: the same number picks at a higher
    temperature the same token or one that is less likely, never a likelier one.

    Args:
        probabilities: (V,); equally likely tokens lie in the order of their ids.
        uniform: From 0 to below 1.
    """
    if len(probabilities) > _WIDE:
        highest = -np.partition(-probabilities, _SORTED_FIRST)[_SORTED_FIRST]
        likeliest = np.flatnonzero(probabilities >= highest)
        order, reached = _in_a_row(probabilities[likeliest])
        point = uniform * probabilities.sum()
        if point < reached[-1]:
            return int(likeliest[order[reached.searchsorted(point, side="right")]])
    order, reached = _in_a_row(probabilities)
    # Rounding could lift the point onto the end of the scale, where no token lies.
    point = min(uniform * reached[-1], np.nextafter(reached[-1], 0.0))
    return int(order[reached.searchsorted(point, side="right")])


def _in_a_row(probabilities: FloatArray) -> tuple[npt.NDArray[np.intp], FloatArray]:
    order = (-probabilities).argsort(kind="stable")
    return order, probabilities[order].cumsum()


def _unusable(logits: npt.NDArray[np.floating]) -> GenerationError:
    if np.isfinite(logits).all():
        return GenerationError(
            "Every token of the vocabulary is forbidden, so nothing can be written; "
            "allow <unk> or train on a text with more than one token."
        )
    return not_finite()


def _certain(scores: FloatArray) -> FloatArray:
    probabilities = np.zeros_like(scores)
    probabilities[scores.argmax()] = 1.0
    return probabilities


def _softmax(scores: FloatArray, highest: float, temperature: float) -> FloatArray:
    scores -= highest
    scores /= temperature
    np.exp(scores, out=scores)
    scores /= scores.sum()
    return scores


def _leave_likeliest(scores: FloatArray, count: int) -> None:
    """Set all but the ``count`` highest scores to minus infinity."""
    lowest = np.partition(scores, -count)[-count]
    kept = scores > lowest
    equal = np.flatnonzero(scores == lowest)
    kept[equal[: count - np.count_nonzero(kept)]] = True
    scores[~kept] = -np.inf


def _penalise(scores: FloatArray, recent: Sequence[int], penalty: float) -> None:
    """Lower the scores of the recent tokens, each once however often it came."""
    ids = np.unique(np.asarray(recent, dtype=np.intp))
    found = scores[ids]
    scores[ids] = np.where(found > 0.0, found / penalty, found * penalty)


def _leave_near_the_likeliest(probabilities: FloatArray, share: float) -> None:
    """Leave what has at least ``share`` of the highest probability, and scale it to 1."""
    least = share * probabilities.max() * (1.0 - _ROUNDING)
    probabilities[probabilities < least] = 0.0
    probabilities /= probabilities.sum()


def _leave_nucleus(probabilities: FloatArray, share: float) -> None:
    """Leave the fewest likeliest tokens that together reach ``share``, and scale them to 1."""
    order = np.argsort(-probabilities, kind="stable")
    reached = probabilities[order].cumsum()
    count = int(reached.searchsorted(share - _ROUNDING)) + 1
    probabilities[order[count:]] = 0.0
    probabilities /= probabilities.sum()
