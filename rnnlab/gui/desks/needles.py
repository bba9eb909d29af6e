"""Needle tests: small models that others train in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.training.needles.mixed import MixedReport, MixedRun
from rnnlab.training.needles.results import (
    Budget,
    Point,
    PointProgress,
    PointResult,
    sweep_points,
)

if TYPE_CHECKING:
    from rnnlab.jobs.needle_worker import Order

RunOrders = Callable[["Sequence[Order]"], Iterator[Any]]


class NeedleDesk(QObject):
    """One sweep and one training on mixed distances at a time.

    Args:
        background: Runs the thread that listens to the processes.
        parent: Owner.
        run: Trains what is ordered; for tests.

    Attributes:
        points: Those of the present sweep, in the order in which they begin.
        results: What became of them so far.
        progress: How those under way stand.
        sweeping: Whether a sweep is under way.
        mixed: The latest report of the training on mixed distances, or None.
        mixing: Whether that is under way.
        sentence: Why the sweep ended before its time; empty if all is well.
        mixed_sentence: The same of the training on mixed distances.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        parent: QObject | None = None,
        run: RunOrders | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._run = run or _run_orders
        self._sweep_task: int | None = None
        self._mixed_task: int | None = None
        self.points: list[Point] = []
        self.results: dict[Point, PointResult] = {}
        self.progress: dict[Point, PointProgress] = {}
        self.sweeping = False
        self.mixed: MixedReport | None = None
        self.mixing = False
        self.sentence = ""
        self.mixed_sentence = ""

    def sweep(
        self,
        task: str,
        contenders: Sequence[str],
        lags: Sequence[int],
        budget: Budget | None = None,
    ) -> None:
        """Train every contender at every lag; a sweep under way is dropped.

        Raises:
            TextError: There is no such task, nobody takes part, or a lag cannot be used.
        """
        points = sweep_points(task, tuple(contenders), tuple(lags), budget)
        self.stop()
        self.points, self.results, self.sweeping = points, {}, True
        self.sentence = ""
        self._sweep_task = self._background.start(
            lambda: self._run(points), self._on_told, self._on_swept, self._on_broken
        )
        self.changed.emit()

    def stop(self) -> None:
        """End the sweep at once; what has been found stays."""
        self._background.cancel(self._sweep_task)
        self._on_swept()

    def clear(self) -> None:
        """Forget what was found, as it is about another task."""
        self.points, self.results, self.sentence = [], {}, ""
        self.stop()

    def train_mixed(self, run: MixedRun) -> None:
        """Train on sentences of all distances."""
        self.stop_mixed()
        self.mixed, self.mixing, self.mixed_sentence = None, True, ""
        self._mixed_task = self._background.start(
            lambda: self._run([run]),
            self._on_told_of_mixed,
            self._on_mixed,
            self._on_mixed_broken,
        )
        self.changed.emit()

    def stop_mixed(self) -> None:
        """End that training at once; the latest report stays."""
        self._background.cancel(self._mixed_task)
        self._on_mixed()

    def _on_told(self, report: object) -> None:
        if report is None:
            return
        if isinstance(report, PointProgress):
            self.progress[report.point] = report
        else:
            result = report if isinstance(report, PointResult) else _failed(report)
            self.results[result.point] = result
            self.progress.pop(result.point, None)
        self.changed.emit()

    def _on_swept(self) -> None:
        self._sweep_task = None
        self.sweeping = False
        self.progress.clear()
        self.changed.emit()

    def _on_broken(self, sentence: str) -> None:
        self.sentence = sentence
        self._on_swept()

    def _on_told_of_mixed(self, report: object) -> None:
        if report is None:
            return
        if isinstance(report, MixedReport):
            self.mixed = report
        else:
            self.mixed_sentence = str(getattr(report, "sentence", ""))
        self.changed.emit()

    def _on_mixed(self) -> None:
        self._mixed_task = None
        self.mixing = False
        self.changed.emit()

    def _on_mixed_broken(self, sentence: str) -> None:
        self.mixed_sentence = sentence
        self._on_mixed()


def _failed(report: Any) -> PointResult:
    """An order that broke, as a result that says why."""
    return PointResult(report.order, float("nan"), 0, 0.0, sentence=report.sentence)


def _run_orders(orders: Sequence[Order]) -> Iterator[Any]:
    from rnnlab.jobs.needle_sweep import run_orders

    yield from run_orders(orders)
