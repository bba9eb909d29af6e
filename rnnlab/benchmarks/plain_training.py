"""The bare training loop as a program: ``python -m rnnlab.benchmarks.plain_training 3 15``.

It trains for a while to warm up, then for a while to be measured, and writes its speed as JSON.
"""

import json
import sys
from time import perf_counter, process_time

from rnnlab.benchmarks.material import benchmark_config, benchmark_corpus, tokens_per_step
from rnnlab.benchmarks.plain_torch import PlainLoop
from rnnlab.benchmarks.processes import SPEED, SPEED_BY_CPU
from rnnlab.models import use_threads


def main(warm_up: float, seconds: float) -> None:
    """Train; both times are in seconds."""
    config = benchmark_config()
    use_threads(config.training.threads)
    loop = PlainLoop(config, benchmark_corpus())
    _train(loop, warm_up)
    started, busy = perf_counter(), process_time()
    tokens = _train(loop, seconds) * tokens_per_step(config)
    figures = {
        SPEED: tokens / (perf_counter() - started),
        SPEED_BY_CPU: tokens / (process_time() - busy),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _train(loop: PlainLoop, seconds: float) -> int:
    """Steps made in at least this time."""
    started, steps = perf_counter(), 0
    while perf_counter() - started < seconds:
        loop.step()
        steps += 1
    return steps


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:3]))
