"""What moved a prediction, against autograd and against reading the changed text from its start."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from rnnlab.config import Cell
from rnnlab.models import BLOCKS
from rnnlab.probes import ProbeError, gradient_times_input, occlusion, read_text
from rnnlab.probes.connectivity import AT_ONCE

Make = Callable[..., Any]


def log_probability_of_target(oracle: Any, xs: torch.Tensor, ids: Any, position: int) -> Any:
    return oracle.log_probabilities(xs)[position, int(ids[position + 1])]


@pytest.mark.parametrize("encoding", ["embedding", "one-hot"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_gradient_times_input_is_autograd_s(
    cell: Cell, layers: int, encoding: str, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers, input_encoding=encoding), text(9)
    oracle = oracle_of(model)
    xs = oracle.inputs(ids).requires_grad_()
    log_probability_of_target(oracle, xs, ids, 5).backward()
    expected = (xs.grad * xs).sum(dim=1).detach()[:6]
    found = gradient_times_input(read_text(model, ids), 5)
    np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-300)


@pytest.mark.parametrize("neutral", ["mean", "zero"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_occlusion_is_a_changed_text_read_anew(
    cell: Cell, layers: int, neutral: Any, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers), text(9)
    oracle = oracle_of(model)
    xs, table = oracle.inputs(ids), oracle.weights["embedding.weight"]
    before = oracle.log_probabilities(xs)[5]
    gains, divergences = [], []
    for t in range(6):
        changed = xs.clone()
        changed[t] = table.mean(dim=0) if neutral == "mean" else 0.0
        after = oracle.log_probabilities(changed)[5]
        gains.append((before - after)[int(ids[6])].item())
        divergences.append((before.exp() * (before - after)).sum().item())
    found = occlusion(read_text(model, ids), 5, neutral)
    assert (found.position, found.first) == (5, 0)
    np.testing.assert_allclose(found.gain, gains, rtol=1e-8, atol=1e-13)
    np.testing.assert_allclose(found.divergence, divergences, rtol=1e-6, atol=1e-14)


def test_a_one_hot_input_is_occluded_by_the_mean_of_all_one_hot_vectors(
    small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model("gru", input_encoding="one-hot"), text(6)
    oracle = oracle_of(model)
    changed = oracle.inputs(ids)
    before = log_probability_of_target(oracle, changed, ids, 4)
    changed[2] = 1 / 6
    after = log_probability_of_target(oracle, changed, ids, 4)
    found = occlusion(read_text(model, ids), 4)
    assert found.gain[2] == pytest.approx((before - after).item(), rel=1e-8)


@pytest.mark.parametrize("cell", BLOCKS)
def test_a_long_text_is_occluded_in_pieces_like_a_short_one(
    cell: Cell, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, 2), text(AT_ONCE + 20)
    oracle, last = oracle_of(model), AT_ONCE + 18
    found = occlusion(read_text(model, ids))
    assert len(found.gain) == last + 1
    for t in (0, AT_ONCE - 1, AT_ONCE, last):
        changed = oracle.inputs(ids)
        before = log_probability_of_target(oracle, changed, ids, last)
        changed[t] = oracle.weights["embedding.weight"].mean(dim=0)
        after = log_probability_of_target(oracle, changed, ids, last)
        assert found.gain[t] == pytest.approx((before - after).item(), rel=1e-8, abs=1e-13)


def test_looking_back_less_far_leaves_the_farther_tokens_out(small_model: Make, text: Make) -> None:
    reading = read_text(small_model("lstm"), text(12))
    whole, near = occlusion(reading, 9), occlusion(reading, 9, look_back=3)
    assert near.first == 7
    np.testing.assert_allclose(near.gain, whole.gain[7:], rtol=1e-9)
    np.testing.assert_allclose(near.divergence, whole.divergence[7:], rtol=1e-6)


def test_a_token_that_cannot_be_felt_moved_nothing(small_model: Make, text: Make) -> None:
    model = small_model("rnn-tanh")
    weights = model.torch_weights()
    weights["rnn.weight_hh_l0"].zero_()  # nothing is carried on
    model.load_torch_weights(weights)
    reading = read_text(model, text(8))
    found = occlusion(reading)
    assert (gradient_times_input(reading)[:-1] == 0).all()
    np.testing.assert_allclose(found.gain[:-1], 0, atol=1e-15)
    np.testing.assert_allclose(found.divergence[:-1], 0, atol=1e-30)
    assert found.divergence[-1] > 1e-4


@pytest.mark.parametrize("ask", [gradient_times_input, occlusion])
@pytest.mark.parametrize("position", [5, -6])
def test_a_position_outside_the_text_is_refused(
    ask: Make, position: int, small_model: Make, text: Make
) -> None:
    with pytest.raises(ProbeError, match="positions from 0 to 4"):
        ask(read_text(small_model("gru"), text(6)), position)


def test_looking_back_over_nothing_is_refused(small_model: Make, text: Make) -> None:
    with pytest.raises(ProbeError, match="at least one token"):
        occlusion(read_text(small_model("gru"), text(6)), look_back=0)
