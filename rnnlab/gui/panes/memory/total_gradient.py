"""The gradient of all weights together, step by step, and what looking inside costs."""

import math
from collections.abc import Sequence

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.decades import whole_decades
from rnnlab.gui.plots import CurvePlot, CurveStyle

_USUAL = (1e-2, 1e2)
_EXPLANATION = (
    "The norm ‖<i>g</i>‖ of the gradient of all weights together; peaks far above the rest are "
    "gradients that explode. "
    "Clipping scales what is longer than the limit <i>c</i> down to it, <i>g</i> · min(1, "
    "<i>c</i>/‖<i>g</i>‖), and keeps its direction. "
    "Where one run is shown, thin is before clipping and thick after it; where several are, all "
    "are drawn before clipping and the one in front is thick."
)


class TotalPlot(CurvePlot):
    """The norm of the whole gradient at every step."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Gradient of all weights",
            _EXPLANATION,
            x_label="training step",
            y_label="‖g‖",
        )
        self.grows = True
        self.set_y_log(True)
        self.set_empty_text("One point for each training step.")

    def show_runs(self, runs: Sequence[Run], current: Run | None) -> None:
        """Draw one run before and after clipping, or several before it."""
        shown = [run for run in runs if len(run.history.training)]
        wanted = self._draw_one(shown[0]) if len(shown) == 1 else self._draw_all(shown, current)
        for key in set(self.curve_keys()) - wanted:
            self.remove_curve(key)
        self._mark_limit(current if current in shown else None)
        norms = [run.history.training.column("gradient_norm") for run in shown]
        self.set_y_range(whole_decades(norms, _USUAL))
        self.set_subtitle(_subtitle(shown, current))

    def _draw_one(self, run: Run) -> set[str]:
        training = run.history.training
        steps, color = training.column("step"), run_color(run.cell, run.shade)
        before, after = training.column("gradient_norm"), training.column("clipped_norm")
        if (before == after).all():
            self.set_curve("before", steps, before, color, "‖g‖")
            return {"before"}
        self.set_curve("before", steps, before, "edge_hover", "before clipping", "thin")
        self.set_curve("after", steps, after, color, "after")
        return {"before", "after"}

    def _draw_all(self, runs: Sequence[Run], current: Run | None) -> set[str]:
        for run in runs:
            training = run.history.training
            steps, norms = training.column("step"), training.column("gradient_norm")
            color = run_color(run.cell, run.shade)
            style: CurveStyle = "line" if run is current else "thin"
            self.set_curve(f"run-{run.key}", steps, norms, color, run.name, style)
        return {f"run-{run.key}" for run in runs}

    def _mark_limit(self, run: Run | None) -> None:
        clip = run.config.training.gradient_clip if run else 0.0
        if clip:
            self.set_reference("clip", clip, f"clip {clip:g}", "warning")
        else:
            self.remove_reference("clip")


def _subtitle(shown: Sequence[Run], current: Run | None) -> str:
    if not shown:
        return ""
    what = shown[0].name if len(shown) == 1 else "before clipping"
    return " · ".join(part for part in (what, looking_words(current)) if part)


def looking_words(run: Run | None) -> str:
    """What looking inside costs the run in front, as measured; empty if it is not known."""
    share = run.history.looking_share if run else math.nan
    return f"looking inside takes {share:.1%} of training time" if math.isfinite(share) else ""
