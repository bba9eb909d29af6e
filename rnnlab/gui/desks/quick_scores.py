"""What each model gives to the validation tokens on which all of them are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rnnlab.ngram import NgramModel
from rnnlab.text import Corpus, IntArray
from rnnlab.text.held_out import LEFT_OUT, QUICK_TOKENS, HeldOut, held_out

if TYPE_CHECKING:
    from rnnlab.models.weights import ModelWeights

FloatArray = npt.NDArray[np.float64]

_NUMBERS_AT_ONCE = 2**21  # 16 MiB of scores in float64
_MOST_STEPS = 32  # all that happens in a step is kept until its chunk is done


def quick_tokens(corpus: Corpus) -> HeldOut:
    """The validation tokens that runs are measured on while they train."""
    return held_out(corpus.valid, corpus.counts, QUICK_TOKENS)


def counted(quick: HeldOut, scores: FloatArray) -> FloatArray:
    """Those of the scores (T, B) whose targets count, (N,)."""
    found: FloatArray = scores[quick.targets != LEFT_OUT]
    return found


def ngram_scores(model: NgramModel, ids: IntArray, quick: HeldOut) -> FloatArray:
    """Log-probabilities (T, B) of all targets, each given the tokens before it in the whole part.

    Args:
        model: Any n-gram model.
        ids: The part of the text that the tokens were taken from.
        quick: Which tokens.
    """
    columns = []
    for positions in quick.positions.T:
        first, last = int(positions[0]), int(positions[-1])
        context = min(first, model.order - 1)
        stretch = np.array(ids[first - context : last + 1], np.int32)
        columns.append(model.log_probabilities(stretch)[context:])
    return np.stack(columns, axis=1)


def network_scores(weights: ModelWeights, quick: HeldOut) -> Iterator[FloatArray | None]:
    """Log-probabilities (T, B) of all targets, each column read from its top as in training.

    Yields:
        None now and then, so that the work can be ended there; the scores in the end.

    Raises:
        GenerationError: The model has diverged.
    """
    import torch

    from rnnlab.generation.errors import not_finite
    from rnnlab.models.readable import run_readable

    size, columns = len(weights.output), quick.inputs.shape[1]
    rows = max(1, min(_MOST_STEPS, _NUMBERS_AT_ONCE // (columns * size)))
    state = weights.initial_state(columns)
    # Small pieces kept between large ones would pin those: 13 GB with a hundred thousand words.
    found = np.empty(quick.inputs.shape)
    for start in range(0, len(quick.inputs), rows):
        with torch.no_grad():
            inputs = torch.from_numpy(quick.inputs[start : start + rows])
            positions = quick.targets[start : start + rows]
            targets = torch.from_numpy(np.where(positions == LEFT_OUT, 0, positions))
            trace = run_readable(weights, inputs, state)
            state = trace.state
            scores = trace.logits.log_softmax(-1).gather(-1, targets[..., None])  # (T, B, 1)
            found[start : start + rows] = scores[..., 0].numpy()
        yield None
    if not np.isfinite(found).all():
        raise not_finite()
    yield found
