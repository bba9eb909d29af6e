"""One stream of random numbers for texts at several temperatures."""

import numpy as np
import pytest
import torch

from rnnlab.config import ConfigError, ModelConfig, SamplingConfig
from rnnlab.generation import Writer, write
from rnnlab.generation.writing import uniforms_from, write_side_by_side
from rnnlab.models import build_model

V = 12
CONFIG = SamplingConfig(length=300, seed=5)


def small_writer(cell: str = "lstm") -> Writer:
    model = build_model(ModelConfig(cell=cell, hidden_size=8, embedding_size=4), V, 3)
    model.load_torch_weights({name: 3 * w for name, w in model.torch_weights().items()})
    return Writer.from_model(model)


def test_each_text_is_the_one_written_at_its_temperature_alone() -> None:
    writer, temperatures = small_writer(), (0.2, 1.0, 1.01, 2.0)
    texts = list(zip(*write_side_by_side(writer, [1], CONFIG, temperatures), strict=True))
    for temperature, text in zip(temperatures, texts, strict=True):
        config = SamplingConfig(length=300, seed=5, temperature=temperature)
        assert list(text) == list(write(writer, [1], config))


def test_the_same_temperature_twice_gives_the_same_text() -> None:
    rows = list(write_side_by_side(small_writer(), [1], CONFIG, (0.7, 0.7)))
    assert len(rows) == 300
    assert all(one == two for one, two in rows)


def test_a_temperature_out_of_range_is_told_before_anything_is_written() -> None:
    with pytest.raises(ConfigError):
        write_side_by_side(small_writer(), [1], CONFIG, (1.0, 0.0))


def test_numbers_from_a_place_on_are_those_that_come_there() -> None:
    generator = np.random.Generator(np.random.PCG64(9))
    whole = generator.random(1_000)
    for place in (0, 1, 255, 256, 700):
        later = uniforms_from(9, place)
        assert [next(later) for _ in range(300)] == whole[place : place + 300].tolist()


def test_tokens_come_as_often_as_the_models_own_probabilities_in_torch_say() -> None:
    """Every first token is drawn after the same prime text, each time with another seed."""
    model = build_model(ModelConfig(hidden_size=8, embedding_size=4), V, 3)
    model.load_torch_weights({name: 3 * w for name, w in model.torch_weights().items()})
    with torch.no_grad():
        logits, _ = model(torch.tensor([[1], [4]]))
    expected = 4_000 * logits[-1, 0].double().softmax(-1).numpy()
    writer = Writer.from_model(model)
    texts = (write(writer, [1, 4], SamplingConfig(length=1, seed=s)) for s in range(4_000))
    drawn = np.bincount([next(text) for text in texts], minlength=V)
    assert ((drawn - expected) ** 2 / expected).sum() < 31.26  # 99.9 % of chi-square, 11 degrees
