"""How likely a text is to a model."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rnnlab.generation.errors import GenerationError, not_finite
from rnnlab.models import LanguageModel
from rnnlab.text import IntArray

FloatArray = npt.NDArray[np.float64]

# Scores of all tokens at all places of a chunk: 2²² numbers are 32 MiB in float64.
_NUMBERS_PER_CHUNK = 2**22
_LONGEST_CHUNK = 512


def score(model: LanguageModel, ids: IntArray) -> FloatArray:
    """Log-probability of each token given all before it; dropout is off.

    The arithmetic is done in float64 on the CPU. Long texts go through in chunks between which
    the state is carried, so that memory does not grow with the text.

    Args:
        model: On any device; it is not changed.
        ids: Token ids, (N,), N ≥ 2. The first is context only, read from a zero state.

    Returns:
        (N − 1,) in nats.

    Raises:
        GenerationError: There are fewer than two tokens, or the model has diverged.
    """
    if len(ids) < 2:
        raise GenerationError(
            "A text to score needs at least two tokens: the first is context only."
        )
    exact = in_float64(model)
    tokens = torch.from_numpy(np.asarray(ids, dtype=np.int64))
    log_probabilities = _score(exact, tokens).numpy()
    if np.isnan(log_probabilities).any():
        raise not_finite()
    return log_probabilities


def perplexity(log_probabilities: FloatArray) -> float:
    """``exp`` of the mean loss; at most e⁷⁰⁹, beyond which there is no float."""
    return math.exp(min(-float(log_probabilities.mean()), 709.0))


def bits_per_token(log_probabilities: FloatArray) -> float:
    """The mean loss with logarithms to base 2."""
    return float(-log_probabilities.mean() / math.log(2.0))


def score_to_json(tokens: Sequence[str], log_probabilities: FloatArray) -> dict[str, Any]:
    """Plain data for ``rnnlab score --json``.

    Args:
        tokens: The N tokens of the text.
        log_probabilities: As `score` gives them, (N − 1,).
    """
    return {
        "tokens": list(tokens),
        "log_probabilities": log_probabilities.tolist(),
        "perplexity": perplexity(log_probabilities),
        "bits_per_token": bits_per_token(log_probabilities),
    }


def in_float64(model: LanguageModel) -> LanguageModel:
    """A copy of a model on the CPU; float32 sums would be off by more than the sixth decimal."""
    copy = LanguageModel(model.config, model.vocabulary_size).double()
    copy.load_torch_weights(model.torch_weights())
    return copy.eval()


@torch.no_grad()
def _score(model: LanguageModel, ids: Tensor) -> Tensor:
    length = max(1, min(_LONGEST_CHUNK, _NUMBERS_PER_CHUNK // model.vocabulary_size))
    state = model.initial_state(1)
    scored = torch.empty(len(ids) - 1, dtype=torch.float64)  # at once: pieces fragment memory
    for start in range(0, len(ids) - 1, length):
        targets = ids[start + 1 : start + 1 + length, None]  # (T, 1)
        inputs = ids[start : start + len(targets), None]
        logits, state = model(inputs, state)  # (T, 1, V)
        chosen = logits[:, 0].log_softmax(-1).gather(-1, targets)  # (T, 1)
        scored[start : start + len(chosen)] = chosen[:, 0]
    return scored
