"""Dropout and the generator it draws from."""

import copy

import pytest
import torch

from rnnlab.config import ModelConfig
from rnnlab.models import build_model
from rnnlab.models.dropout import Dropout
from rnnlab.models.errors import ModelError

CPU = torch.device("cpu")
CONFIG = ModelConfig(layers=2, hidden_size=6, embedding_size=5, dropout=0.5)
TEXT = torch.zeros(8, 4, dtype=torch.int64)


def test_what_is_left_is_scaled_up_so_that_the_mean_stays() -> None:
    dropped = Dropout(seed=1)(torch.ones(100_000), 0.3)
    torch.testing.assert_close(dropped.unique(), torch.tensor([0.0, 1 / 0.7]))
    assert abs(dropped.mean().item() - 1.0) < 0.01


def test_the_state_brings_the_same_zeros_back() -> None:
    dropout, other = Dropout(seed=1), Dropout(seed=2)
    dropout(torch.ones(1000), 0.5)
    other.set_state(dropout.state(), CPU)
    assert torch.equal(other(torch.ones(50), 0.5), dropout(torch.ones(50), 0.5))


def test_a_state_of_another_device_is_passed_over() -> None:
    dropout, same = Dropout(seed=1), Dropout(seed=1)
    dropout.set_state(torch.zeros(16, dtype=torch.uint8), CPU)
    assert torch.equal(dropout(torch.ones(50), 0.5), same(torch.ones(50), 0.5))


def test_a_state_that_is_damaged_is_refused_in_a_sentence() -> None:
    dropout, same = Dropout(seed=1), Dropout(seed=1)
    with pytest.raises(ModelError, match=r"damaged; open another copy of the run\.$"):
        dropout.set_state(torch.full_like(dropout.state(), 255), CPU)
    assert torch.equal(dropout(torch.ones(50), 0.5), same(torch.ones(50), 0.5))


def test_dropout_neither_reads_nor_moves_the_random_state_of_torch() -> None:
    model = build_model(CONFIG, 7, seed=1).train()
    twin = copy.deepcopy(model)
    before = torch.get_rng_state()
    logits, _ = model(TEXT)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(99)
    assert torch.equal(twin(TEXT)[0], logits)


def test_a_model_goes_on_with_the_dropout_of_another() -> None:
    model, other = build_model(CONFIG, 7, seed=1).train(), build_model(CONFIG, 7, seed=1).train()
    model(TEXT)
    other.set_dropout_state(model.dropout_state())
    assert torch.equal(other(TEXT)[0], model(TEXT)[0])
