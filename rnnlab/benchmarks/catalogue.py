"""Which benchmarks there are. Loads without numpy, since the command line's help names them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from rnnlab.benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from rnnlab.benchmarks.results import Result
    from rnnlab.text import Source

BENCHMARKS: dict[str, str] = {
    "step": "training steps against bare loops of torch’s layers and cells, and in GFLOP/s",
    "probe": "a look inside against a training step",
    "text": "opening texts against counting their characters",
    "ngram": "counting, scoring and writing with n-grams",
    "sample": "writing with a network against loops of torch’s modules",
    "copies": "pieces of a sample that stand in the training text",
    "start": "from the launch to the window and to the first step",
    "live": "training with the window open against a bare loop",
    "sweep": "training steps of all sizes and threads, and on a graphics card (half an hour)",
    "learn": "how soon the default settings pass each n-gram (minutes)",
    "needles": "who finds a key again after how many tokens (minutes)",
}
LONG = ("sweep", "learn", "needles")  # run only when named
WITH_TEXT = ("text", "ngram", "learn")


def chosen_benchmarks(names: list[str]) -> list[str]:
    """The names given, or all but the long ones.

    Raises:
        BenchmarkError: There is none of that name.
    """
    for name in names:
        if name not in BENCHMARKS:
            listed = ", ".join(BENCHMARKS)
            raise BenchmarkError(f"There is no benchmark “{name}”; choose from {listed}.")
    return names or [name for name in BENCHMARKS if name not in LONG]


def run_benchmark(name: str, source: Source | None = None) -> Result:
    """Run the benchmark of that name as it is meant to be run.

    Args:
        name: One of `BENCHMARKS`.
        source: A text, for those that take one; without it they take a built-in one.
    """
    measure: Callable[..., Result] = getattr(
        import_module(f"rnnlab.benchmarks.{name}"), f"measure_{name}"
    )
    return measure(source) if name in WITH_TEXT else measure()
