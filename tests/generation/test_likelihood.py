"""Log-probabilities against torch's own modules in float64."""

import json
import math
from typing import get_args

import numpy as np
import pytest
import torch

from rnnlab.config import Cell, ModelConfig
from rnnlab.generation import (
    GenerationError,
    bits_per_token,
    likelihood,
    perplexity,
    score,
    score_to_json,
)
from rnnlab.models import LanguageModel, build_model

V = 13
IDS = np.random.default_rng(4).integers(0, V, 300).astype(np.int32)
TORCH_LAYERS = {
    "rnn-tanh": (torch.nn.RNN, {"nonlinearity": "tanh"}),
    "rnn-relu": (torch.nn.RNN, {"nonlinearity": "relu"}),
    "gru": (torch.nn.GRU, {}),
    "lstm": (torch.nn.LSTM, {}),
}


def lively_model(**values: object) -> LanguageModel:
    config = ModelConfig(hidden_size=12, embedding_size=6, **values)
    model = build_model(config, V, seed=5)
    model.load_torch_weights({name: 3 * w for name, w in model.torch_weights().items()})
    return model


def scored_by_torch(model: LanguageModel, ids: np.ndarray) -> np.ndarray:
    """The same weights in torch.nn.Embedding, torch.nn.LSTM … and torch.nn.Linear."""
    layer, options = TORCH_LAYERS[model.config.cell]
    parts = torch.nn.ModuleDict(
        {
            "embedding": torch.nn.Embedding(V, 6),
            "rnn": layer(6, 12, num_layers=model.config.layers, **options),
            "output": torch.nn.Linear(12, V),
        }
    ).double()
    parts.load_state_dict(model.torch_weights())
    inputs = torch.from_numpy(ids.astype(np.int64))
    hidden, _ = parts["rnn"](parts["embedding"](inputs[:-1, None]))
    log_probabilities = parts["output"](hidden)[:, 0].log_softmax(-1)
    return log_probabilities.gather(-1, inputs[1:, None])[:, 0].detach().numpy()


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", TORCH_LAYERS)
def test_scores_are_those_of_torch_in_float64(cell: Cell, layers: int) -> None:
    model = lively_model(cell=cell, layers=layers)
    expected = scored_by_torch(model, IDS)
    np.testing.assert_allclose(score(model, IDS), expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("cell", get_args(Cell))
def test_a_text_in_many_chunks_scores_as_in_one(
    cell: Cell, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = lively_model(cell=cell)
    whole = score(model, IDS)
    for length in (1, 7, 299, 300):
        monkeypatch.setattr(likelihood, "_LONGEST_CHUNK", length)
        np.testing.assert_allclose(score(model, IDS), whole, rtol=1e-12)


def test_a_wide_vocabulary_makes_chunks_short() -> None:
    lengths = []
    model = lively_model()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likelihood, "_NUMBERS_PER_CHUNK", 10 * V)
        forward = LanguageModel.forward

        def noted(self: LanguageModel, inputs: torch.Tensor, state: object) -> object:
            lengths.append(len(inputs))
            return forward(self, inputs, state)

        patch.setattr(LanguageModel, "forward", noted)
        score(model, IDS[:26])
    assert lengths == [10, 10, 5]


def test_dropout_is_off_and_the_model_stays_as_it_was() -> None:
    model = lively_model(dropout=0.5, layers=2).train()
    before = model.torch_weights()
    np.testing.assert_array_equal(score(model, IDS), score(model, IDS))
    assert model.training
    assert all(torch.equal(before[name], w) for name, w in model.torch_weights().items())


@pytest.mark.parametrize("ids", [[], [3]])
def test_fewer_than_two_tokens_are_refused(ids: list[int]) -> None:
    with pytest.raises(GenerationError, match="at least two tokens"):
        score(lively_model(), np.array(ids, dtype=np.int32))


def test_a_model_that_has_diverged_is_told_as_such() -> None:
    model = lively_model()
    model.load_torch_weights({n: w * math.nan for n, w in model.torch_weights().items()})
    with pytest.raises(GenerationError, match="diverged"):
        score(model, IDS)


def test_even_chances_have_their_number_as_perplexity() -> None:
    log_probabilities = np.full(5, -math.log(8))
    assert perplexity(log_probabilities) == pytest.approx(8)
    assert bits_per_token(log_probabilities) == pytest.approx(3)


def test_a_perplexity_beyond_all_floats_is_still_a_number() -> None:
    assert math.isfinite(perplexity(np.array([-1e6])))


def test_the_json_has_one_log_probability_less_than_tokens() -> None:
    data = json.loads(json.dumps(score_to_json(list("abc"), np.log([0.5, 0.125]))))
    assert data["tokens"] == ["a", "b", "c"]
    assert data["log_probabilities"] == pytest.approx([math.log(0.5), math.log(0.125)])
    assert data["perplexity"] == pytest.approx(4)
    assert data["bits_per_token"] == pytest.approx(2)
