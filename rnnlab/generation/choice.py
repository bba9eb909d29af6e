"""From scores to the next token."""

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.errors import GenerationError, not_finite

FloatArray = npt.NDArray[np.float64]

# Sums of probabilities are this inexact: ten times 0.1 must reach 1.
_ROUNDING = 1e-12


def transform(
    logits: npt.NDArray[np.floating], config: SamplingConfig, forbidden: tuple[int, ...] = ()
) -> FloatArray:
    """The probabilities that the next token is drawn with.

    First the forbidden tokens are taken out, then all but the ``top_k`` likeliest, then the
    scores are divided by the temperature and made probabilities, and last all are taken out
    but the smallest set of likeliest tokens that reaches ``top_p`` (Holtzman et al., 2020).
    Of equally likely tokens the one with the lower id comes first. With ``greedy`` the
    likeliest token has probability 1.

    Args:
        logits: Scores, (V,); minus infinity stands for impossible.
        config: Temperature and limits.
        forbidden: Ids that must not be drawn.

    Returns:
        Probabilities, (V,), which sum to 1.

    Raises:
        GenerationError: The scores are not numbers, or every token is forbidden.
    """
    scores = np.array(logits, dtype=np.float64)
    if forbidden:
        scores[list(forbidden)] = -np.inf
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
    return probabilities


def draw(probabilities: FloatArray, random: np.random.Generator) -> int:
    """An id drawn with these probabilities (V,); one of probability 0 is never drawn."""
    reached = probabilities.cumsum()
    # Rounding could lift the point onto the end of the scale, where no token lies.
    point = min(random.random() * reached[-1], np.nextafter(reached[-1], 0.0))
    return int(reached.searchsorted(point, side="right"))


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


def _leave_nucleus(probabilities: FloatArray, share: float) -> None:
    """Leave the fewest likeliest tokens that together reach ``share``, and scale them to 1."""
    order = np.argsort(-probabilities, kind="stable")
    reached = probabilities[order].cumsum()
    count = int(reached.searchsorted(share - _ROUNDING)) + 1
    probabilities[order[count:]] = 0.0
    probabilities /= probabilities.sum()
