"""The object that the probe command prints."""

import json

import numpy as np
import pytest

from rnnlab.config import Cell, ModelConfig
from rnnlab.models import build_model
from rnnlab.probes import ProbeResult, probe, probe_to_json

IDS = np.array([0, 2, 1, 1], dtype=np.int32)
TOKENS = ["a", "c", "b", "b"]


def result_of(cell: Cell, layers: int = 2) -> ProbeResult:
    model = build_model(ModelConfig(cell=cell, layers=layers, hidden_size=5), 3, seed=1)
    return probe(model, IDS)


def test_an_lstm_has_every_part() -> None:
    result = result_of("lstm")
    answer = json.loads(json.dumps(probe_to_json(result, TOKENS), allow_nan=False))
    assert list(answer) == ["tokens", "hidden_gradient_norm", "cell_gradient_norm", "gates"]
    assert answer["tokens"] == TOKENS
    assert answer["hidden_gradient_norm"] == result.hidden_gradient_norm.tolist()
    assert list(answer["gates"]) == ["input", "forget", "candidate", "output"]


def test_gates_are_means_over_the_units() -> None:
    result = result_of("gru")
    reset = probe_to_json(result, TOKENS)["gates"]["reset"]
    expected = [[result.gates["reset"][k, t].sum() / 5 for t in range(3)] for k in range(2)]
    np.testing.assert_allclose(reset, expected, rtol=1e-14)


@pytest.mark.parametrize("cell", ["rnn-tanh", "gru"])
def test_only_an_lstm_has_a_cell_gradient(cell: Cell) -> None:
    assert "cell_gradient_norm" not in probe_to_json(result_of(cell), TOKENS)


def test_an_rnn_has_no_gates() -> None:
    assert probe_to_json(result_of("rnn-relu"), TOKENS)["gates"] == {}


def test_a_number_that_json_cannot_hold_becomes_null() -> None:
    model = build_model(ModelConfig(cell="rnn-relu", hidden_size=4), 3, seed=1)
    weights = model.torch_weights()
    weights["rnn.weight_hh_l0"].fill_(float("inf"))
    model.load_torch_weights(weights)
    answer = probe_to_json(probe(model, IDS), TOKENS)
    assert answer["hidden_gradient_norm"] == [[None, None, None]]
