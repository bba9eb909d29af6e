"""What every n-gram model can be asked."""

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rnnlab.ngram.arrays import Floats, Ids
from rnnlab.ngram.errors import NgramError

_LARGEST_LOSS = 700.0  # Its exponential is still a number.


class NgramModel(Protocol):
    """A distribution over the next token, given the last ``order`` − 1.

    The id ``vocabulary_size`` is the begin symbol: allowed as the first token of a context
    (“at the beginning of a sentence”), never predicted.
    """

    @property
    def order(self) -> int:
        """Length of the longest n-gram that was counted."""

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens that can be predicted, V."""

    def log_probabilities(self, ids: Ids, sentence_starts: Ids | None = None) -> Floats:
        """Score every token of a text.

        Args:
            ids: The text (N,).
            sentence_starts: Index of the first token of each sentence; contexts then begin
                with the begin symbol. Without it the text is one stream, whose first token
                has no context.

        Returns:
            (N,) log-probabilities in nats, each token given up to ``order`` − 1 before it.

        Raises:
            NgramError: An id is outside the vocabulary, or the sentences do not divide the
                text.
        """

    def distribution(self, context: Ids) -> Floats:
        """Probabilities (V,) of the next token; they sum to 1.

        Args:
            context: The tokens before it; only the last ``order`` − 1 count, and fewer will do.

        Raises:
            NgramError: An id is neither in the vocabulary nor the begin symbol.
        """


def perplexity(
    log_probabilities: Floats, scored_mask: npt.NDArray[np.bool_] | None = None
) -> float:
    """The exponential of the mean negative log-probability; infinite if one token is impossible.

    Args:
        log_probabilities: (N,) in nats.
        scored_mask: (N,) which of them count; all without it.

    Raises:
        NgramError: None counts.
    """
    scored = log_probabilities if scored_mask is None else log_probabilities[scored_mask]
    if len(scored) == 0:
        raise NgramError("There is no token to score; choose a longer text.")
    loss = -float(scored.mean())
    return math.exp(loss) if loss < _LARGEST_LOSS else math.inf


def held_out_perplexity(
    model: NgramModel, ids: Ids, training_counts: Ids, sentence_starts: Ids | None = None
) -> float:
    """Perplexity of a text the model was not fitted to.

    Args:
        model: Any n-gram model.
        ids: The held-out text (N,).
        training_counts: (V,) occurrences of each token in the training text. Tokens that
            never occurred there are left out of the figure (they remain in contexts).
        sentence_starts: As in `NgramModel.log_probabilities`.

    Raises:
        NgramError: No token of the text occurred in training.
    """
    scores = model.log_probabilities(ids, sentence_starts)
    return perplexity(scores, training_counts[ids] > 0)
