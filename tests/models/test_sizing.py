"""The hidden size that gives a number of parameters."""

import dataclasses

import pytest

from rnnlab.config import ModelConfig
from rnnlab.models import BLOCKS, build_model, hidden_size_for, with_parameters

V = 37
SHAPES: tuple[dict[str, object], ...] = (
    {},
    {"layers": 3},
    {"input_encoding": "one-hot"},
    {"tie_weights": True, "embedding_size": 384},
)


def built(config: ModelConfig, hidden_size: int) -> int:
    """Parameters of a model that is really built, with so many units."""
    width = hidden_size if config.tie_weights else config.embedding_size
    config = dataclasses.replace(config, hidden_size=hidden_size, embedding_size=width)
    return sum(parameter.numel() for parameter in build_model(config, V, seed=1).parameters())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cell", BLOCKS)
@pytest.mark.parametrize("wanted", [1, 4_000, 20_000])
def test_no_other_size_comes_nearer(cell: str, shape: dict[str, object], wanted: int) -> None:
    config = ModelConfig(cell=cell, **shape)
    found = hidden_size_for(config, V, wanted)
    distances = {size: abs(built(config, size) - wanted) for size in range(1, found + 3)}
    assert distances[found] == min(distances.values())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("cell", BLOCKS)
def test_a_model_has_its_own_size(cell: str, shape: dict[str, object]) -> None:
    config = ModelConfig(cell=cell, **shape)
    assert with_parameters(config, V, built(config, 384)) == config


def test_nothing_but_the_width_changes() -> None:
    config = ModelConfig(cell="gru", layers=2, dropout=0.2, forget_bias=3.0)
    found = with_parameters(config, V, 50_000)
    assert dataclasses.replace(found, hidden_size=config.hidden_size) == config


def test_tied_weights_stay_tied() -> None:
    config = ModelConfig(tie_weights=True, embedding_size=384)
    found = with_parameters(config, V, 50_000)
    assert found.tie_weights
    assert found.embedding_size == found.hidden_size != 384


def test_beyond_the_range_its_end_is_taken() -> None:
    assert hidden_size_for(ModelConfig(), V, 10**15) == 4096
    assert hidden_size_for(ModelConfig(), V, -5) == 1
