"""Perplexity over training, beside the n-gram models."""

import numpy as np

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.learning.progress import training_progress, validation_progress
from rnnlab.gui.panes.learning.run_plot import RunPlot
from rnnlab.gui.plots import FloatArray, Range

_LARGEST_LOSS = 700.0
_HIGHEST = 1e5  # what has exploded leaves the picture rather than flatten all the rest
_EXPLANATION = (
    "Perplexity is how many tokens the model hesitates between: <i>exp</i>(mean loss). "
    "Grey lines are n-gram models of the same text, measured on the same validation tokens. "
    "A curve that sinks under a line has learnt more than counting can tell."
)


class PerplexityPlot(RunPlot):
    """Validation perplexity of every run; of the one in front also on the training text."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Perplexity", _EXPLANATION, "perplexity")
        self.set_y_log(True)

    def show_runs(self, runs: list[Run], current: Run | None) -> None:
        """Draw the runs."""
        wanted: set[str] = set()
        for run in runs:
            key, color = f"{run.key}-valid", run_color(run.cell, run.shade)
            perplexities = _perplexity(run.history.validation.column("loss"))
            x = validation_progress(run, self.unit)
            self.set_curve(key, x, perplexities, color, run.name)
            wanted.add(key)
            if run is current:
                wanted.add(self._draw_training(run, color))
        self.keep_only(wanted)
        self.set_y_range(_range(runs))

    def _draw_training(self, run: Run, color: str) -> str:
        smoothed = _perplexity(run.history.training.column("smoothed_loss"))
        x, key = training_progress(run, self.unit), f"{run.key}-train"
        self.set_curve(key, x, smoothed, color, "training", "thin")
        return key


def _range(runs: list[Run]) -> Range | None:
    """The range of the axis if something has exploded; None if it may follow the data."""
    losses = [run.history.validation.column("loss") for run in runs]
    losses += [run.history.training.column("smoothed_loss") for run in runs]
    seen = _perplexity(np.concatenate([np.empty(0), *losses]))
    ordinary = seen[seen < _HIGHEST]
    if len(ordinary) == len(seen) or not len(ordinary):
        return None
    return float(ordinary.min()) / 1.5, _HIGHEST


def _perplexity(losses: FloatArray) -> FloatArray:
    return np.asarray(np.exp(np.minimum(losses, _LARGEST_LOSS)))
