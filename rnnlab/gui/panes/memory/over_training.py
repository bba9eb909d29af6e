"""The gradient through time as training goes on."""

import numpy as np

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory.scale import NORMS, by_words
from rnnlab.gui.panes.memory.through_time import loss_words
from rnnlab.gui.plots import FloatArray, HeatmapPlot
from rnnlab.training.films import GradientFilm

_SMALLEST = 1e-300
_EXPLANATION = (
    "Each column is one look at ‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ during training or, of a "
    "network without recurrence, at ‖∂<i>L</i>/∂<i>e<sub>t</sub></i>‖ by the vectors it read. "
    "Bright reaches far back; dark has vanished on its way through the product "
    "Π ∂<i>h<sub>s</sub></i>/∂<i>h<sub>s−1</sub></i>. "
    "The scale of colours is fixed, so that pictures of several runs can be compared."
)


class OverTrainingView(HeatmapPlot):
    """Tokens over training steps, for the run in front."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Gradient over training",
            _EXPLANATION,
            x_label="training step",
            y_label="token t",
            value_label="‖∂L/∂hₜ‖",
        )
        self.set_value_log(True)
        self.set_levels(NORMS)
        self.set_empty_text("Fills from left to right while training.")

    def show_run(self, run: Run | None) -> None:
        """Draw a run's film."""
        film = run.history.film if run else None
        if run is None or film is None or len(film.steps) < 2:
            self.clear()
            return
        grid, norms = _evenly_spaced(film)
        self.set_data(norms, x_span=(grid[0], grid[-1]), y_span=(1.0, float(len(norms))))
        probe = run.history.last_probe
        self.set_value_label(f"‖∂L/{by_words(not run.config.model.is_recurrent)}‖")
        words = f", {loss_words(probe.result)}" if probe else ""
        self.set_subtitle(f"{run.name} · top layer{words}")


def _evenly_spaced(film: GradientFilm) -> tuple[list[float], FloatArray]:
    """The film on an even grid of steps: in each column the newest picture at that step.

    Pictures are taken when time allows, so that they are not evenly spaced by themselves.

    Returns:
        The steps of the columns, (columns,), and the norms, (T, columns).
    """
    steps = np.array(film.steps, dtype=np.float64)
    grid = np.linspace(steps[0], steps[-1], len(steps))
    newest = np.searchsorted(steps, grid, side="right") - 1
    norms = film.norms[newest].T
    return grid.tolist(), np.maximum(norms, _SMALLEST)
