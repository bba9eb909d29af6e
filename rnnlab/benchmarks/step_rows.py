"""One model's training step beside its yardsticks; what `step` and `sweep` have in common."""

from time import perf_counter

import torch

from rnnlab.benchmarks.arithmetic import Peak, operations_per_step
from rnnlab.benchmarks.device_clock import clock_of
from rnnlab.benchmarks.material import (
    CHARACTERS,
    benchmark_config,
    benchmark_corpus,
    model_name,
    tokens_per_step,
)
from rnnlab.benchmarks.plain_torch import PlainLoop
from rnnlab.benchmarks.results import Goal, Row, compared, headline
from rnnlab.benchmarks.timing import Clock, FloatArray, Work, alternate, repeated
from rnnlab.config import RunConfig
from rnnlab.config.model import RECURRENT
from rnnlab.models import pick_device
from rnnlab.text import Corpus
from rnnlab.training.trainer import Trainer

GOAL = Goal("at least", 0.97)
LAYERS, CELLS, PRODUCT = "torch’s layers", "torch’s cells", "matrix product"


def every_model(hidden_size: int) -> list[RunConfig]:
    """The LSTM, the other recurrent cells, the echo state network, and those without recurrence."""
    recurrent = [benchmark_config(cell, hidden_size) for cell in reversed(RECURRENT)]
    reservoir = benchmark_config("rnn-tanh", hidden_size).changed(reservoir=True)
    return [
        *recurrent,
        reservoir,
        benchmark_config("window", hidden_size),
        benchmark_config("average", hidden_size),
    ]


class StepRace:
    """`Trainer.make_step`, as the window calls it, in turn with its yardsticks.

    All have the same weights, text, batches and threads. The bare loops leave out whatever the
    trainer does besides: the schedule, the check for numbers that are no longer finite, the
    records. The one takes torch's layers, the other torch's cells, step by step in Python.

    Args:
        config: The model, the batches, the device and its threads.
        matrix_size: Rows of the matrices whose product is the fastest that the device does.
        clock: As in `alternate`; it is read when the device has done its work.
        corpus: By default that of all benchmarks.

    Attributes:
        works: One step of each, by the yardstick's name; that of the trainer has none.

    Raises:
        DeviceError: The device is not there.
        TextError: The text is shorter than one batch.
    """

    def __init__(
        self,
        config: RunConfig,
        matrix_size: int,
        clock: Clock = perf_counter,
        corpus: Corpus | None = None,
    ) -> None:
        corpus = corpus or benchmark_corpus()
        device = pick_device(config.training.device)
        self._config = config
        self._clock = clock_of(device, clock)
        self.works: dict[str, Work] = {"": Trainer(config, corpus).make_step}  # sets the threads
        self.works[LAYERS] = PlainLoop(config, corpus).step
        if config.model.is_recurrent:
            self.works[CELLS] = PlainLoop(config, corpus, by_steps=True).step
        self._peak = Peak(matrix_size, device, self._clock)

    def steps_in(self, seconds: float, multiple: int = 1) -> int:
        """How many of the trainer's steps take about so long, at least ``multiple``."""
        work = repeated(self.works[""], multiple)
        (taken,) = alternate(work, rounds=1, clock=self._clock)
        return multiple * max(1, round(seconds / max(float(taken[0]), 1e-6)))

    def rows(self, rounds: int, steps: int, name: str = "") -> list[Row]:
        """What came out.

        Args:
            rounds: Turns of each.
            steps: Of one turn.
            name: Of the model in the table; by default cell and size.
        """
        name = name or model_name(self._config)
        works = [repeated(work, steps) for work in self.works.values()]
        found = alternate(*works, self._peak.work, rounds=rounds, clock=self._clock)
        *seconds, products = found
        tokens = steps * tokens_per_step(self._config)
        ours, *others = (tokens / each for each in seconds)
        rows = [
            headline(compared(name, "tokens/s", ours, LAYERS, other, GOAL))
            if against == LAYERS
            else compared(name, "tokens/s", ours, against, other)
            for against, other in zip(list(self.works)[1:], others, strict=True)
        ]
        return [*rows, self._arithmetic(name, steps / seconds[0], products)]

    def _arithmetic(self, name: str, steps_per_second: FloatArray, products: FloatArray) -> Row:
        operations = operations_per_step(self._config, CHARACTERS)
        return compared(
            f"{name}, arithmetic",
            "GFLOP/s",
            operations * steps_per_second / 1e9,
            PRODUCT,
            self._peak.operations / products / 1e9,
        )


def threads_in_use() -> str:
    """``1 thread``, ``2 threads``."""
    threads = torch.get_num_threads()
    return f"{threads} thread{'s' if threads > 1 else ''}"
