"""Training steps."""

from collections.abc import Callable

import torch

from rnnlab.benchmarks.material import (
    benchmark_config,
    benchmark_corpus,
    model_name,
    tokens_per_step,
)
from rnnlab.benchmarks.plain_torch import PlainLoop
from rnnlab.benchmarks.results import Goal, Result, Row, compared
from rnnlab.benchmarks.timing import FloatArray, Work, alternate, repeated
from rnnlab.config import ModelConfig, RunConfig
from rnnlab.models import BLOCKS
from rnnlab.training.trainer import Trainer

GOAL = Goal("at least", 0.97)
_PRODUCTS = 20


def measure_step(
    hidden_size: int = 256,
    rounds: int = 25,
    cell_rounds: int = 9,
    steps: int = 8,
    matrix_size: int = 1024,
) -> Result:
    """`Trainer.make_step`, as the window calls it, against the bare loop of `PlainLoop`.

    Both have the same weights, text, batches and threads, and take turns every few steps. The
    bare loop leaves out whatever the trainer does besides: the schedule, the check for
    numbers that are no longer finite, the records. The arithmetic is set against products of
    square matrices, the fastest thing that this processor does with the same threads.

    Args:
        hidden_size: Of every model.
        rounds: For the LSTM.
        cell_rounds: For each of the other four cells.
        steps: In a round.
        matrix_size: Rows of the matrices that are multiplied.
    """
    config = benchmark_config("lstm", hidden_size)
    contenders = (*_contenders(config, steps), *_products(matrix_size))
    ours, plain, *products = alternate(*contenders, rounds=rounds)
    tokens = steps * tokens_per_step(config)
    vocabulary_size = len(benchmark_corpus().vocabulary)
    operations = tokens * operations_per_token(config.model, vocabulary_size)
    fastest: FloatArray = _PRODUCTS * 2.0 * matrix_size**3 / min(products, key=lambda s: s.sum())
    rows = [
        compared(
            model_name(config), "tokens/s", tokens / ours, "plain torch", tokens / plain, GOAL
        ),
        compared(
            f"{model_name(config)}, arithmetic",
            "GFLOP/s",
            operations / ours / 1e9,
            "matrix product",
            fastest / 1e9,
        ),
    ]
    others = [benchmark_config(cell, hidden_size) for cell in BLOCKS if cell != "lstm"]
    rows += [_cell_row(other, cell_rounds, steps) for other in others]
    return Result(
        "training steps (batch 32, length 64) against a bare loop of torch’s modules",
        tuple(rows),
        ("Torch has no simplified GRU; its full GRU is the yardstick.",),
    )


def operations_per_token(config: ModelConfig, vocabulary_size: int) -> float:
    """Additions and multiplications of the matrix products in one layer's training step.

    A product with an m × n matrix takes 2·m·n of them; the way back takes twice as many as
    the way forward, for the gradients by the weights and by what they were multiplied with.
    """
    width, hidden = config.embedding_size, config.hidden_size
    recurrent = len(BLOCKS[config.cell]) * hidden * (width + hidden)
    return 3 * 2.0 * (recurrent + hidden * vocabulary_size)


def _cell_row(config: RunConfig, rounds: int, steps: int) -> Row:
    ours, plain = alternate(*_contenders(config, steps), rounds=rounds)
    tokens = steps * tokens_per_step(config)
    return compared(model_name(config), "tokens/s", tokens / ours, "plain torch", tokens / plain)


def _contenders(config: RunConfig, steps: int) -> tuple[Work, Work]:
    corpus = benchmark_corpus()
    trainer = Trainer(config, corpus)  # it sets the threads
    plain = PlainLoop(config, corpus)
    return repeated(trainer.make_step, steps), repeated(plain.step, steps)


def _products(size: int) -> list[Work]:
    """Ways to multiply two matrices; which library is the faster depends on the processor."""
    left, right, product = torch.rand(3, size, size)
    ways: list[Work] = [lambda: torch.mm(left, right, out=product)]
    one_dnn: Callable[[], bool] = torch.backends.mkldnn.is_available
    if one_dnn():
        packed_left, packed_right = left.to_mkldnn(), right.to_mkldnn()
        ways.append(lambda: torch.nn.functional.linear(packed_left, packed_right))
    return [repeated(way, _PRODUCTS) for way in ways]
