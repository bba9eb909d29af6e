"""What a language model promises besides its arithmetic."""

import copy

import pytest
import torch
from torch.nn.functional import cross_entropy

from rnnlab.config import Cell, ConfigError, ModelConfig
from rnnlab.models import BLOCKS, build_model, count_parameters

V = 11
CONFIGS = [
    ModelConfig(cell=cell, layers=layers, hidden_size=6, embedding_size=width, **more)
    for cell in BLOCKS
    for layers in (1, 3)
    for width, more in (
        (5, {}),
        (5, {"input_encoding": "one-hot"}),
        (6, {"tie_weights": True}),
    )
]


@pytest.mark.parametrize("config", CONFIGS)
def test_parameters_are_counted_without_building(config: ModelConfig) -> None:
    model = build_model(config, V, seed=1)
    assert count_parameters(config, V) == sum(p.numel() for p in model.parameters())


def test_a_count_worked_out_by_hand() -> None:
    # embedding 65·64, gates 4·256·(64 + 256 + 2), output 65·256 + 65
    assert count_parameters(ModelConfig(hidden_size=256), 65) == 4_160 + 329_728 + 16_705


@pytest.mark.parametrize("cell", BLOCKS)
def test_the_shapes_of_logits_and_state(cell: Cell) -> None:
    model = build_model(ModelConfig(cell=cell, layers=2, hidden_size=6), V, seed=1)
    logits, state = model(torch.zeros(4, 3, dtype=torch.int64))
    assert logits.shape == (4, 3, V)
    assert [tensor.shape for tensor in state] == [(2, 3, 6)] * (2 if cell == "lstm" else 1)


def test_a_text_read_in_two_pieces_with_the_state_carried_is_read_the_same() -> None:
    model = build_model(ModelConfig(layers=2, hidden_size=6), V, seed=1).double()
    text = torch.randint(V, (9, 2))
    whole, _ = model(text)
    first, state = model(text[:4])
    second, _ = model(text[4:], state)
    torch.testing.assert_close(torch.cat((first, second)), whole, rtol=0.0, atol=1e-12)


def test_dropout_is_off_outside_training() -> None:
    model = build_model(ModelConfig(hidden_size=6, dropout=0.5), V, seed=1).eval()
    text = torch.randint(V, (5, 2))
    assert torch.equal(model(text)[0], model(text)[0])


def test_dropout_changes_from_one_pass_to_the_next() -> None:
    model = build_model(ModelConfig(layers=2, hidden_size=6), V, seed=1).train()
    text = torch.randint(V, (5, 2))
    without = model(text)[0]
    model.set_dropout(0.5)
    assert not torch.equal(model(text)[0], without)
    model.set_dropout(0.0)
    assert torch.equal(model(text)[0], without)


def test_a_dropout_that_is_no_share_is_refused() -> None:
    model = build_model(ModelConfig(hidden_size=6), V, seed=1)
    with pytest.raises(ConfigError, match="Dropout"):
        model.set_dropout(1.5)


def test_gradients_are_there_outside_training_too() -> None:
    model = build_model(ModelConfig(hidden_size=6), V, seed=1).eval()
    model(torch.zeros(3, 1, dtype=torch.int64))[0].sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


def test_building_leaves_torchs_random_state_alone() -> None:
    before = torch.get_rng_state()
    build_model(ModelConfig(cell="gru", layers=2), V, seed=1)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("cell", BLOCKS)
def test_the_same_seed_gives_the_same_weights_and_another_seed_others(cell: Cell) -> None:
    config = ModelConfig(cell=cell, hidden_size=6)
    one, again, other = (build_model(config, V, seed).torch_weights() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["rnn.weight_hh_l0"], other["rnn.weight_hh_l0"])


def test_tied_weights_are_one_matrix_that_both_uses_move() -> None:
    config = ModelConfig(hidden_size=6, embedding_size=6, tie_weights=True)
    model = copy.deepcopy(build_model(config, V, seed=1)).double()
    text = torch.tensor([[0], [1]])
    model(text)[0].sum().backward()
    assert model.embedding is not None
    assert model.output.weight is model.embedding.weight
    assert (model.output.weight.grad != 0).any(dim=1).all()  # every token is an output


@pytest.mark.parametrize("tie_weights", [False, True])
def test_an_untrained_model_is_about_as_good_as_guessing(tie_weights: bool) -> None:
    config = ModelConfig(hidden_size=64, embedding_size=64, tie_weights=tie_weights)
    model = build_model(config, 50, seed=1)
    text = torch.randint(50, (21, 8))
    loss = cross_entropy(model(text[:-1])[0].flatten(0, 1), text[1:].flatten())
    assert loss.item() == pytest.approx(torch.tensor(50.0).log().item(), abs=0.1)
