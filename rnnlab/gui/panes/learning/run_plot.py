"""What the pages of the Learning pane have in common: every run over the same axis."""

import numpy as np

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.learning.progress import (
    LABELS,
    ProgressUnit,
    break_words,
    training_progress,
)
from rnnlab.gui.panes.memory.curve_marks import CurveMarks
from rnnlab.gui.plots import CurvePlot

_ROOM_FOR_WORDS = 0.7
_MARKED_PADDING = 0.25


class RunPlot(CurvePlot):
    """Curves of several runs; one that broke is marked where it did.

    Attributes:
        unit: What the x axis counts.
        marks: Where runs broke.
    """

    def __init__(self, look: Look, title: str, explanation: str, y_label: str) -> None:
        self.unit: ProgressUnit = "tokens"
        super().__init__(look, title, explanation, x_label=LABELS["tokens"], y_label=y_label)
        self.grows = True
        self.set_empty_text("Press Train: the curve begins within two seconds.")
        self.marks = CurveMarks(self, look)

    def set_unit(self, unit: ProgressUnit) -> None:
        """Count tokens or seconds along x."""
        self.unit = unit
        self.set_labels(LABELS[unit], self.canvas.frame.y_label)

    def keep_only(self, wanted: set[str]) -> None:
        """Take away the curves that are not drawn any more."""
        for key in set(self.curve_keys()) - wanted:
            self.remove_curve(key)

    def mark_breaks(self, runs: list[Run], column: str) -> None:
        """Mark the last step of those that broke on the curve that shows a column of theirs."""
        trained = [run for run in runs if len(run.history.training)]
        ends = {run.key: float(training_progress(run, self.unit)[-1]) for run in trained}
        marks = []
        for run in trained:
            if run.status is Status.DIVERGED:
                end = ends[run.key]
                level = float(self.to_view(run.history.training.column(column)[-1:])[0])
                # Further right there is no room for words; the line below the title has them.
                words = break_words(run) if end < _ROOM_FOR_WORDS * max(ends.values()) else ""
                marks.append((end, level, run_color(run.cell, run.shade), words))
        self.marks.show([mark for mark in marks if np.isfinite(mark[1])])

    def padding(self) -> float:
        """Room above the highest mark for its words."""
        return _MARKED_PADDING if self.marks.shown() else super().padding()
