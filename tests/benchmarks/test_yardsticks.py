"""What is compared must be the same work."""

import pytest
import torch

from rnnlab.benchmarks.material import CHARACTERS, benchmark_config, benchmark_corpus
from rnnlab.benchmarks.plain_modules import plain_cell
from rnnlab.benchmarks.plain_torch import PlainLoop, PlainModel
from rnnlab.benchmarks.step_rows import every_model
from rnnlab.config import RunConfig
from rnnlab.training.trainer import Trainer

STEPS = 6
MODELS = {config.model.title: config for config in every_model(hidden_size=16)}
RECURRENT = [name for name, config in MODELS.items() if config.model.is_recurrent]


def _constant(name: str) -> RunConfig:
    return MODELS[name].changed(schedule="constant")


def _losses(config: RunConfig) -> torch.Tensor:
    trainer = Trainer(config, benchmark_corpus())
    records = [record for _ in range(STEPS) for record in trainer.make_step()]
    return torch.tensor([record.loss for record in records])


@pytest.mark.parametrize("name", [name for name in MODELS if name != "GRU, simplified"])
def test_the_bare_loop_learns_what_the_trainer_learns(name: str) -> None:
    plain = PlainLoop(_constant(name), benchmark_corpus())
    expected = torch.stack([plain.step() for _ in range(STEPS)])
    torch.testing.assert_close(_losses(_constant(name)), expected, rtol=1e-4, atol=0)


@pytest.mark.parametrize("name", RECURRENT)
def test_the_loop_over_cells_learns_what_the_trainer_learns(name: str) -> None:
    plain = PlainLoop(_constant(name), benchmark_corpus(), by_steps=True)
    expected = torch.stack([plain.step() for _ in range(STEPS)])
    torch.testing.assert_close(_losses(_constant(name)), expected, rtol=1e-4, atol=0)


def test_every_cell_of_the_settings_is_measured() -> None:
    assert list(MODELS) == [
        "LSTM",
        "GRU",
        "GRU, simplified",
        "RNN, ReLU",
        "RNN, tanh",
        "Echo state network",
        "Fixed window of 8",
        "Average of embeddings",
    ]


def test_an_echo_state_network_moves_its_output_alone() -> None:
    loop = PlainLoop(_constant("Echo state network"), benchmark_corpus())
    before = {name: tensor.clone() for name, tensor in loop.model.named_parameters()}
    loop.step()
    moved = {name for name, new in loop.model.named_parameters() if not new.equal(before[name])}
    assert moved == {"output.weight", "output.bias"}


def test_the_text_has_the_usual_number_of_characters() -> None:
    assert len(benchmark_corpus().vocabulary) == CHARACTERS


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn-tanh", "rnn-relu"])
def test_cell_and_layer_of_torch_are_of_one_size(cell: str) -> None:
    model = benchmark_config("lstm", hidden_size=16).changed(cell=cell).model
    layer = PlainModel(model, CHARACTERS).rnn
    sizes = [parameter.shape for parameter in plain_cell(model).parameters()]
    assert sizes == [parameter.shape for parameter in layer.parameters()]
