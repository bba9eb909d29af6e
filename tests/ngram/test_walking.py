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


@pytest.mark.parametrize("smoothing", ["add-delta", "kneser-ney", "stupid-backoff"])
def test_contexts_never_seen_have_what_the_model_expects_in_common(smoothing: str) -> None:
    model = fit(count_ngrams(np.arange(6) % 3, 4, 3), NgramConfig(order=3, smoothing=smoothing))
    walk = Walk(model)  # token 3 does not occur
    assert walk.distribution((3, 3)) is walk.distribution((0, 3))


def test_the_memory_of_ranks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MOST_RANKS", 10)
    model = fit(count_ngrams(TRAIN, SIZE, 3), NgramConfig(order=3, smoothing="add-delta"))
    walk = Walk(model)
    contexts = [(a, b) for a in range(SIZE) for b in range(SIZE)]
    for context in [*contexts, *contexts]:
        np.testing.assert_array_equal(
            walk.distribution(context), model.distribution(np.array(context))
        )
        assert len(walk._ranks) <= 10 + model.order
