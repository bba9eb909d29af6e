"""Writing text with an n-gram model."""

from collections.abc import Iterator

import numpy as np

from rnnlab.ngram.arrays import Floats, Ids
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.model import NgramModel
from rnnlab.ngram.walking import Walk

_REMEMBERED_NUMBERS = 2**24  # 128 MiB of cumulative probabilities
_DRAWN_AT_ONCE = 1024


def write(
    model: NgramModel,
    prime: Ids,
    temperature: float,
    generator: np.random.Generator,
    forbidden: tuple[int, ...] = (),
) -> Iterator[int]:
    """Draw one token after another, without end.

    Args:
        model: Any n-gram model.
        prime: The tokens before the first one drawn; may be empty. The begin symbol alone
            starts a sentence.
        temperature: Above 0. Probabilities are raised to the power 1 / temperature.
        generator: Source of randomness; the same seed gives the same text.
        forbidden: Tokens that are never drawn, such as the unknown one.

    Yields:
        Token ids.

    Raises:
        NgramError: The temperature is not above 0, every token is forbidden, or the prime
            is outside of the vocabulary.
    """
    if not temperature > 0:
        raise NgramError("The temperature must be above 0.")
    if len(set(forbidden)) >= model.vocabulary_size:
        raise NgramError("Every token of the vocabulary is forbidden; allow at least one.")
    return _draw(model, prime, temperature, generator, forbidden)


def _draw(
    model: NgramModel,
    prime: Ids,
    temperature: float,
    generator: np.random.Generator,
    forbidden: tuple[int, ...],
) -> Iterator[int]:
    length = model.order - 1
    # Few contexts come up again and again: a look-up is ten times faster than a distribution.
    known: dict[tuple[int, ...], Floats] = {}
    walk = Walk(model)
    context = tuple(prime.tolist())[max(0, len(prime) - length) :]
    for uniform in _uniforms(generator):
        cumulative = known.get(context)
        if cumulative is None:
            if (len(known) + 1) * model.vocabulary_size > _REMEMBERED_NUMBERS:
                known.clear()
            probabilities = walk.distribution(context)
            cumulative = known[context] = _cumulative(probabilities, temperature, forbidden)
        token = int(cumulative.searchsorted(uniform, side="right"))
        yield token
        context = (*context, token)[-length:] if length else ()


def _cumulative(probabilities: Floats, temperature: float, forbidden: tuple[int, ...]) -> Floats:
    """(V,) running sum of the tempered probabilities, ending with exactly 1."""
    # Relative to the largest, no power of all of them can vanish.
    relative = probabilities / probabilities.max()
    if forbidden:
        relative[list(forbidden)] = 0.0
        relative /= relative.max()
    running: Floats = np.cumsum(relative if temperature == 1.0 else relative ** (1.0 / temperature))
    return running / float(running[-1])


def _uniforms(generator: np.random.Generator) -> Iterator[float]:
    while True:
        yield from generator.random(_DRAWN_AT_ONCE).tolist()
