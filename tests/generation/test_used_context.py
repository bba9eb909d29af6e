"""Perplexity with only the last k tokens shown, beside the fused path token by token."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
import torch

from rnnlab.config import ModelConfig
from rnnlab.generation.errors import GenerationError
from rnnlab.generation.used_context import (
    LONGEST_SAMPLE,
    ContextScore,
    scored_places,
    used_context,
)
from rnnlab.models import LanguageModel, build_model
from rnnlab.text import IntArray

VOCABULARY = 7
LENGTHS = (1, 2, 5)


def text(length: int) -> IntArray:
    return np.random.default_rng(3).integers(0, VOCABULARY, length).astype(np.int32)


def make_model(cell: str, layers: int = 1) -> LanguageModel:
    config = ModelConfig(
        cell=cell, layers=layers, hidden_size=5, embedding_size=3, recurrent_gain=1.5
    )
    return build_model(config, VOCABULARY, seed=5).double().eval()


def brute_force(model: LanguageModel, ids: IntArray, places: IntArray, length: int | None) -> float:
    """One window after another through torch's own kernels."""
    losses = []
    for place in places.tolist():
        first = 0 if length is None else place - length
        tokens = torch.from_numpy(ids[first:place]).long()[:, None]
        with torch.no_grad():
            logits, _ = model(tokens, model.initial_state(1))
        losses.append(-float(logits[-1, 0].log_softmax(-1)[int(ids[place])]))
    return math.exp(sum(losses) / len(losses))


def scores(
    model: LanguageModel, ids: IntArray, places: IntArray, lengths: Sequence[int] = LENGTHS
) -> list[ContextScore]:
    found = used_context(model.weights(), ids, places, lengths)
    return [score for score in found if score is not None]


@pytest.mark.parametrize("cell", ["rnn-tanh", "rnn-relu", "gru", "gru-simplified", "lstm"])
@pytest.mark.parametrize("layers", [1, 2])
def test_each_window_begins_with_nothing(cell: str, layers: int) -> None:
    model, ids = make_model(cell, layers), text(60)
    places = np.arange(10, 60, 3, dtype=np.int32)
    found = scores(model, ids, places)
    assert [score.length for score in found] == [1, 2, 5, None]
    for score in found:
        expected = brute_force(model, ids, places, score.length)
        assert score.perplexity == pytest.approx(expected, rel=1e-10)
        assert score.scored == len(places)


def test_many_places_are_read_in_several_batches() -> None:
    model, ids = make_model("gru"), text(400)
    places = np.arange(5, 400, dtype=np.int32)  # more than one batch of rows
    expected = brute_force(model, ids, places, 2)
    assert scores(model, ids, places, [2])[0].perplexity == pytest.approx(expected, rel=1e-10)


def test_places_have_the_longest_context_before_them() -> None:
    ids = text(2_000)
    places = scored_places(ids, np.ones(VOCABULARY, np.int32), lengths=(1, 50), most=100)
    assert len(places) == 100
    assert places[0] == 50
    assert places[-1] == 1_999
    assert (np.diff(places) > 0).all()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    places = scored_places(text(10 * LONGEST_SAMPLE), np.ones(VOCABULARY, np.int32))
    assert places[-1] == LONGEST_SAMPLE - 1


def test_tokens_that_training_never_saw_are_left_out() -> None:
    ids = text(500)
    known = np.ones(VOCABULARY, np.int32)
    known[3] = 0
    places = scored_places(ids, known, lengths=(1, 8))
    assert (ids == 3).any()
    assert not (ids[places] == 3).any()


def test_a_text_too_short_for_the_longest_context_is_refused() -> None:
    with pytest.raises(GenerationError, match="Open a longer text"):
        scored_places(text(100), np.ones(VOCABULARY, np.int32))


def test_a_model_that_has_diverged_is_refused() -> None:
    model, ids = make_model("rnn-tanh"), text(60)
    with torch.no_grad():
        model.output.bias.fill_(math.nan)
    with pytest.raises(GenerationError):
        scores(model, ids, np.arange(10, 60, dtype=np.int32))
