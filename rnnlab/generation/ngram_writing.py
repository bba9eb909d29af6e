"""A text written by an n-gram model, with the same choices as by a network."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from rnnlab.config import SamplingConfig
from rnnlab.generation.choice import transform
from rnnlab.generation.joining import Joiner
from rnnlab.generation.writing import (
    forbidden_ids,
    prime_ids,
    uniforms_from,
    write,
)
from rnnlab.ngram import NgramModel
from rnnlab.ngram.walking import Walk
from rnnlab.text import Codec, IntArray

Context = tuple[int, ...]
_FloatArray = npt.NDArray[np.float64]
_Scale = tuple[npt.NDArray[np.intp], _FloatArray]
"""The tokens in a row, the likeliest first, and the probability that is reached at each."""

_COLD = 0.1  # Below this temperature powers of probabilities could all vanish.
_KEPT_NUMBERS = 2**22  # 32 MiB of log-probabilities


class NgramReader:
    """An n-gram model that reads one token at a time; its state is the last order − 1 tokens.

    Args:
        model: Any n-gram model.
    """

    def __init__(self, model: NgramModel) -> None:
        self._walk = Walk(model)
        self._size = model.vocabulary_size
        self._length = model.order - 1
        # The same few contexts come again and again, and working one out takes long.
        self._known: dict[Context, _FloatArray] = {}

    def start(self) -> Context:
        """The state before any token."""
        return ()

    def step(self, state: Context, token_id: int) -> tuple[_FloatArray, Context]:
        """Log-probabilities of the token after ``token_id``, (V,), and the state after it."""
        context = self.after(state, token_id)
        found = self._known.get(context)  # another thread may clear them at any time
        if found is None:
            if len(self._known) * self._size > _KEPT_NUMBERS:
                self._known.clear()
            found = self._known[context] = self.log_probabilities(context)
        return found, context

    def after(self, state: Context, token_id: int) -> Context:
        """The state after one more token."""
        return (*state, token_id)[-self._length :] if self._length else ()

    def distribution(self, context: Context) -> _FloatArray:
        """(V,) probabilities of the next token, not to be changed."""
        return self._walk.distribution(context)

    def log_probabilities(self, context: Context) -> _FloatArray:
        """(V,) of the next token."""
        with np.errstate(divide="ignore"):  # what cannot come has minus infinity
            return np.log(self._walk.distribution(context))


def write_ngram(
    model: NgramModel,
    prime_ids: Sequence[int] | IntArray,
    config: SamplingConfig,
    forbidden: tuple[int, ...] = (),
) -> Iterator[int]:
    """Write as `write` does, the same tokens for the same seed, several times faster.

    What the choices make of a distribution is kept for each context, as long as they look at
    nothing else: with a repetition penalty it is worked out again for every token.

    Args:
        model: Any n-gram model.
        prime_ids: As in `write`.
        config: As in `write`.
        forbidden: Ids never written.

    Yields:
        Ids of the tokens after the prime text.

    Raises:
        GenerationError: Every token is forbidden.
    """
    reader = NgramReader(model)
    if config.repetition_penalty != 1.0:
        yield from write(reader, prime_ids, config, forbidden)
        return
    context = reader.start()
    for token_id in [int(token_id) for token_id in prime_ids] or [0]:
        context = reader.after(context, token_id)
    known: dict[Context, _Scale] = {}
    scales = _Scales(config, forbidden)
    for _, uniform in zip(range(config.length), uniforms_from(config.seed), strict=False):
        scale = known.get(context)
        if scale is None:
            if len(known) * model.vocabulary_size > _KEPT_NUMBERS:
                known.clear()
                scales.clear()
            scale = known[context] = scales.of(reader.distribution(context))
        order, reached = scale
        token_id = int(order[reached.searchsorted(uniform, side="right")])
        yield token_id
        context = reader.after(context, token_id)


def ngram_text(
    model: NgramModel, codec: Codec, prime: str, config: SamplingConfig
) -> Iterator[str]:
    """Write with an n-gram model; see `write_text`.

    Raises:
        TextError: The prime text has a token that is not in the vocabulary.
    """
    ids = prime_ids(codec, prime)
    joiner = Joiner(codec)
    for token_id in ids.tolist():
        joiner.add(token_id)
    for token_id in write_ngram(model, ids, config, forbidden_ids(codec.vocabulary, config)):
        yield joiner.add(token_id)


class _Scales:
    """What the choices make of distributions; contexts that have one in common share it, too.

    Args:
        config: The choices, without a repetition penalty.
        forbidden: Ids never written.
    """

    def __init__(self, config: SamplingConfig, forbidden: tuple[int, ...]) -> None:
        self._config = config
        self._forbidden = forbidden
        # By identity, which is theirs as long as they are kept here.
        self._known: dict[int, tuple[_FloatArray, _Scale]] = {}

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()

    def of(self, probabilities: _FloatArray) -> _Scale:
        """The scale of a distribution, (V,)."""
        known = self._known.get(id(probabilities))
        if known is None:
            known = probabilities, _scale(self._chosen(probabilities))
            self._known[id(probabilities)] = known
        return known[1]

    def _chosen(self, probabilities: _FloatArray) -> _FloatArray:
        """What `transform` makes of them, by a short way where temperature is all."""
        config = self._config
        limited = config.top_k or config.top_p < 1.0 or config.min_p or config.greedy
        if limited or self._forbidden or config.temperature < _COLD:
            with np.errstate(divide="ignore"):  # what cannot come has minus infinity
                return transform(np.log(probabilities), config, self._forbidden)
        return (
            probabilities
            if config.temperature == 1.0
            else probabilities ** (1 / config.temperature)
        )


def _scale(probabilities: _FloatArray) -> _Scale:
    """As `pick` lays the tokens in a row, those that cannot come left out; scaled to 1."""
    order = (-probabilities).argsort(kind="stable")[: np.count_nonzero(probabilities)]
    reached = probabilities[order].cumsum()
    reached /= reached[-1]
    return order, reached
