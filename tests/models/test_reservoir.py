"""Echo state networks: what is fixed, how it is scaled, what is counted."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from rnnlab.config import ConfigError, ModelConfig, declared
from rnnlab.models import (
    BLOCKS,
    build_model,
    check_parity,
    count_learnt,
    count_parameters,
    learnt_parameters,
    run_readable,
)

V, H = 11, 40
SCHEMES = list(declared(ModelConfig)["initialisation"].choices)


def config(**more: object) -> ModelConfig:
    shape = {"cell": "rnn-tanh", "hidden_size": H, "embedding_size": 6, "reservoir": True}
    return ModelConfig(**shape | more)


def radius(matrix: torch.Tensor) -> float:
    return float(np.abs(np.linalg.eigvals(matrix.double().numpy())).max())


@pytest.mark.parametrize("wanted", [0.5, 0.95, 1.25])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_recurrent_matrix_has_the_spectral_radius_that_was_set(
    scheme: str, wanted: float
) -> None:
    shape = config(layers=2, initialisation=scheme, spectral_radius=wanted)
    weights = build_model(shape, V, seed=3).torch_weights()
    for layer in range(2):
        assert radius(weights[f"rnn.weight_hh_l{layer}"]) == pytest.approx(wanted, rel=1e-6)


def test_recurrent_gain_has_no_effect_on_a_reservoir() -> None:
    for gain in (0.0, 3.0):
        weights = build_model(config(recurrent_gain=gain), V, seed=3).torch_weights()
        assert radius(weights["rnn.weight_hh_l0"]) == pytest.approx(0.95, rel=1e-6)


def test_a_reservoir_of_one_unit_is_as_large_as_it_should_be() -> None:
    weights = build_model(config(hidden_size=1, spectral_radius=0.7), V, seed=3).torch_weights()
    assert abs(weights["rnn.weight_hh_l0"].item()) == pytest.approx(0.7)


@pytest.mark.parametrize("encoding", ["embedding", "one-hot"])
def test_only_the_output_learns(encoding: str) -> None:
    model = build_model(config(layers=2, input_encoding=encoding), V, seed=1)
    assert list(learnt_parameters(model)) == ["output.weight", "output.bias"]


@pytest.mark.parametrize("encoding", ["embedding", "one-hot"])
def test_what_learns_and_what_is_fixed_are_counted_without_building(encoding: str) -> None:
    shape = config(layers=2, input_encoding=encoding)
    model = build_model(shape, V, seed=1)
    assert count_parameters(shape, V) == sum(p.numel() for p in model.parameters())
    assert count_learnt(shape, V) == sum(p.numel() for p in learnt_parameters(model).values())


@pytest.mark.parametrize("cell", [cell for cell in BLOCKS if cell != "rnn-tanh"])
def test_with_other_cells_the_setting_has_no_effect(cell: str) -> None:
    shape = config(cell=cell)
    model = build_model(shape, V, seed=1)
    assert all(parameter.requires_grad for parameter in model.parameters())
    assert count_learnt(shape, V) == count_parameters(shape, V)
    without = build_model(config(cell=cell, reservoir=False), V, seed=1).torch_weights()
    assert all(torch.equal(without[name], weight) for name, weight in model.torch_weights().items())


def test_training_keeps_nothing_of_the_way_through_the_reservoir() -> None:
    model = build_model(config(layers=2), V, seed=1).train()
    _, state = model(torch.zeros(5, 2, dtype=torch.int64))
    assert not any(tensor.requires_grad for tensor in state)


def test_the_gradient_of_the_output_is_that_of_a_regression_on_the_states() -> None:
    model = build_model(config(), V, seed=1).double()
    generator = torch.Generator().manual_seed(2)
    text = torch.randint(V, (9, 3), generator=generator)
    logits, _ = model(text[:-1])
    cross_entropy(logits.flatten(0, 1), text[1:].flatten()).backward()
    with torch.no_grad():
        trace = run_readable(model.weights(), text[:-1], model.initial_state(3))
    states = torch.stack(trace.layers[-1].hidden).flatten(0, 1).numpy()  # (T·B, H)
    scores = states @ model.output.weight.detach().numpy().T + model.output.bias.detach().numpy()
    errors = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    errors[np.arange(len(errors)), text[1:].flatten().numpy()] -= 1
    assert model.output.weight.grad is not None
    np.testing.assert_allclose(
        model.output.weight.grad.numpy(), errors.T @ states / len(errors), rtol=1e-10, atol=1e-14
    )


def test_another_device_can_be_checked_with_a_reservoir() -> None:
    assert check_parity(torch.device("cpu"), config()).difference == 0.0


@pytest.mark.parametrize("name", ["tie_weights", "reservoir"])
def test_a_fixed_embedding_cannot_be_the_output_that_learns(name: str) -> None:
    others = {"tie_weights": True, "reservoir": True, "embedding_size": H}
    with pytest.raises(ConfigError) as caught:
        config(**others)
    assert "untie them or turn the echo state network off" in str(caught.value)
    assert not config(**others | {name: False}).tie_weights or name == "reservoir"


def test_tied_weights_go_with_the_setting_where_it_has_no_effect() -> None:
    shape = config(cell="gru", tie_weights=True, embedding_size=H)
    assert not shape.is_reservoir


def test_the_network_is_called_what_it_is() -> None:
    assert config().title == "Echo state network"
    assert config(reservoir=False).title == "RNN, tanh"
    assert config(cell="lstm").title == "LSTM"
