"""Text drawn from n-gram models."""

from itertools import islice

import numpy as np
import pytest

from rnnlab.config import NgramConfig
from rnnlab.ngram import NgramError, NgramModel, count_ngrams, fit, sampling, write

VOCABULARY = 6
TRAIN = np.random.default_rng(5).choice(VOCABULARY, 400, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
CHI_SQUARE_999 = 20.52
"""Exceeded once in a thousand times at five degrees of freedom."""


def model(order: int = 2, smoothing: str = "kneser-ney") -> NgramModel:
    config = NgramConfig(order=order, smoothing=smoothing)
    return fit(count_ngrams(TRAIN, VOCABULARY, order), config)


def drawn(length: int, *, temperature: float = 1.0, seed: int = 1, order: int = 2) -> list[int]:
    text = write(model(order), TRAIN[:3], temperature, np.random.default_rng(seed))
    return list(islice(text, length))


@pytest.mark.parametrize("smoothing", ["kneser-ney", "add-delta"])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_what_follows_a_token_is_distributed_as_the_model_says(
    smoothing: str, temperature: float
) -> None:
    source = model(smoothing=smoothing)
    text = write(source, TRAIN[:1], temperature, np.random.default_rng(7))
    tokens = np.array(list(islice(text, 20_000)))
    observed = np.bincount(tokens[1:][tokens[:-1] == 0], minlength=VOCABULARY)
    powers = source.distribution(np.array([0])) ** (1 / temperature)
    expected = powers / powers.sum() * observed.sum()
    assert expected.min() > 5
    assert ((observed - expected) ** 2 / expected).sum() < CHI_SQUARE_999


def test_a_single_token_model_draws_from_its_unigrams() -> None:
    tokens = drawn(20_000, order=1)
    expected = model(1).distribution(np.array([], int)) * len(tokens)
    observed = np.bincount(tokens, minlength=VOCABULARY)
    assert ((observed - expected) ** 2 / expected).sum() < CHI_SQUARE_999


def test_the_same_seed_gives_the_same_text() -> None:
    assert drawn(200, seed=3) == drawn(200, seed=3)
    assert drawn(200, seed=3) != drawn(200, seed=4)


def test_the_text_does_not_depend_on_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = drawn(500)
    monkeypatch.setattr(sampling, "_REMEMBERED_NUMBERS", 2 * VOCABULARY)
    assert drawn(500) == wanted


def test_near_zero_temperature_takes_the_likeliest() -> None:
    source = model()
    context = TRAIN[2:3]
    for token in drawn(50, temperature=0.001):
        assert token == source.distribution(context).argmax()
        context = np.array([token])


def test_the_prime_is_the_first_context() -> None:
    alternating = fit(count_ngrams(np.array([0, 1] * 50), 2, 2), NgramConfig(order=2))
    for prime in (0, 1):
        text = write(alternating, np.array([prime]), 0.01, np.random.default_rng(1))
        assert next(text) == 1 - prime


def test_a_forbidden_token_is_never_drawn() -> None:
    text = write(model(), TRAIN[:1], 1.0, np.random.default_rng(1), forbidden=(0, 5))
    assert set(islice(text, 5_000)) == {1, 2, 3, 4}


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan")])
def test_a_temperature_that_is_not_above_zero_is_refused_at_once(temperature: float) -> None:
    with pytest.raises(NgramError, match="temperature"):
        write(model(), TRAIN[:1], temperature, np.random.default_rng(1))


def test_forbidding_everything_is_refused_at_once() -> None:
    with pytest.raises(NgramError, match="allow at least one"):
        write(model(), TRAIN[:1], 1.0, np.random.default_rng(1), tuple(range(VOCABULARY)))


def test_a_prime_outside_of_the_vocabulary_is_refused() -> None:
    with pytest.raises(NgramError, match="outside of the vocabulary"):
        next(write(model(), np.array([99]), 1.0, np.random.default_rng(1)))
