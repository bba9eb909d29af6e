"""The norm of the gradient before clipping, of every run: where it explodes."""

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.learning.progress import broken_sentence, training_progress
from rnnlab.gui.panes.learning.run_plot import RunPlot
from rnnlab.gui.panes.memory.decades import whole_decades
from rnnlab.gui.plots import CurveStyle

_USUAL = (1e-2, 1e2)
_EXPLANATION = (
    "The length ‖<i>g</i>‖ of the gradient of all weights at each step, before clipping, on a "
    "logarithmic axis. "
    "Clipping at <i>c</i>, the dotted line, makes the step with <i>g</i> · min(1, "
    "<i>c</i>/‖<i>g</i>‖): what lies above the line is taken no further than the line. "
    "A run without it follows the whole gradient, and one that is far too long can throw the "
    "weights to where no loss is finite any more; the ring marks that step."
)


class GradientNormPlot(RunPlot):
    """The gradient norm of every run on one axis, with the limits of clipping."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Gradient norm", _EXPLANATION, "‖g‖ before clipping")
        self.set_y_log(True)
        self._limits: set[str] = set()

    def show_runs(self, runs: list[Run], current: Run | None) -> None:
        """Draw the runs."""
        for run in runs:
            x, norms = (
                training_progress(run, self.unit),
                run.history.training.column("gradient_norm"),
            )
            style: CurveStyle = "line" if run is current or len(runs) < 3 else "thin"
            self.set_curve(f"{run.key}", x, norms, run_color(run.cell, run.shade), run.name, style)
        self.keep_only({f"{run.key}" for run in runs})
        norms_of_all = [run.history.training.column("gradient_norm") for run in runs]
        self._draw_limits(runs)
        self.mark_breaks(runs, "gradient_norm")
        low, high = whole_decades(norms_of_all, _USUAL)
        room = (high / low) ** self.padding() if self.marks.shown() else 1.0
        self.set_y_range((low, high * room))
        self.set_subtitle(broken_sentence(runs))

    def _draw_limits(self, runs: list[Run]) -> None:
        clips = {run.config.training.gradient_clip for run in runs} - {0.0}
        limits = {f"clip {clip:g}": clip for clip in clips}
        for words in self._limits - set(limits):
            self.remove_reference(words)
        for words, clip in limits.items():
            self.set_reference(words, clip, words, "warning")
        self._limits = set(limits)
