"""Where the weights start: what each scheme promises."""

import math

import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell, ModelConfig, declared
from rnnlab.models import BLOCKS, build_model

V, E, H = 90, 80, 100
SCHEMES = list(declared(ModelConfig)["initialisation"].choices)


def drawn(scheme: str, cell: Cell = "lstm", **more: object) -> dict[str, Tensor]:
    config = ModelConfig(cell=cell, hidden_size=H, embedding_size=E, initialisation=scheme, **more)
    return build_model(config, V, seed=8).torch_weights()


def blocks(matrix: Tensor) -> tuple[Tensor, ...]:
    return matrix.split(H)


def test_default_is_uniform_within_one_over_root_h() -> None:
    weights = drawn("default", cell="gru")
    for name, tensor in weights.items():
        if name != "embedding.weight":
            assert tensor.abs().max() <= 1 / math.sqrt(H)
            assert tensor.std() == pytest.approx(1 / math.sqrt(3 * H), rel=0.1)


def test_default_draws_embeddings_from_a_standard_normal() -> None:
    embedding = drawn("default")["embedding.weight"]
    assert embedding.std() == pytest.approx(1.0, rel=0.05)
    assert embedding.abs().max() > 2.5


@pytest.mark.parametrize(
    ("scheme", "name", "deviation"),
    [
        ("xavier", "rnn.weight_ih_l0", math.sqrt(2 / (E + H))),
        ("xavier", "rnn.weight_hh_l0", math.sqrt(2 / (H + H))),
        ("xavier", "output.weight", math.sqrt(2 / (H + V))),
        ("he", "rnn.weight_ih_l0", math.sqrt(2 / E)),
        ("he", "rnn.weight_hh_l0", math.sqrt(2 / H)),
        ("he", "output.weight", math.sqrt(2 / H)),
        ("normal", "rnn.weight_ih_l0", 1 / math.sqrt(H)),
        ("normal", "rnn.weight_hh_l0", 1 / math.sqrt(H)),
        ("identity", "rnn.weight_ih_l0", 0.001),
    ],
)
def test_the_spread_of_each_block(scheme: str, name: str, deviation: float) -> None:
    for block in drawn(scheme)[name].split(V if name == "output.weight" else H):
        assert block.std() == pytest.approx(deviation, rel=0.05)
        assert block.mean() == pytest.approx(0.0, abs=0.05 * deviation)


@pytest.mark.parametrize("cell", BLOCKS)
def test_orthogonal_blocks_keep_every_length(cell: Cell) -> None:
    for block in blocks(drawn("orthogonal", cell)["rnn.weight_hh_l0"]):
        torch.testing.assert_close(block @ block.T, torch.eye(H), rtol=0.0, atol=1e-5)


@pytest.mark.parametrize("cell", BLOCKS)
def test_identity_blocks_keep_the_state(cell: Cell) -> None:
    for block in blocks(drawn("identity", cell)["rnn.weight_hh_l0"]):
        assert torch.equal(block, torch.eye(H))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_gain_multiplies_the_recurrent_matrix_and_nothing_else(scheme: str) -> None:
    plain, more = drawn(scheme), drawn(scheme, recurrent_gain=1.5)
    for name in plain:
        factor = 1.5 if name == "rnn.weight_hh_l0" else 1.0
        torch.testing.assert_close(more[name], factor * plain[name])


def test_gain_is_the_spectral_radius_of_an_orthogonal_matrix() -> None:
    matrix = drawn("orthogonal", "rnn-tanh", recurrent_gain=0.9)["rnn.weight_hh_l0"]
    radius = torch.linalg.eigvals(matrix.double()).abs().max()
    assert radius == pytest.approx(0.9, abs=1e-5)


def test_a_scaled_normal_matrix_has_a_spectral_radius_near_one() -> None:
    matrix = drawn("normal", "rnn-tanh")["rnn.weight_hh_l0"]
    assert torch.linalg.eigvals(matrix.double()).abs().max() == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_forget_gate_starts_at_its_bias_in_every_layer(scheme: str) -> None:
    weights = drawn(scheme, layers=2, forget_bias=3.0)
    for layer in range(2):
        assert (weights[f"rnn.bias_ih_l{layer}"][H : 2 * H] == 3.0).all()
        assert (weights[f"rnn.bias_hh_l{layer}"][H : 2 * H] == 0.0).all()


def test_the_forget_bias_moves_no_other_weight() -> None:
    plain, other = drawn("default", forget_bias=1.0), drawn("default", forget_bias=5.0)
    differ = {name for name in plain if not torch.equal(plain[name], other[name])}
    assert differ == {"rnn.bias_ih_l0"}
    rows = (plain["rnn.bias_ih_l0"] != other["rnn.bias_ih_l0"]).nonzero().flatten()
    assert rows.tolist() == list(range(H, 2 * H))


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme != "default"])
def test_other_biases_start_at_zero(scheme: str) -> None:
    weights = drawn(scheme, cell="gru")
    assert all(not tensor.any() for name, tensor in weights.items() if "bias" in name)


def test_layers_do_not_start_alike() -> None:
    weights = drawn("orthogonal", layers=2)
    assert not torch.equal(weights["rnn.weight_hh_l0"], weights["rnn.weight_hh_l1"])
