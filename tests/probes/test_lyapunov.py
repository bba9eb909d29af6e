"""Lyapunov exponents against the product of explicit Jacobians that autograd forms."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell
from rnnlab.models import BLOCKS
from rnnlab.probes import ProbeError, lyapunov_exponents, read_text

Make = Callable[..., Any]


def explicit_jacobians(oracle: Any, ids: Any) -> list[Tensor]:
    """∂s_t/∂s_{t−1} of the state of all layers at every step, (S, S) each."""
    parts = 2 if oracle.cell == "lstm" else 1

    def flat(state: Any) -> Tensor:
        return torch.cat([tensor for pair in state for tensor in pair[:parts]])

    def step(x: Tensor, vector: Tensor) -> Tensor:
        pieces = vector.chunk(oracle.layers * parts)
        state = [(pieces[parts * k], pieces[parts * k + parts - 1]) for k in range(oracle.layers)]
        return flat(oracle.step(x, state, 0, lambda t, k, kind, value: value))

    vector, found = flat(oracle.zero_state()), []
    for x in oracle.inputs(ids):
        found.append(torch.autograd.functional.jacobian(lambda v, x=x: step(x, v), vector))
        vector = step(x, vector)
    return found


def first_changes(size: int, count: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.linalg.qr(torch.randn(size, count, generator=generator, dtype=torch.float64)).Q


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_the_largest_is_the_growth_of_a_vector_under_the_product_of_jacobians(
    cell: Cell, layers: int, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids, warm_up = small_model(cell, layers), text(30), 6
    jacobians = explicit_jacobians(oracle_of(model), ids)
    product, lengths = torch.eye(len(jacobians[0]), dtype=torch.float64), []
    for jacobian in jacobians:
        product = jacobian @ product
        lengths.append((product @ first_changes(len(product), 1, seed=4)).norm().item())
    expected = math.log(lengths[-1] / lengths[warm_up - 1]) / (29 - warm_up)
    found = lyapunov_exponents(read_text(model, ids), warm_up=warm_up, seed=4)
    assert found.largest == pytest.approx(expected, rel=1e-8)
    assert found.running[-1] == pytest.approx(found.largest, rel=1e-12)
    np.testing.assert_allclose(found.growth[:, 0].cumsum(), np.log(lengths), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("cell", BLOCKS)
def test_the_first_two_together_are_the_growth_of_an_area(
    cell: Cell, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, hidden_size=12), text(8)
    jacobians = explicit_jacobians(oracle_of(model), ids)
    moved = first_changes(len(jacobians[0]), 2, seed=1)
    for jacobian in jacobians:
        moved = jacobian @ moved
    found = lyapunov_exponents(read_text(model, ids), count=2, warm_up=0)
    area = torch.linalg.det(moved.T @ moved).sqrt().item()
    assert found.exponents.sum() * 7 == pytest.approx(math.log(area), rel=1e-6)


@pytest.mark.parametrize("cell", ["rnn-tanh", "gru", "gru-simplified", "lstm"])
def test_all_together_are_the_growth_of_a_volume(
    cell: Cell, small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model(cell, 2), text(12)
    jacobians = explicit_jacobians(oracle_of(model), ids)[1:]  # the LSTM's first is singular
    expected = [torch.linalg.slogdet(jacobian).logabsdet.item() for jacobian in jacobians]
    found = lyapunov_exponents(read_text(model, ids), count=len(jacobians[0]), warm_up=1)
    np.testing.assert_allclose(found.growth[1:].sum(axis=1), expected, rtol=1e-6)
    assert (np.diff(found.exponents) < 0.5).all()


def test_a_linear_network_has_the_exponent_of_its_matrix(small_model: Make, text: Make) -> None:
    model = small_model("rnn-relu", initialisation="identity", recurrent_gain=0.9)
    weights = model.torch_weights()
    weights["rnn.bias_ih_l0"].fill_(1.0)  # every unit is on
    model.load_torch_weights(weights)
    found = lyapunov_exponents(read_text(model, text(30)), count=4)
    np.testing.assert_allclose(found.exponents, math.log(0.9), rtol=1e-6)


def test_strong_weights_make_a_tanh_network_chaotic(small_model: Make, text: Make) -> None:
    shape = {"hidden_size": 100, "initialisation": "normal", "seed": 3}
    calm = small_model("rnn-tanh", recurrent_gain=0.5, **shape)
    wild = small_model("rnn-tanh", recurrent_gain=4.0, **shape)
    for model in (calm, wild):
        weights = model.torch_weights()
        weights["rnn.weight_ih_l0"].mul_(0.01)
        model.load_torch_weights(weights)
    assert lyapunov_exponents(read_text(calm, text(200))).largest < -0.3
    assert lyapunov_exponents(read_text(wild, text(200))).largest > 0.1


def test_after_the_warm_up_the_first_direction_hardly_matters(
    small_model: Make, text: Make
) -> None:
    reading = read_text(small_model("lstm", hidden_size=12), text(300))
    found = [lyapunov_exponents(reading, warm_up=150, seed=seed).largest for seed in (1, 2, 3)]
    np.testing.assert_allclose(found, found[0], rtol=5e-3)


def test_a_dead_network_forgets_at_once(small_model: Make, text: Make) -> None:
    model = small_model("rnn-relu")
    weights = model.torch_weights()
    weights["rnn.bias_ih_l0"].fill_(-100.0)
    model.load_torch_weights(weights)
    assert lyapunov_exponents(read_text(model, text(9))).largest == -math.inf


@pytest.mark.parametrize("count", [0, 9])
def test_exponents_that_do_not_exist_are_refused(count: int, small_model: Make, text: Make) -> None:
    with pytest.raises(ProbeError, match="has 8 Lyapunov exponents"):
        lyapunov_exponents(read_text(small_model("lstm"), text(9)), count)


@pytest.mark.parametrize("warm_up", [-1, 8])
def test_a_warm_up_must_leave_something_to_measure(
    warm_up: int, small_model: Make, text: Make
) -> None:
    with pytest.raises(ProbeError, match="choose from 0 to 7"):
        lyapunov_exponents(read_text(small_model("gru"), text(9)), warm_up=warm_up)


def test_a_text_of_two_tokens_has_one_step_to_measure(small_model: Make, text: Make) -> None:
    assert math.isfinite(lyapunov_exponents(read_text(small_model("gru"), text(2))).largest)
