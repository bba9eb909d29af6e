"""Gradients and updates of the groups of weights of one run."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QGraphicsRectItem

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.decades import whole_decades
from rnnlab.gui.panes.memory.total_gradient import looking_words
from rnnlab.gui.plots import CurvePlot, CurveStyle, FloatArray
from rnnlab.training.films import GroupFilm

_FEWEST = 2  # moments that make a curve
_GRADIENTS = (1e-4, 1e1)
_RATIOS = (1e-6, 1e0)
_GUIDE, _BAND = 1e-3, (3e-4, 3e-3)
_FAR = 1e9  # steps, beyond any run
_EXPLANATION = (
    "The norm of the gradient of each group of weights, ‖<i>g<sub>k</sub></i>‖, so that "
    "‖<i>g</i>‖² = Σ ‖<i>g<sub>k</sub></i>‖²; thin is before clipping, thick after it. "
    "Clipping scales all groups by the same factor min(1, <i>c</i>/‖<i>g</i>‖), so that one group "
    "that explodes makes the others’ steps small too. "
    "Where the recurrent weights lie far below the output, little of the loss reaches them "
    "through time."
)
_UPDATES = (
    "How far one step moved each group of weights, relative to its size: "
    "‖Δ<i>w</i>‖ / ‖<i>w</i>‖, with the optimiser’s own Δ<i>w</i>. "
    "Around 10⁻³, the band, is a rule of thumb for a good learning rate, not a law. "
    "A group far above the band is thrown about and one far below hardly learns."
)


class _GroupPlot(CurvePlot):
    """One curve for each group of a layer, with embedding and output."""

    def _styles(self, run: Run, layer: int) -> dict[str, tuple[str, str, CurveStyle]]:
        """Label, colour and style by group: what is recurrent has the colour of the run."""
        color, name = run_color(run.cell, run.shade), f"layer {layer + 1} "
        return {
            "embedding": ("embedding", "muted", "line"),
            name + "input weights": ("input", color, "dashed"),
            name + "recurrent weights": ("recurrent", color, "line"),
            name + "biases": ("biases", "muted", "dashed"),
            "output": ("output", "text", "line"),
        }

    def _shown(self, run: Run | None, layer: int) -> dict[str, tuple[str, str, CurveStyle]]:
        """The groups that the run has; what else was drawn is taken away."""
        film = run.history.groups if run else None
        if run is None or film is None or len(film.steps) < _FEWEST:
            self.clear()
            self.set_subtitle("")
            return {}
        styles = self._styles(run, min(layer, run.config.model.layers - 1))
        shown = {group: style for group, style in styles.items() if group in film.names}
        for key in self.curve_keys():
            if key.removesuffix(" before") not in shown:
                self.remove_curve(key)
        return shown

    def _subtitle(self, run: Run, layer: int) -> str:
        layers = run.config.model.layers
        which = f"layer {min(layer, layers - 1) + 1}" if layers > 1 else ""
        return " · ".join(part for part in (run.name, which, looking_words(run)) if part)


class GroupGradientPlot(_GroupPlot):
    """‖g‖ of each group before and after clipping."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look, "Gradient by group", _EXPLANATION, x_label="training step", y_label="‖gₖ‖"
        )
        self.grows = True
        self.set_y_log(True)
        self.set_empty_text("Fills from left to right while training.")

    def show_run(self, run: Run | None, layer: int) -> None:
        """Draw a run's looks so far."""
        shown = self._shown(run, layer)
        if run is None or not shown:
            return
        film = run.history.groups
        steps, drawn = np.array(film.steps, dtype=float), []
        for group, (label, color, style) in shown.items():
            before = film.column(group, "gradient_norm")
            self.set_curve(f"{group} before", steps, before, color, "", "thin")
            after = film.column(group, "clipped_norm")
            self.set_curve(group, steps, after, color, label, style)
            drawn += [before, after]
        self.set_y_range(whole_decades(drawn, _GRADIENTS))
        self.set_subtitle(self._subtitle(run, layer))


class UpdatePlot(_GroupPlot):
    """‖Δw‖ / ‖w‖ of each group, with a band around the rule of thumb."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look, "Update ÷ weight", _UPDATES, x_label="training step", y_label="‖Δw‖ / ‖w‖"
        )
        self.grows = True
        self.set_y_log(True)
        self.set_empty_text("Fills from left to right while training.")
        low, high = np.log10(_BAND)
        self.band = QGraphicsRectItem(QRectF(-_FAR, low, 2 * _FAR, high - low))
        self.band.setPen(Qt.PenStyle.NoPen)
        self.band.setZValue(-20)
        self.band.hide()
        self.canvas.frame.view.addItem(self.band, ignoreBounds=True)
        look.changed.connect(self._dress)
        self._dress()

    def show_run(self, run: Run | None, layer: int) -> None:
        """Draw a run's looks so far."""
        shown = self._shown(run, layer)
        self.band.setVisible(bool(shown))
        if run is None or not shown:
            return
        film = run.history.groups
        steps, drawn = np.array(film.steps, dtype=float), []
        for group, (label, color, style) in shown.items():
            drawn.append(update_ratios(film, group))
            self.set_curve(group, steps, drawn[-1], color, label, style)
        self.set_reference("guide", _GUIDE, "10⁻³")
        self.set_y_range(whole_decades(drawn, _RATIOS))
        self.set_subtitle(self._subtitle(run, layer))

    def _dress(self) -> None:
        self.band.setBrush(self.look.color("sunken"))


def update_ratios(film: GroupFilm, group: str) -> FloatArray:
    """‖Δw‖ / ‖w‖ at every moment, (moments,); NaN where the weights are 0."""
    weights = film.column(group, "weight_norm")
    updates = film.column(group, "update_norm")
    return np.divide(updates, weights, out=np.full_like(updates, np.nan), where=weights > 0)
