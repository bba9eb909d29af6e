"""Writing with a network, character by character."""

from collections.abc import Callable
from time import perf_counter

import torch
from torch import nn

from rnnlab.benchmarks.growth import Contender, Growth, grown, measure_growth
from rnnlab.benchmarks.material import CHARACTERS, benchmark_config, model_name
from rnnlab.benchmarks.plain_modules import plain_cell
from rnnlab.benchmarks.plain_torch import Carried, PlainModel
from rnnlab.benchmarks.results import Goal, Result, Row, compared, headline
from rnnlab.benchmarks.timing import Clock, Work, alternate
from rnnlab.config import Cell, ModelConfig, RunConfig, SamplingConfig
from rnnlab.generation import Writer, write
from rnnlab.models import build_model, use_threads

CELLS: tuple[Cell, ...] = ("lstm", "gru", "rnn-tanh")
BY_CELL, BY_LAYER = "torch’s cell", "torch’s layer, one step"
GROWTH_GOAL = Goal("at most", 1.2)


def measure_sample(
    hidden_size: int = 256,
    length: int = 1_500,
    rounds: int = 7,
    smallest: int = 64,
    shortest: int = 400,
    clock: Clock = perf_counter,
) -> Result:
    """`write` with a `Writer` against the two loops that torch's modules offer.

    One calls ``nn.LSTMCell`` (``GRUCell``, ``RNNCell``) for every character, the other
    ``nn.LSTM`` with a sequence of one. All three have the same sizes and threads, draw every
    character from the softmax of its scores and read what they have drawn. Torch's loops
    leave the characters where they are, though a program would want them out.

    Args:
        hidden_size: Of every model.
        length: Characters in a round.
        rounds: Repetitions.
        smallest: Hidden units of the LSTM that grows eight times as wide.
        shortest: Characters of the text that grows eight times as long.
        clock: As in `alternate`.
    """
    use_threads(0)
    configs = [benchmark_config(cell, hidden_size) for cell in CELLS]
    rows = [row for config in configs for row in _rows(config, length, rounds, clock)]
    longer = _longer(hidden_size, shortest, rounds, clock)
    wider = _wider(smallest, shortest, rounds, clock)
    return Result(
        "writing with a network against loops of torch’s modules",
        (*map(headline, rows), *longer.rows(growth_goal=GROWTH_GOAL), *_by_width(wider, shortest)),
        (longer.note(), wider.note()),
    )


def _rows(config: RunConfig, length: int, rounds: int, clock: Clock) -> list[Row]:
    ours, with_cell, with_layer = alternate(
        _write(config.model, length),
        _write_with_cell(config.model, length),
        _write_with_layer(config.model, length),
        rounds=rounds,
        clock=clock,
    )
    name, unit, speed = model_name(config), "characters/s", length / ours
    return [
        compared(name, unit, speed, BY_CELL, length / with_cell),
        compared(name, unit, speed, BY_LAYER, length / with_layer),
    ]


def _longer(hidden_size: int, shortest: int, rounds: int, clock: Clock) -> Growth:
    config = benchmark_config("lstm", hidden_size)
    return measure_growth(
        Contender(model_name(config), lambda length: _write(config.model, length)),
        Contender(BY_CELL, lambda length: _write_with_cell(config.model, length)),
        "characters",
        grown(shortest),
        rounds,
        clock,
    )


def _wider(smallest: int, length: int, rounds: int, clock: Clock) -> Growth:
    def with_width(write: Callable[[ModelConfig, int], Work]) -> Callable[[int], Work]:
        return lambda hidden_size: write(benchmark_config("lstm", hidden_size).model, length)

    return measure_growth(
        Contender("LSTM, wider and wider", with_width(_write)),
        Contender(BY_CELL, with_width(_write_with_cell)),
        "hidden units",
        grown(smallest),
        rounds,
        clock,
    )


def _by_width(growth: Growth, length: int) -> list[Row]:
    """Characters a second at each width."""
    columns = zip(growth.sizes, growth.seconds, growth.references, strict=True)
    return [
        compared(f"LSTM {size}", "characters/s", length / ours, growth.against, length / theirs)
        for size, ours, theirs in columns
    ]


def _write(config: ModelConfig, length: int) -> Work:
    writer = Writer.from_model(build_model(config, CHARACTERS, seed=1))
    choices = SamplingConfig(length=length)
    return lambda: list(write(writer, [0], choices))


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


def _write_with_layer(config: ModelConfig, length: int) -> Work:
    model = PlainModel(config, CHARACTERS).eval()

    def work() -> None:
        token = torch.zeros(1, 1, dtype=torch.int64)
        state: Carried = None
        with torch.inference_mode():
            for _ in range(length):
                logits, state = model(token, state)  # (1, 1, V)
                token = torch.multinomial(logits[0].softmax(1), 1)

    return work
