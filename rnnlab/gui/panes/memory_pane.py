"""How far back the gradient reaches: through time, over training, and in all weights."""

import numpy as np
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.plots import CurvePlot, FloatArray, HeatmapPlot
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import SegmentedControl
from rnnlab.training.history import GradientFilm

# Fixed, so that a vanishing gradient is seen to vanish: an axis that follows the data hides it.
_NORMS = (1e-10, 1e1)
_SMALLEST = 1e-300
_THROUGH_TIME = (
    "‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ tells how much the loss would change if the state after "
    "token <i>t</i> were pushed. "
    "A line that falls to the left is a gradient that vanishes on its way back: what stood there "
    "cannot be learnt from. "
    "The scale is logarithmic and fixed, and for an LSTM ‖∂<i>L</i>/∂<i>c<sub>t</sub></i>‖ is "
    "dashed."
)
_OVER_TRAINING = (
    "Each column is one look at ‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ during training. "
    "Bright reaches far back; dark has vanished."
)
_ALL_WEIGHTS = (
    "The norm of the gradient of all weights together, before clipping and after it. "
    "Peaks far above the rest are gradients that explode; clipping scales them down to its limit."
)


class MemoryPane(QWidget):
    """Three views of the gradient, with a choice of the loss it comes from."""

    def __init__(self, look: Look, runs: RunDesk, watching: WatchDesk, poller: Poller) -> None:
        super().__init__()
        self._runs = runs
        self._watching = watching
        self._dirty = True
        self._build_plots(look)
        self.deck = Deck(
            look,
            {
                "Through time": self.through_time,
                "Over training": self.over_training,
                "All weights": self.all_weights,
            },
        )
        self._build_choices()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)
        for signal in (runs.records_arrived, runs.run_changed, runs.run_removed):
            signal.connect(self._mark)
        runs.probe_arrived.connect(self._mark)
        runs.current_changed.connect(self._mark)
        watching.changed.connect(self._on_watch_changed)
        watching.step_pointed.connect(self._on_step_pointed)
        self.through_time.hovered.connect(self._on_hovered)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the plots up to date, if anything has changed and they can be seen."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        self._fill_layers()
        self._draw_through_time()
        self._draw_over_training()
        self._draw_all_weights()

    def _build_plots(self, look: Look) -> None:
        self.through_time = CurvePlot(
            look,
            "Gradient through time",
            _THROUGH_TIME,
            x_label="token t",
            y_label="‖∂L/∂hₜ‖",
        )
        self.through_time.set_y_log(True)
        self.through_time.set_y_range(_NORMS)
        self.through_time.set_empty_text("The gradient of the loss, step by step back in time.")
        self.over_training = HeatmapPlot(
            look,
            "Gradient over training",
            _OVER_TRAINING,
            x_label="training step",
            y_label="token t",
            value_label="‖∂L/∂hₜ‖",
        )
        self.over_training.set_value_log(True)
        self.over_training.set_levels(_NORMS)
        self.over_training.set_empty_text("Fills from left to right while training.")
        self.all_weights = CurvePlot(
            look,
            "Gradient of all weights",
            _ALL_WEIGHTS,
            x_label="training step",
            y_label="gradient norm",
        )
        self.all_weights.set_y_log(True)
        self.all_weights.set_empty_text("One point for each training step.")

    def _build_choices(self) -> None:
        self.loss_at = SegmentedControl({"last": "Loss at last step", "all": "At all steps"})
        self.loss_at.chosen.connect(self._watching.set_loss_at)
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer whose gradient is shown")
        self.layer.currentIndexChanged.connect(self._mark)
        self.deck.header.add(self.loss_at)
        self.deck.header.add(self.layer)
        self.layer.hide()

    def _fill_layers(self) -> None:
        run = self._runs.current
        layers = run.config.model.layers if run else 1
        self.layer.setVisible(layers > 1)
        if self.layer.count() != layers:
            self.layer.blockSignals(True)
            self.layer.clear()
            self.layer.addItems([f"Layer {number}" for number in range(1, layers + 1)])
            self.layer.setCurrentIndex(layers - 1)
            self.layer.blockSignals(False)

    def _draw_through_time(self) -> None:
        wanted: set[str] = set()
        for run in self._runs.runs.values():
            if run.visible and run.history.last_probe is not None:
                wanted |= self._draw_probe(run)
        for key in self.through_time.curve_keys():
            if key not in wanted:
                self.through_time.remove_curve(key)
        self.through_time.set_subtitle(self._subtitle())

    def _draw_probe(self, run: Run) -> set[str]:
        probe = run.history.last_probe
        assert probe is not None
        result = probe.result
        layer = min(max(self.layer.currentIndex(), 0), run.config.model.layers - 1)
        color = run_color(run.cell, run.shade)
        norms = result.hidden_gradient_norm[layer]
        places = np.arange(1, len(norms) + 1, dtype=np.float64)
        key = f"{run.key}-h"
        self.through_time.set_curve(key, places, norms, color, run.name)
        if run is not self._runs.current or result.cell_gradient_norm is None:
            return {key}
        cell_key = f"{run.key}-c"
        cell_norms = result.cell_gradient_norm[layer]
        self.through_time.set_curve(cell_key, places, cell_norms, color, "∂L/∂cₜ", "dashed")
        return {key, cell_key}

    def _subtitle(self) -> str:
        run = self._runs.current
        probe = run.history.last_probe if run else None
        if probe is None:
            return ""
        at = probe.result.loss_at
        count = len(probe.result.inputs)
        where = {"last": f"loss at the last step, t = {count}", "all": "losses of all steps"}
        words = where.get(str(at), f"loss at step t = {at + 1 if isinstance(at, int) else at}")
        return f"{words} · after {probe.step:,} training steps"

    def _draw_over_training(self) -> None:
        run = self._runs.current
        film = run.history.film if run else None
        if run is None or film is None or len(film.steps) < 2:
            self.over_training.clear()
            return
        grid, norms = _evenly_spaced(film)
        self.over_training.set_data(
            norms, x_span=(grid[0], grid[-1]), y_span=(1.0, float(len(norms)))
        )
        self.over_training.set_subtitle(f"{run.name} · top layer, {self._loss_words(run)}")

    def _loss_words(self, run: Run) -> str:
        probe = run.history.last_probe
        every = probe is not None and probe.result.loss_at == "all"
        return "losses of all steps" if every else "loss at the last step"

    def _draw_all_weights(self) -> None:
        run = self._runs.current
        if run is None or not len(run.history.training):
            self.all_weights.clear()
            return
        training = run.history.training
        steps = training.column("step")
        before, after = training.column("gradient_norm"), training.column("clipped_norm")
        self.all_weights.set_curve("before", steps, before, "edge_hover", "before clipping", "thin")
        color = run_color(run.cell, run.shade)
        self.all_weights.set_curve("after", steps, after, color, "after")
        self.all_weights.set_subtitle(run.name)

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _on_watch_changed(self) -> None:
        self._dirty = True
        if isinstance(self._watching.loss_at, str):
            self.loss_at.set_value(self._watching.loss_at)

    def _on_hovered(self, x: float | None) -> None:
        self._watching.point_at(None if x is None else round(x) - 1)

    def _on_step_pointed(self, index: int) -> None:
        if not self.through_time.canvas.underMouse():
            self.through_time.highlight(None if index < 0 else index + 1.0)


def _evenly_spaced(film: GradientFilm) -> tuple[list[float], FloatArray]:
    """The film on an even grid of steps: in each column the newest picture at that step.

    Pictures are taken when time allows, so that they are not evenly spaced by themselves.

    Returns:
        The steps of the columns, (columns,), and the norms, (T, columns).
    """
    steps = np.array(film.steps, dtype=np.float64)
    grid = np.linspace(steps[0], steps[-1], len(steps))
    newest = np.searchsorted(steps, grid, side="right") - 1
    norms = np.array(film.norms, dtype=np.float64)[newest].T
    return grid.tolist(), np.maximum(norms, _SMALLEST)
