"""How much context each run makes use of, measured on held-out text when it is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.freezing import FreezeDesk, MakeWeights
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk

if TYPE_CHECKING:
    from rnnlab.generation.used_context import ContextScore

_SCORES = 9  # eight lengths and all of the text
_NO_RUN = "There is no run to measure yet: press Train first, or show one in the list of runs."
_NO_TEXT = "The text of this run is not open: open it, then measure."


@dataclass
class Measured:
    """What has been measured of a run so far.

    Attributes:
        step: Training step of the weights.
        scores: In the order of their lengths; all of the text comes last.
        sentence: Why there are no more; empty if all is well.
    """

    step: int
    scores: list[ContextScore] = field(default_factory=list)
    sentence: str = ""

    @property
    def complete(self) -> bool:
        """Whether every length is there."""
        return len(self.scores) == _SCORES


class ContextDesk(QObject):
    """Measures the visible runs one after another.

    Attributes:
        measured: The latest by run; of a run that is measured anew the former stays until then.
        sentence: Why nothing was measured; empty if all is well.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        freezing: FreezeDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._freezing = freezing
        self._waiting: list[int] = []
        self._now: int | None = None
        self._task: int | None = None
        self._numbers = itertools.count(1)
        self._number = 0
        self._done = self._all = 0
        self.measured: dict[int, Measured] = {}
        self.sentence = ""
        runs.run_removed.connect(self._on_run_removed)

    @property
    def busy(self) -> bool:
        """Whether something is being measured."""
        return self._now is not None

    @property
    def progress(self) -> float:
        """Share of the scores that are there, 0 to 1."""
        return self._done / self._all if self._all else 0.0

    def measure(self) -> None:
        """Measure every visible run, from weights as they are when its turn comes."""
        self.cancel()
        self._waiting = [run.key for run in self._runs.runs.values() if run.visible]
        self.sentence = "" if self._waiting else _NO_RUN
        self._done, self._all = 0, _SCORES * len(self._waiting)
        self._next()

    def cancel(self) -> None:
        """Measure no more; what is there stays."""
        self._background.cancel(self._task)
        self._task = self._now = None
        self._waiting.clear()
        self._number = next(self._numbers)
        self.changed.emit()

    def _next(self) -> None:
        self._now = self._task = None
        while self._waiting and self._waiting[0] not in self._runs.runs:
            self._waiting.pop(0)
        if self._waiting:
            self._begin(self._runs.runs[self._waiting.pop(0)])
        self.changed.emit()

    def _begin(self, run: Run) -> None:
        self._now, self._number = run.key, next(self._numbers)
        number = self._number

        def frozen(step: int, make: MakeWeights) -> None:
            if number == self._number:
                self._start(run, Measured(step), make)

        self._freezing.ask(run, "used context", frozen)

    def _start(self, run: Run, new: Measured, make: MakeWeights) -> None:
        def arrived(score: ContextScore | None) -> None:
            if score is not None:
                new.scores.append(score)
                self.measured[run.key] = new
                self._done += 1
                self.changed.emit()

        def failed(sentence: str) -> None:
            new.sentence = sentence
            self.measured[run.key] = new
            self._done += _SCORES - len(new.scores)
            self._next()

        if run.corpus is None:
            failed(_NO_TEXT)
            return
        self._task = self._background.start(
            lambda: _measure(run, make), arrived, self._next, failed
        )

    def _on_run_removed(self, key: int) -> None:
        self.measured.pop(key, None)
        if key == self._now:
            self._background.cancel(self._task)
            self._next()
        self.changed.emit()


def _measure(run: Run, make: MakeWeights) -> Iterator[ContextScore | None]:
    from rnnlab.generation.used_context import LONGEST_SAMPLE, scored_places, used_context

    assert run.corpus is not None
    ids = np.array(run.corpus.valid[:LONGEST_SAMPLE], np.int32)
    places = scored_places(ids, run.corpus.counts)
    yield from used_context(make(), ids, places)
