"""The bare training loop as a program: ``python -m rnnlab.benchmarks.plain_training train 3 15``.

It trains for a while to warm up, then for a while to be measured, and writes its speed as JSON.
With ``race`` in the place of ``train``, RNN, GRU and LSTM make their steps in turn.
"""

import json
import sys
from collections.abc import Sequence
from time import perf_counter, process_time

from rnnlab.benchmarks.material import benchmark_config, benchmark_corpus, tokens_per_step
from rnnlab.benchmarks.plain_torch import PlainLoop
from rnnlab.benchmarks.processes import SPEED, SPEED_BY_CPU
from rnnlab.config import Cell
from rnnlab.config.model import COMPARED
from rnnlab.models import use_threads


def main(cells: Sequence[Cell], warm_up: float, seconds: float) -> None:
    """Train networks of these cells in turn; both times are in seconds."""
    configs = [benchmark_config(cell) for cell in cells]
    use_threads(configs[0].training.threads)
    loops = [PlainLoop(config, benchmark_corpus()) for config in configs]
    _train(loops, warm_up)
    started, busy = perf_counter(), process_time()
    tokens = _train(loops, seconds) * tokens_per_step(configs[0])
    figures = {
        SPEED: tokens / (perf_counter() - started),
        SPEED_BY_CPU: tokens / (process_time() - busy),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _train(loops: Sequence[PlainLoop], seconds: float) -> int:
    """Steps made in at least this time, all loops together."""
    started, steps = perf_counter(), 0
    while perf_counter() - started < seconds:
        for loop in loops:
            loop.step()
        steps += len(loops)
    return steps


if __name__ == "__main__":
    what, *times = sys.argv[1:4]
    main(COMPARED if what == "race" else ("lstm",), *map(float, times))
