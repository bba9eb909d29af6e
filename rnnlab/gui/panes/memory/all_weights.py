"""The gradient of all weights together, step by step."""

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.plots import CurvePlot

_EXPLANATION = (
    "The norm of the gradient of all weights together, before clipping and after it. "
    "Peaks far above the rest are gradients that explode; clipping scales them down to its limit."
)


class AllWeightsView(CurvePlot):
    """Before and after clipping, for the run in front."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Gradient of all weights",
            _EXPLANATION,
            x_label="training step",
            y_label="gradient norm",
        )
        self.set_y_log(True)
        self.set_empty_text("One point for each training step.")

    def show_run(self, run: Run | None) -> None:
        """Draw a run's training so far."""
        if run is None or not len(run.history.training):
            self.clear()
            return
        training = run.history.training
        steps = training.column("step")
        before, after = training.column("gradient_norm"), training.column("clipped_norm")
        self.set_curve("before", steps, before, "edge_hover", "before clipping", "thin")
        self.set_curve("after", steps, after, run_color(run.cell, run.shade), "after")
        self.set_subtitle(run.name)
