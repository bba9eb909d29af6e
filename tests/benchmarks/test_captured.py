"""Faster forms of the bare loop learn the same; what only a card can record is left out here."""

import pytest
import torch
from torch import nn

from rnnlab.benchmarks.captured import CapturedLoop, compiled_cells
from rnnlab.benchmarks.material import benchmark_corpus
from rnnlab.benchmarks.plain_torch import PlainLoop
from rnnlab.benchmarks.step_rows import every_model
from rnnlab.benchmarks.timing import Work
from rnnlab.config import TextConfig
from rnnlab.text import Batches, build_corpus, source_from_text

MODELS = {config.model.title: config for config in every_model(hidden_size=16)}
STEPS = 4


@pytest.mark.parametrize("name", MODELS)
def test_a_recorded_step_played_again_learns_what_the_bare_loop_learns(name: str) -> None:
    recorded: list[Work] = []

    def record(work: Work) -> Work:
        recorded.append(work)
        return work

    loop = CapturedLoop(MODELS[name], benchmark_corpus(), record)
    found = [loop.step().item() for _ in range(STEPS)]
    torch.manual_seed(0)
    plain = PlainLoop(MODELS[name], benchmark_corpus())
    if name != "GRU, simplified":  # the full GRU that stands in has weights of its own
        assert found == [plain.step().item() for _ in range(STEPS)]
    assert len(recorded) == 1


def test_a_recorded_step_begins_each_epoch_with_an_empty_state() -> None:
    corpus = build_corpus(source_from_text("to be or not " * 20, "two batches"), TextConfig())
    config = MODELS["LSTM"].changed(batch_size=5, sequence_length=20)
    loop = CapturedLoop(config, corpus, lambda work: work)
    plain = PlainLoop(config, corpus)
    assert len(Batches(corpus.train, 5, 20)) == 2
    for _ in range(3):
        assert loop.step().item() == plain.step().item()


def test_a_compiled_cell_takes_the_place_of_the_cell() -> None:
    given: list[nn.Module] = []

    def compile_module(module: nn.Module) -> nn.Module:
        given.append(module)
        return module

    config = MODELS["LSTM"]
    loop = compiled_cells(config, benchmark_corpus(), compile_module)
    plain = PlainLoop(config, benchmark_corpus(), by_steps=True)
    assert [loop.step().item() for _ in range(STEPS)] == [plain.step().item() for _ in range(STEPS)]
    assert isinstance(given[0], nn.LSTMCell)
