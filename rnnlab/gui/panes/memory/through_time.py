"""The gradient of one loss on its way back through time, with its memory reach."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy

from rnnlab.gui.desks.insight import Insight
from rnnlab.gui.desks.reaching import loss_position, measured_reach
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.marker import Marker
from rnnlab.gui.panes.memory.reach_words import reach_words
from rnnlab.gui.panes.memory.scale import BY_INPUT, BY_STATE, NORMS, by_words
from rnnlab.gui.panes.memory.theory_words import theory_words
from rnnlab.gui.plots import CurvePlot, FloatArray
from rnnlab.gui.widgets import make_label
from rnnlab.probes.reach import Reach
from rnnlab.probes.result import ProbeResult

_UPPER, _LOWER = -7.4, -8.8  # powers of ten at which words stand, below most curves
_BELOW = 1e-3  # of the axis's lower end
_MOST_LINES = 4  # of reach, below the title
_EXPLANATION = (
    "‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ tells how much the loss would change if the state after "
    "token <i>t</i> were pushed; for an LSTM ‖∂<i>L</i>/∂<i>c<sub>t</sub></i>‖ is dashed, and a "
    "network without recurrence, which has no such state, is asked for "
    "‖∂<i>L</i>/∂<i>e<sub>t</sub></i>‖ by the vector <i>e<sub>t</sub></i> it read at <i>t</i>. "
    "A line that falls to the left vanishes on its way back: what stood there cannot be learnt "
    "from; click to follow the loss of another step. "
    "The thin line is the fit ln <i>g</i>(<i>k</i>) = <i>a</i> + <i>s</i>·<i>k</i> over the "
    "distance <i>k</i>, and its half-life is ln ½ / <i>s</i>; <i>Theory</i> adds the bound "
    "Π ‖diag(φ′)·<i>U</i>‖ of a plain RNN, or the direct path through the gates alone, "
    "Π <i>f<sub>t</sub></i> or Π <i>z<sub>t</sub></i>."
)
_THEORY_TIP = "The predicted curve of the run in front, beside the measured one"


@dataclass(frozen=True)
class _Look:
    """What is drawn of a run: a look of its training, or that of a frozen copy."""

    step: int
    result: ProbeResult


class ThroughTimeView(CurvePlot):
    """One curve for each visible run; a click chooses the step of the loss.

    Attributes:
        theory: Whether the prediction is drawn beside the measurement.
        reaches: One line of words for each run.

    Signals:
        step_clicked: Index of the step from 0.
        theory_wished: The prediction is wished for, or no more.
    """

    step_clicked = Signal(int)
    theory_wished = Signal()

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
        self.theory = QPushButton("Theory")
        self.theory.setCheckable(True)
        self.theory.setToolTip(_THEORY_TIP)
        self.theory.toggled.connect(lambda _: self.theory_wished.emit())
        self.header.add_action(self.theory)
        self.reaches = make_label("", "small", wrap=True)
        self.reaches.setTextFormat(Qt.TextFormat.RichText)
        self.reaches.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reaches.hide()
        self._stack.insertWidget(1, self.reaches)
        self._fitted: dict[int, tuple[ProbeResult, int, Reach | None]] = {}  # by run

    def show_runs(
        self,
        runs: list[Run],
        current: Run | None,
        layer: int,
        insights: Mapping[int, Insight] | None = None,
        sentence: str = "",
    ) -> None:
        """Draw the last look inside each run.

        Args:
            runs: Those that are visible.
            current: The one in front, whose cell and markers are drawn too.
            layer: Counted from the input; a run with fewer layers shows its top one.
            insights: What frozen copies told, by run: the reach over several positions and,
                for the one in front, theory with the measurement of the same weights.
            sentence: Why there is no insight into the run in front.
        """
        wanted: set[str] = set()
        words: list[tuple[Run, str]] = []
        measured: set[bool] = set()
        insights = insights or {}
        for run in runs:
            probe = run.history.last_probe
            if probe is None:
                continue
            level = min(layer, run.config.model.layers - 1)
            insight, front = insights.get(run.key), run is current
            seen = _Look(probe.step, probe.result)
            if front and self.theory.isChecked():
                seen = _of_insight(seen, insight, level)
                wanted |= self._draw_theory(insight)
            keys, own = self._draw_run(run, seen.result, level, front)
            wanted |= keys
            measured.add(seen.result.by_input)
            reach, step = own, seen.step
            if insight and level < len(insight.reaches):
                reach, step = insight.reaches[level], insight.step
            if reach is not None:
                since = "" if step == seen.step else f" · step {step:,}"
                words.append((run, reach_words(reach) + since))
        self._forget(wanted, {run.key for run in runs})
        by = " and ".join(f"‖∂L/{by_words(by_input)}‖" for by_input in sorted(measured))
        self.set_labels("token t", by or f"‖∂L/{BY_STATE}‖")
        self._mark_loss(current)
        self._say_reaches(words, current)
        self.set_subtitle(self._facts(current, insights, sentence))

    def _forget(self, wanted: set[str], runs: set[int]) -> None:
        """Take away the curves that are not wanted, and what was of no run that is drawn."""
        for key in self.curve_keys():
            if key not in wanted:
                self.remove_curve(key)
        for gone in self._fitted.keys() - runs:
            del self._fitted[gone]

    def _draw_theory(self, insight: Insight | None) -> set[str]:
        curve = insight.theory if insight else None
        if curve is None:
            return set()
        places = np.arange(1, len(curve.norms) + 1, dtype=np.float64)
        self.set_curve("theory", places, curve.norms, "muted", theory_words(curve))
        return {"theory"}

    def _draw_run(
        self, run: Run, result: ProbeResult, layer: int, in_front: bool
    ) -> tuple[set[str], Reach | None]:
        """The keys of what was drawn, and the reach of its one loss."""
        color = run_color(run.cell, run.shade)
        norms = result.hidden_gradient_norm[layer]
        places = np.arange(1, len(norms) + 1, dtype=np.float64)
        keys = {f"{run.key}-h"}
        label = f"∂L/{BY_INPUT} · {run.name}" if result.by_input else run.name
        self.set_curve(f"{run.key}-h", places, norms, color, label)
        if result.by_input and norms[0] == 0.0 and norms.any():
            keys.add(f"{run.key}-wall")
            self._draw_wall(run, norms)
        if in_front and result.cell_gradient_norm is not None:
            keys.add(f"{run.key}-c")
            cells = result.cell_gradient_norm[layer]
            self.set_curve(f"{run.key}-c", places, cells, color, "∂L/∂cₜ", "dashed")
        reach = self._reach(run, result, layer)
        if reach is not None and reach.verdict in ("decays", "uncertain", "grows"):
            keys.add(f"{run.key}-fit")
            last = loss_position(result) + 1
            back = np.arange(last - 1, -1, -1, dtype=np.float64)  # k at t = 1 … τ
            line = norms[last - 1] * reach.line(back)
            self.set_curve(f"{run.key}-fit", places[:last], line, color, "", "thin")
        return keys, reach

    def _reach(self, run: Run, result: ProbeResult, layer: int) -> Reach | None:
        """What fits a look, worked out once: runs that race bring theirs at different frames."""
        of, at, reach = self._fitted.get(run.key, (None, -1, None))
        if of is not result or at != layer:
            reach = measured_reach(result, layer)
            self._fitted[run.key] = result, layer, reach
        return reach

    def _draw_wall(self, run: Run, norms: FloatArray) -> None:
        """The end of a window: 0 has no place on a logarithmic axis, so the line leaves it."""
        end = int(np.flatnonzero(norms)[0])
        places = np.array([end + 0.5, end + 1.0])
        fall = np.array([NORMS[0] * _BELOW, norms[end]])
        self.set_curve(f"{run.key}-wall", places, fall, run_color(run.cell, run.shade))

    def _say_reaches(self, said: list[tuple[Run, str]], current: Run | None) -> None:
        said.sort(key=lambda pair: pair[0] is not current)
        lines = []
        for run, sentence in said[:_MOST_LINES]:
            color = self.look.text_color(run_color(run.cell, run.shade)).name()
            name = html.escape(run.name)
            lines.append(f"<b style='color:{color}'>{name}</b> {html.escape(sentence)}")
        if len(said) > _MOST_LINES:
            lines.append(f"and {len(said) - _MOST_LINES} more")
        self.reaches.setText("<br>".join(lines))
        self.reaches.setVisible(bool(lines))

    def _facts(self, run: Run | None, insights: Mapping[int, Insight], sentence: str) -> str:
        probe = run.history.last_probe if run else None
        if run is None or probe is None:
            return ""
        loss, step = loss_words(probe.result), f"at step {probe.step:,}"
        if not self.theory.isChecked():
            return f"{loss} · {step}"
        insight = insights.get(run.key)
        if insight is not None and insight.theory is not None:
            return f"{loss} · measured and predicted at step {insight.step:,}"
        if probe.result.loss_at == "all":
            return f"{loss} · theory is for one loss: choose one"
        missing = insight.sentences.get("theory", "") if insight else sentence
        return f"{loss} · {missing or 'theory is on its way'}"

    def _mark_loss(self, run: Run | None) -> None:
        probe = run.history.last_probe if run else None
        if run is None or probe is None or probe.result.loss_at == "all":
            self.loss_marker.hide()
            self.wall.hide()
            return
        step = loss_position(probe.result) + 1
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


def _of_insight(seen: _Look, insight: Insight | None, layer: int) -> _Look:
    """The measurement of the weights that theory was asked of, where there is one."""
    triangle = insight.triangle if insight else None
    if insight is None or insight.theory is None or triangle is None:
        return seen
    row = triangle.positions.tolist().index(len(insight.theory.norms) - 1)
    cell = None if triangle.cell is None else triangle.cell[:, row]
    measured = replace(
        seen.result,
        loss_at=int(triangle.positions[row]),
        hidden_gradient_norm=triangle.hidden[:, row],
        cell_gradient_norm=cell,
    )
    return _Look(insight.step, measured)


def loss_words(result: ProbeResult) -> str:
    """Which loss is followed back."""
    if result.loss_at == "all":
        return "losses of all steps"
    if result.loss_at == "last":
        return f"loss at the last step, t = {len(result.inputs)}"
    return f"loss at step t = {loss_position(result) + 1}"
