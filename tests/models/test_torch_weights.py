"""Weights under torch's names, out and in."""

import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell, ModelConfig, UserError
from rnnlab.models import BLOCKS, LanguageModel, ModelError, build_model

V = 7


def tied_model(seed: int) -> LanguageModel:
    config = ModelConfig(hidden_size=4, embedding_size=4, tie_weights=True)
    return build_model(config, V, seed)


def test_names_and_shapes_are_torchs() -> None:
    config = ModelConfig(cell="lstm", layers=2, hidden_size=4, embedding_size=3)
    weights = build_model(config, V, seed=1).torch_weights()
    assert {name: tuple(tensor.shape) for name, tensor in weights.items()} == {
        "embedding.weight": (7, 3),
        "rnn.weight_ih_l0": (16, 3),
        "rnn.weight_hh_l0": (16, 4),
        "rnn.bias_ih_l0": (16,),
        "rnn.bias_hh_l0": (16,),
        "rnn.weight_ih_l1": (16, 4),
        "rnn.weight_hh_l1": (16, 4),
        "rnn.bias_ih_l1": (16,),
        "rnn.bias_hh_l1": (16,),
        "output.weight": (7, 4),
        "output.bias": (7,),
    }


def test_the_simplified_gru_has_two_blocks() -> None:
    config = ModelConfig(cell="gru-simplified", hidden_size=4, embedding_size=3)
    weights = build_model(config, V, seed=1).torch_weights()
    assert weights["rnn.weight_ih_l0"].shape == (8, 3)


def test_one_hot_input_has_no_embedding() -> None:
    config = ModelConfig(hidden_size=4, input_encoding="one-hot")
    weights = build_model(config, V, seed=1).torch_weights()
    assert "embedding.weight" not in weights
    assert weights["rnn.weight_ih_l0"].shape == (16, V)


def test_what_comes_out_is_a_copy() -> None:
    model = build_model(ModelConfig(hidden_size=4), V, seed=1)
    weights = model.torch_weights()
    weights["output.bias"].fill_(9.0)
    assert not (model.output.bias == 9.0).any()
    assert not any(tensor.requires_grad for tensor in weights.values())


@pytest.mark.parametrize("cell", BLOCKS)
def test_out_and_in_again_gives_the_same_model(cell: Cell) -> None:
    config = ModelConfig(cell=cell, layers=2, hidden_size=4)
    source, target = build_model(config, V, seed=1), build_model(config, V, seed=2)
    target.load_torch_weights(source.torch_weights())
    text = torch.randint(V, (5, 2))
    assert torch.equal(source(text)[0], target(text)[0])


def test_loading_keeps_the_models_own_type() -> None:
    config = ModelConfig(hidden_size=4)
    model = build_model(config, V, seed=1)
    model.load_torch_weights(build_model(config, V, seed=2).double().torch_weights())
    assert model.output.weight.dtype is torch.float32


def test_tied_output_is_left_out_and_need_not_be_given() -> None:
    weights = tied_model(1).torch_weights()
    assert "output.weight" not in weights
    tied_model(2).load_torch_weights(weights)


def test_tied_output_may_be_given_if_it_is_the_embedding() -> None:
    weights = tied_model(1).torch_weights()
    model = tied_model(2)
    model.load_torch_weights({**weights, "output.weight": weights["embedding.weight"].clone()})
    assert torch.equal(model.output.weight, weights["embedding.weight"])


def test_tied_output_that_differs_from_the_embedding_is_refused() -> None:
    weights = tied_model(1).torch_weights()
    weights["output.weight"] = weights["embedding.weight"] + 1
    with pytest.raises(ModelError, match="tied"):
        tied_model(2).load_torch_weights(weights)


def spoilt(weights: dict[str, Tensor], how: str) -> dict[str, Tensor]:
    name = "rnn.weight_hh_l0"
    match how:
        case "missing":
            del weights[name]
        case "shape":
            weights[name] = torch.zeros(16, 5)
        case "integers":
            weights[name] = torch.zeros(16, 4, dtype=torch.int64)
        case "too many":
            weights["rnn.weight_hh_l1"] = torch.zeros(16, 4)
    return weights


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("missing", "“rnn.weight_hh_l0” are missing"),
        ("shape", "“rnn.weight_hh_l0” have the shape 16 × 5, but this model needs 16 × 4"),
        ("integers", "“rnn.weight_hh_l0” are not floating-point numbers"),
        ("too many", "“rnn.weight_hh_l1” have no place"),
    ],
)
def test_weights_that_do_not_fit_are_named_and_none_is_taken(how: str, sentence: str) -> None:
    model = build_model(ModelConfig(hidden_size=4), V, seed=1)
    before = model.torch_weights()
    others = spoilt(build_model(ModelConfig(hidden_size=4), V, seed=2).torch_weights(), how)
    with pytest.raises(ModelError, match=sentence) as caught:
        model.load_torch_weights(others)
    assert isinstance(caught.value, UserError)
    after = model.torch_weights()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_a_copy_for_the_readable_cells_shares_nothing_with_the_model() -> None:
    model = build_model(ModelConfig(hidden_size=4), V, seed=1)
    copied = model.weights().copy(dtype=torch.float32)
    copied.layers[0].weight_hh.fill_(9.0)
    assert not copied.layers[0].weight_hh.requires_grad
    assert not (model.weights().layers[0].weight_hh == 9.0).any()
