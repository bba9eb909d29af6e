"""Perplexity over training, beside the n-gram models."""

import numpy as np

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.learning.progress import training_progress, validation_progress
from rnnlab.gui.panes.learning.run_plot import RunPlot
from rnnlab.gui.plots import FloatArray

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
        highest, lowest, wanted = 1.0, np.inf, set()
        for run in runs:
            perplexities = _perplexity(run.history.validation.column("loss"))
            key, color = f"{run.key}-valid", run_color(run.cell, run.shade)
            x = validation_progress(run, self.unit)
            self.set_curve(key, x, perplexities, color, run.name)
            wanted.add(key)
            if run is current:
                wanted.add(self._draw_training(run, color))
            if len(perplexities):
                highest, lowest = max(highest, perplexities.max()), min(lowest, perplexities.min())
        self.keep_only(wanted)
        exploded = highest > _HIGHEST and lowest < _HIGHEST
        self.set_y_range((lowest / 1.5, _HIGHEST) if exploded else None)

    def _draw_training(self, run: Run, color: str) -> str:
        smoothed = _perplexity(run.history.training.column("smoothed_loss"))
        x, key = training_progress(run, self.unit), f"{run.key}-train"
        self.set_curve(key, x, smoothed, color, "training", "thin")
        return key


def _perplexity(losses: FloatArray) -> FloatArray:
    return np.asarray(np.exp(np.minimum(losses, _LARGEST_LOSS)))
