"""What a step of each run costs."""

import numpy as np

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.learning.progress import training_progress
from rnnlab.gui.panes.learning.run_plot import RunPlot
from rnnlab.gui.plots import FloatArray

_LAST = 200  # steps whose median is written at the end of the curve
_GROUP = 20  # steps that share one point
_ROOM = 2.0  # what took longer than so many medians, as when the machine was busy, leaves the view
_EXPLANATION = (
    "The time of one training step in milliseconds: reading a batch, gradient, update; the "
    "median of every 20 steps, beyond 32,768 of every 20 stretches of them, and in words that of "
    "the last 200. "
    "With <i>H</i> hidden units and an input of width <i>E</i> a cell multiplies "
    "<i>n</i> · <i>H</i> · (<i>H</i> + <i>E</i>) numbers for each token, with <i>n</i> = 1 for the "
    "RNN, 3 for the GRU and 4 for the LSTM; how well its kernel is made for this machine counts "
    "as much, so that a GRU can take longer than an LSTM. "
    "In a race only one run calculates at a time and waiting is not counted, so that the times "
    "compare."
)


class SpeedPlot(RunPlot):
    """Time per step of every run."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Time per step", _EXPLANATION, "milliseconds per step")

    def show_runs(self, runs: list[Run]) -> None:
        """Draw the runs that have made steps."""
        shown = [run for run in runs if len(run.history.training)]
        highest = 0.0
        for run in shown:
            milliseconds = step_milliseconds(run)
            x, y = _grouped(training_progress(run, self.unit), milliseconds)
            median = float(np.median(milliseconds[-_LAST:]))
            words = f"{median:.1f} ms · {run.name}"
            self.set_curve(f"{run.key}", x, y, run_color(run.cell, run.shade), words)
            highest = max(highest, min(float(y.max()), _ROOM * median))
        self.keep_only({f"{run.key}" for run in shown})
        self.set_y_range((0.0, 1.1 * highest) if highest else None)


def step_milliseconds(run: Run) -> FloatArray:
    """How long each step took, (rows,), in milliseconds of the run's own training time.

    Where a long run keeps only some of its steps, the mean since the one kept before.
    """
    training = run.history.training
    steps = np.diff(training.column("step"), prepend=0.0)
    return 1000.0 * np.diff(training.column("seconds"), prepend=0.0) / steps


def _grouped(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The median of every 20 steps at the last of them; of fewer steps, that of them all."""
    if len(y) < _GROUP:
        return x[-1:], np.array([np.median(y)])
    whole = len(y) // _GROUP * _GROUP
    return x[:whole].reshape(-1, _GROUP)[:, -1], np.median(y[:whole].reshape(-1, _GROUP), axis=1)
