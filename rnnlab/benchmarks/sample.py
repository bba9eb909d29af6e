"""Writing with a network, character by character."""

import torch
from torch import nn

from rnnlab.benchmarks.material import CHARACTERS, benchmark_config, model_name
from rnnlab.benchmarks.plain_modules import plain_cell
from rnnlab.benchmarks.plain_torch import PlainModel
from rnnlab.benchmarks.results import Result, Row, compared
from rnnlab.benchmarks.timing import Work, alternate
from rnnlab.config import Cell, ModelConfig, RunConfig, SamplingConfig
from rnnlab.generation import Writer, write
from rnnlab.models import State, build_model, use_threads

CELLS: tuple[Cell, ...] = ("lstm", "gru", "rnn-tanh")


def measure_sample(hidden_size: int = 256, length: int = 1_500, rounds: int = 9) -> Result:
    """`write` with a `Writer` against the two loops that torch's modules offer.

    One calls ``nn.LSTMCell`` (``GRUCell``, ``RNNCell``) for every character, the other
    ``nn.LSTM`` with a sequence of one. All three have the same sizes and threads, draw every
    character from the softmax of its scores and read what they have drawn. Torch's loops
    leave the characters where they are, though a program would want them out.

    Args:
        hidden_size: Of every model.
        length: Characters in a round.
        rounds: Repetitions.
    """
    use_threads(0)
    configs = [benchmark_config(cell, hidden_size) for cell in CELLS]
    rows = [row for config in configs for row in _rows(config, length, rounds)]
    return Result("writing with a network against loops of torch’s modules", tuple(rows))


def _rows(config: RunConfig, length: int, rounds: int) -> list[Row]:
    writer = Writer.from_model(build_model(config.model, CHARACTERS, seed=1))
    choices = SamplingConfig(length=length)
    ours, with_cell, with_module = alternate(
        lambda: list(write(writer, [0], choices)),
        _write_with_cell(config.model, length),
        _write_with_module(config.model, length),
        rounds=rounds,
    )
    name, unit, speed = model_name(config), "characters/s", length / ours
    return [
        compared(name, unit, speed, "torch’s cell", length / with_cell),
        compared(name, unit, speed, "torch’s layer, one step", length / with_module),
    ]


def _write_with_cell(config: ModelConfig, length: int) -> Work:
    embedding = nn.Embedding(CHARACTERS, config.embedding_size)
    cell = plain_cell(config)
    output = nn.Linear(config.hidden_size, CHARACTERS)

    def work() -> None:
        token, state = torch.zeros(1, dtype=torch.int64), None
        with torch.inference_mode():
            for _ in range(length):
                state = cell(embedding(token), state)
                hidden = state[0] if isinstance(state, tuple) else state  # (1, H)
                token = torch.multinomial(output(hidden).softmax(1), 1)[0]

    return work


def _write_with_module(config: ModelConfig, length: int) -> Work:
    model = PlainModel(config, CHARACTERS).eval()

    def work() -> None:
        token = torch.zeros(1, 1, dtype=torch.int64)
        state: State | None = None
        with torch.inference_mode():
            for _ in range(length):
                logits, state = model(token, state)  # (1, 1, V)
                token = torch.multinomial(logits[0].softmax(1), 1)

    return work
