"""The gradient of one loss on its way back through time, with its memory reach."""

import numpy as np
from PySide6.QtCore import QPointF, Signal

from rnnlab.config import UserError
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.marker import Marker
from rnnlab.gui.panes.memory.reach_words import reach_words
from rnnlab.gui.plots import CurvePlot
from rnnlab.probes.reach import Reach, fit_reach
from rnnlab.probes.result import ProbeResult

# Fixed, so that a vanishing gradient is seen to vanish: an axis that follows the data hides it.
NORMS = (1e-10, 1e1)
_UPPER, _LOWER = -7.4, -8.8  # powers of ten at which words stand, below most curves
_EXPLANATION = (
    "‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ tells how much the loss would change if the state after "
    "token <i>t</i> were pushed; for an LSTM ‖∂<i>L</i>/∂<i>c<sub>t</sub></i>‖ is dashed. "
    "A line that falls to the left vanishes on its way back: what stood there cannot be learnt "
    "from; click to follow the loss of another step. "
    "The thin line is the fit ln <i>g</i>(<i>k</i>) = <i>a</i> + <i>s</i>·<i>k</i> over the "
    "distance <i>k</i>, and its half-life is ln ½ / <i>s</i>."
)


class ThroughTimeView(CurvePlot):
    """One curve for each visible run; a click chooses the step of the loss.

    Signals:
        step_clicked: Index of the step from 0.
    """

    step_clicked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(
            look, "Gradient through time", _EXPLANATION, x_label="token t", y_label="‖∂L/∂hₜ‖"
        )
        self.set_y_log(True)
        self.set_y_range(NORMS)
        self.set_empty_text("The gradient of the loss, step by step back in time.")
        self.loss_marker = Marker(self, look, "text", _UPPER)
        self.wall = Marker(self, look, "warning", _LOWER)
        self.canvas.clicked.connect(self._on_clicked)

    def show_runs(self, runs: list[Run], current: Run | None, layer: int) -> None:
        """Draw the last look inside each run.

        Args:
            runs: Those that are visible.
            current: The one in front, whose cell and markers are drawn too.
            layer: Counted from the input; a run with fewer layers shows its top one.
        """
        wanted: set[str] = set()
        words: dict[str, str] = {}
        for run in runs:
            probe = run.history.last_probe
            if probe is not None:
                level = min(layer, run.config.model.layers - 1)
                keys, said = self._draw_run(run, probe.result, level, run is current)
                wanted |= keys
                words[run.name] = said
        for key in self.curve_keys():
            if key not in wanted:
                self.remove_curve(key)
        self._mark_loss(current)
        self.set_subtitle(_subtitle(current, words))

    def _draw_run(
        self, run: Run, result: ProbeResult, layer: int, in_front: bool
    ) -> tuple[set[str], str]:
        """The keys of what was drawn, and the run's reach in words."""
        color = run_color(run.cell, run.shade)
        norms = result.hidden_gradient_norm[layer]
        places = np.arange(1, len(norms) + 1, dtype=np.float64)
        keys = {f"{run.key}-h"}
        self.set_curve(f"{run.key}-h", places, norms, color, run.name)
        if in_front and result.cell_gradient_norm is not None:
            keys.add(f"{run.key}-c")
            cells = result.cell_gradient_norm[layer]
            self.set_curve(f"{run.key}-c", places, cells, color, "∂L/∂cₜ", "dashed")
        reach = measured_reach(result, layer)
        if reach is None:
            return keys, ""
        if reach.verdict in ("decays", "uncertain", "grows"):
            keys.add(f"{run.key}-fit")
            last = _position(result) + 1
            back = np.arange(last - 1, -1, -1, dtype=np.float64)  # k at t = 1 … τ
            line = norms[last - 1] * reach.line(back)
            self.set_curve(f"{run.key}-fit", places[:last], line, color, "", "thin")
        return keys, reach_words(reach)

    def _mark_loss(self, run: Run | None) -> None:
        probe = run.history.last_probe if run else None
        if run is None or probe is None or probe.result.loss_at == "all":
            self.loss_marker.hide()
            self.wall.hide()
            return
        step = _position(probe.result) + 1
        middle = len(probe.result.inputs) / 2
        words = f"loss at step t = {step}"
        self.loss_marker.show(float(step), words, to_the_left=step > middle)
        length = run.config.training.sequence_length
        if step - length >= 1:
            words = f"training cuts here, {length} back"
            wall = step - length + 0.5
            self.wall.show(wall, words, to_the_left=wall > middle)
        else:
            self.wall.hide()

    def _on_clicked(self, place: QPointF) -> None:
        ends = self.bounds()[0]
        if ends is not None:
            self.step_clicked.emit(round(min(max(place.x(), ends[0]), ends[1])) - 1)


def measured_reach(result: ProbeResult, layer: int) -> Reach | None:
    """The reach of one loss; None where many losses are added or a norm is no number."""
    if result.loss_at == "all":
        return None
    last = _position(result)
    try:
        return fit_reach([result.hidden_gradient_norm[layer, : last + 1][::-1]])
    except UserError:
        return None


def _position(result: ProbeResult) -> int:
    """Index of the step of the loss; that of the last one where all are added."""
    return result.loss_at if isinstance(result.loss_at, int) else len(result.inputs) - 1


def loss_words(result: ProbeResult) -> str:
    """Which loss is followed back."""
    if result.loss_at == "all":
        return "losses of all steps"
    if result.loss_at == "last":
        return f"loss at the last step, t = {len(result.inputs)}"
    return f"loss at step t = {_position(result) + 1}"


def _subtitle(current: Run | None, words: dict[str, str]) -> str:
    probe = current.history.last_probe if current else None
    if current is None or probe is None:
        return ""
    own = words.pop(current.name, "")
    others = [f"{name}: {said}" for name, said in words.items() if said]
    after = f"after {probe.step:,} steps"
    return " · ".join(part for part in (loss_words(probe.result), own, after, *others) if part)
