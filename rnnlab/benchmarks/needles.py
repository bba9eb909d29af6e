"""The needle sweep: who finds a key again after how many tokens."""

from collections.abc import Iterable, Sequence
from time import perf_counter

from rnnlab.benchmarks.errors import BenchmarkError
from rnnlab.benchmarks.results import Result, Row, measured
from rnnlab.jobs.needle_sweep import run_orders
from rnnlab.jobs.needle_worker import OrderFailed
from rnnlab.training.needles.contenders import CONTENDERS, TELLING
from rnnlab.training.needles.results import (
    DEFAULT_LAGS,
    Budget,
    Point,
    PointResult,
    sweep_points,
)
from rnnlab.training.needles.verdict import verdict


def measure_needles(
    contenders: Iterable[str] = CONTENDERS,
    lags: Sequence[int] = DEFAULT_LAGS,
    budget: Budget | None = None,
    task: str = "recall",
) -> Result:
    """Accuracy of every contender at every lag, and how long the sweep took.

    The accuracies are what they are and have no goal; see `rnnlab.training.needles.point`.

    Args:
        contenders: Keys of `CONTENDERS`.
        lags: Distances in tokens.
        budget: Of each point; by default twelve seconds of its own processor time.
        task: Key of the task.

    Raises:
        BenchmarkError: A point broke in a way that training itself does not.
        TextError: There is no such task, contender or distance.
    """
    points = sweep_points(task, tuple(contenders), tuple(lags), budget)
    started = perf_counter()
    results: list[PointResult] = []
    told = started
    for report in run_orders(points):
        if isinstance(report, OrderFailed):
            raise BenchmarkError(report.sentence)
        if isinstance(report, PointResult):
            results.append(report)
            told = perf_counter() if report.point.contender in TELLING else told
    notes = (
        verdict(results),
        f"The plain RNN and the LSTM with forget bias 3 were done after {told - started:.0f} s, "
        f"everything after {perf_counter() - started:.0f} s.",
    )
    found = {result.point: result for result in results}
    rows = tuple(_row(found[point]) for point in sorted(found, key=_place))
    return Result(f"needle sweep “{task}”, accuracy on fresh exercises", rows, notes)


def _place(point: Point) -> tuple[int, int]:
    return list(CONTENDERS).index(point.contender), point.lag


def _row(result: PointResult) -> Row:
    name = f"{CONTENDERS[result.point.contender].title}, lag {result.point.lag}"
    unit = f"after {result.steps:,} steps, {result.seconds:.1f} s"
    return measured(name, unit, [result.accuracy])
