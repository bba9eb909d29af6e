"""What can be read, and what is refused with a sentence."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from rnnlab.config import Cell
from rnnlab.models import BLOCKS
from rnnlab.probes import ProbeError, probe, probe_activations, read_text

Make = Callable[..., Any]


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_probabilities_are_those_of_the_equations(
    cell: Cell, layers: int, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers), text(9)
    reading, oracle = read_text(model, ids), oracle_of(model)
    expected = oracle.log_probabilities(oracle.inputs(ids))
    np.testing.assert_allclose(reading.log_probabilities, expected, rtol=1e-10)
    assert (reading.steps, reading.layers) == (8, layers)


@pytest.mark.parametrize("look", [read_text, probe, probe_activations])
def test_a_text_too_long_to_keep_in_sight_is_refused(look: Make, small_model: Make) -> None:
    model = small_model("rnn-tanh", hidden_size=512)
    longest = 4_000_000 // 512 + 1
    with pytest.raises(ProbeError, match=f"100,000 tokens is too long .* to {longest:,}"):
        look(model, np.zeros(100_000, dtype=np.int32))


@pytest.mark.parametrize("ids", [[], [1]])
def test_a_text_without_a_next_token_is_refused(ids: list[int], small_model: Make) -> None:
    with pytest.raises(ProbeError, match="at least two tokens"):
        read_text(small_model("gru"), np.array(ids, dtype=np.int32))


@pytest.mark.parametrize("foreign", [-1, 6])
def test_a_foreign_token_is_refused(foreign: int, small_model: Make) -> None:
    with pytest.raises(ProbeError, match="does not know"):
        read_text(small_model("gru"), np.array([0, foreign, 1], dtype=np.int32))


def test_an_exploding_state_is_told_with_its_place(small_model: Make, text: Make) -> None:
    model = small_model("rnn-relu")
    weights = model.torch_weights()
    weights["rnn.weight_hh_l0"].copy_(torch.eye(4) * 1e30)
    weights["rnn.bias_ih_l0"].fill_(1.0)
    model.load_torch_weights(weights)
    with pytest.raises(ProbeError, match="after token 12: it has exploded"):
        read_text(model, text(40))


def test_broken_output_weights_are_told(small_model: Make, text: Make) -> None:
    model = small_model("gru")
    weights = model.torch_weights()
    weights["output.bias"].fill_(float("nan"))
    model.load_torch_weights(weights)
    with pytest.raises(ProbeError, match="scores are not finite"):
        read_text(model, text(5))
