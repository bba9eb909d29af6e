"""How the values of a gate or state are distributed as training goes on."""

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, gate_color, run_color
from rnnlab.gui.panes.gates.signals import GATES, OPEN, SHUT, TITLES, symbol
from rnnlab.gui.plots import CurvePlot, CurveStyle, FloatArray, HeatmapPlot, Plot
from rnnlab.gui.widgets import make_button
from rnnlab.training.films import BINS, signal_bounds

_WIDTH_OF_BOTH = 700
_FEWEST = 2  # moments that make a picture
_SHARES = (1e-3, 1.0)
_FILLS = "Fills from left to right while training."
_CELL = "The cell c has no bounds to saturate at: choose a gate or the state h."
_SATURATED = (
    "The share of all values, over units and tokens, that are saturated: a gate below 0.1 or "
    "above 0.9, a candidate or state of a tanh beyond ±0.9. "
    "There the slope is small, σ′ = σ(1 − σ) < 0.09 of a gate and tanh′ = 1 − tanh² < 0.19 of a "
    "state, and little gradient passes through it. "
    "The state of a ReLU has no upper end: its shares are of units that are silent, below 0.1, "
    "and above 0.9."
)
_DISTRIBUTION = (
    "Each column is the histogram of a gate or state at one look, over units and tokens: of its "
    f"<i>N</i> values a share <i>n<sub>b</sub></i>/<i>N</i> lies in bin <i>b</i> of {BINS}. "
    "A new network keeps its gates near ½; where training pushes them to 0 and 1 they act as "
    "switches. "
    "What lies outside, as a ReLU’s state above 1, is counted in the outermost bin."
)


class TrainingView(QWidget):
    """Saturated shares and the whole distribution over the training tokens."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.saturated = CurvePlot(
            look, "Saturated", _SATURATED, x_label="training tokens", y_label="share of values"
        )
        self.saturated.grows = True
        self.saturated.set_y_range((0.0, 1.0))
        self.distribution = HeatmapPlot(
            look,
            "Distribution",
            _DISTRIBUTION,
            x_label="training tokens",
            y_label="value",
            value_label="share",
        )
        self.distribution.set_value_log(True)
        self.distribution.set_levels(_SHARES)
        self._look = look
        self._in_front: Plot = self.saturated
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.to_distribution = self._add(self.saturated, "Distribution", self.distribution)
        self.to_saturated = self._add(self.distribution, "Saturated", self.saturated)
        look.changed.connect(self._space_out)
        self._space_out()

    def show_run(self, run: Run | None, name: str, layer: int) -> None:
        """Draw what became of a gate or state ``name`` of a layer."""
        film = run.history.gates if run else None
        shares = film.shares(name, layer) if film is not None else np.empty((0, BINS))
        if run is None or film is None or len(shares) < _FEWEST:
            self._show_nothing(_CELL if name == "cell" else _FILLS)
            return
        training = run.config.training
        per_step = training.batch_size * training.sequence_length
        where = f"{run.name} · layer {layer + 1}" if run.config.model.layers > 1 else run.name
        self._draw_saturated(run, name, np.array(film.steps) * float(per_step), shares)
        self.saturated.set_title(TITLES[name], f"saturated · {where}")
        grid, newest = film.evenly_spaced()
        span = float(grid[0] * per_step), float(grid[-1] * per_step)
        self._draw_distribution(run, name, span, shares[newest])
        self.distribution.set_title(TITLES[name], f"distribution · {where}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both plots where there is room for them."""
        super().resizeEvent(event)
        self._choose(self._in_front)

    def _add(self, plot: Plot, words: str, other: Plot) -> QPushButton:
        """Put a plot into the row, with a button in its head that brings the other one."""
        self._row.addWidget(plot, 1)
        button = make_button(words)
        button.clicked.connect(lambda: self._choose(other))
        plot.header.add_action(button)
        return button

    def _choose(self, plot: Plot) -> None:
        self._in_front = plot
        both = self.width() >= self._look.px(_WIDTH_OF_BOTH)
        for each in (self.saturated, self.distribution):
            each.setVisible(both or each is plot)
        for button in (self.to_distribution, self.to_saturated):
            button.setVisible(not both)

    def _space_out(self) -> None:
        self._row.setSpacing(self._look.px(8))
        self._choose(self._in_front)

    def _show_nothing(self, sentence: str) -> None:
        self.saturated.clear()
        self.distribution.clear()
        for plot, title in ((self.saturated, "Saturated"), (self.distribution, "Distribution")):
            plot.set_title(title, "")
            plot.set_empty_text(sentence)

    def _draw_saturated(self, run: Run, name: str, tokens: FloatArray, shares: FloatArray) -> None:
        curves = saturated_shares(name, run.cell, shares)
        is_state = name == "hidden"
        color = run_color(run.cell, run.shade) if is_state else gate_color(name)
        for key in set(self.saturated.curve_keys()) - set(curves):
            self.saturated.remove_curve(key)
        for index, (label, values) in enumerate(curves.items()):
            style: CurveStyle = "dashed" if index else "line"
            self.saturated.set_curve(label, tokens, values, color, label, style)

    def _draw_distribution(
        self, run: Run, name: str, span: tuple[float, float], shares: FloatArray
    ) -> None:
        low, high = signal_bounds(name)
        if run.cell == "rnn-relu" and name == "hidden":  # nothing lies below 0
            low, shares = 0.0, shares[:, BINS // 2 :]
        half = (high - low) / shares.shape[1] / 2
        self.distribution.set_data(shares.T, x_span=span, y_span=(low + half, high - half))


def saturated_shares(name: str, cell: str, shares: FloatArray) -> dict[str, FloatArray]:
    """The curves by their labels, (moments,) each, from shares in bins (moments, `BINS`)."""
    letter = symbol(name)
    if name in GATES:  # of 20 bins over 0 … 1, two end at 0.1 and two begin at 0.9
        return {
            f"{letter} > {OPEN}": shares[:, -2:].sum(axis=1),
            f"{letter} < {SHUT}": shares[:, :2].sum(axis=1),
        }
    if cell == "rnn-relu" and name == "hidden":
        return {f"h > {OPEN}": shares[:, -1], f"h < {SHUT}": shares[:, : BINS // 2 + 1].sum(axis=1)}
    return {f"|{letter}| > {OPEN}": shares[:, 0] + shares[:, -1]}
