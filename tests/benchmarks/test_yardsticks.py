"""What is compared must be the same work."""

import pytest
import torch

from rnnlab.benchmarks.material import CHARACTERS, benchmark_config, benchmark_corpus
from rnnlab.benchmarks.plain_torch import PlainLoop, PlainModel, plain_cell
from rnnlab.benchmarks.step import operations_per_token
from rnnlab.config import Cell, RunConfig
from rnnlab.training.trainer import Trainer

STEPS = 6


def _constant(cell: Cell) -> RunConfig:
    return benchmark_config(cell, hidden_size=16).changed(schedule="constant")


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn-tanh", "rnn-relu"])
def test_the_bare_loop_learns_what_the_trainer_learns(cell: Cell) -> None:
    config, corpus = _constant(cell), benchmark_corpus()
    plain = PlainLoop(config, corpus)
    expected = torch.stack([plain.step() for _ in range(STEPS)])
    trainer = Trainer(config, corpus)
    records = [record for _ in range(STEPS) for record in trainer.make_step()]
    losses = torch.tensor([record.loss for record in records])
    torch.testing.assert_close(losses, expected, rtol=1e-4, atol=0)


def test_the_text_has_the_usual_number_of_characters() -> None:
    assert len(benchmark_corpus().vocabulary) == CHARACTERS


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn-tanh", "rnn-relu"])
def test_cell_and_layer_of_torch_are_of_one_size(cell: Cell) -> None:
    model = benchmark_config(cell, hidden_size=16).model
    layer = PlainModel(model, CHARACTERS).rnn
    sizes = [parameter.shape for parameter in plain_cell(model).parameters()]
    assert sizes == [parameter.shape for parameter in layer.parameters()]


def test_operations_are_those_of_the_matrix_products() -> None:
    # a (1 × 64) and a (1 × 256) vector times four blocks of 256, and 65 scores; thrice 2·m·n
    by_hand = 6 * (64 * 1024 + 256 * 1024 + 256 * 65)
    assert operations_per_token(benchmark_config().model, 65) == by_hand
