"""Distributions with a memory against those without."""

import numpy as np
import pytest

from rnnlab.config import NgramConfig, declared
from rnnlab.ngram import NgramError, count_ngrams, fit, walking
from rnnlab.ngram.walking import Walk

SIZE = 4
TRAIN = np.random.default_rng(1).choice(SIZE, 120, p=[0.6, 0.2, 0.15, 0.05])


@pytest.mark.parametrize("order", [1, 2, 4])
@pytest.mark.parametrize("smoothing", declared(NgramConfig)["smoothing"].choices)
@pytest.mark.parametrize("memory", [walking.MOST_NUMBERS, 3 * SIZE])
def test_a_walk_gives_the_distributions_of_the_model(
    order: int, smoothing: str, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "MOST_NUMBERS", memory)
    model = fit(count_ngrams(TRAIN, SIZE, order), NgramConfig(order=order, smoothing=smoothing))
    walk, text = Walk(model), np.random.default_rng(2).integers(0, SIZE, 80)
    for place in range(len(text)):
        found = walk.distribution(tuple(text[max(0, place - order) : place].tolist()))
        np.testing.assert_allclose(found, model.distribution(text[:place]), rtol=1e-13)


def test_a_walk_knows_the_beginning_and_refuses_what_is_no_token() -> None:
    model = fit(count_ngrams(TRAIN, SIZE, 3), NgramConfig(order=3))
    found = Walk(model).distribution((SIZE, 0))
    np.testing.assert_array_equal(found, model.distribution(np.array([SIZE, 0])))
    with pytest.raises(NgramError, match="outside of the vocabulary"):
        Walk(model).distribution((SIZE + 1,))
