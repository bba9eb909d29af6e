"""A text written by an n-gram model, with the same choices as by a network."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.writing import prime_ids, write_text
from rnnlab.ngram import NgramModel
from rnnlab.text import Codec

Context = tuple[int, ...]
_FloatArray = npt.NDArray[np.float64]

_KEPT_NUMBERS = 2**22  # 32 MiB of log-probabilities


class NgramReader:
    """An n-gram model that reads one token at a time; its state is the last order − 1 tokens.

    Args:
        model: Any n-gram model.
    """

    def __init__(self, model: NgramModel) -> None:
        self._model = model
        self._length = model.order - 1
        # The same few contexts come again and again, and working one out takes long.
        self._known: dict[Context, _FloatArray] = {}

    def start(self) -> Context:
        """The state before any token."""
        return ()

    def step(self, state: Context, token_id: int) -> tuple[_FloatArray, Context]:
        """Log-probabilities of the token after ``token_id``, (V,), and the state after it."""
        context = (*state, token_id)[-self._length :] if self._length else ()
        if context not in self._known:
            if len(self._known) * self._model.vocabulary_size > _KEPT_NUMBERS:
                self._known.clear()
            self._known[context] = self._log_probabilities(context)
        return self._known[context], context

    def _log_probabilities(self, context: Context) -> _FloatArray:
        probabilities = self._model.distribution(np.array(context, dtype=np.int32))
        with np.errstate(divide="ignore"):  # what cannot come has minus infinity
            return np.log(probabilities)


def ngram_text(
    model: NgramModel, codec: Codec, prime: str, config: SamplingConfig
) -> Iterator[str]:
    """Write with an n-gram model; see `write_text`.

    Raises:
        TextError: The prime text has a token that is not in the vocabulary.
    """
    return write_text(NgramReader(model), codec, prime_ids(codec, prime), config)
