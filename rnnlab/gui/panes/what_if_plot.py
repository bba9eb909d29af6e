"""The gradient through time of an experiment, with theory beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.reach_words import reach_words
from rnnlab.gui.panes.memory.theory_words import theory_words
from rnnlab.gui.plots import CurvePlot, FloatArray

if TYPE_CHECKING:
    from rnnlab.probes.experiment import ExperimentResult

_NORMS = (1e-10, 1e4)  # fixed, so that vanishing and exploding are seen
_EXPLANATION = (
    "At each step back the gradient is multiplied by the step’s Jacobian: of a plain RNN, "
    "<i>J<sub>t</sub></i> = diag(φ′)·<i>U</i>, so that it shrinks or grows like a power; "
    "a gated cell also has a direct path: along it the gradient is multiplied by the gate alone, "
    "Π <i>f<sub>t</sub></i> in an LSTM’s cell and Π <i>z<sub>t</sub></i> in a GRU. "
    "Grey is this theory: an upper bound of the measured gradient (RNN), or one part of it. "
    "Nothing is trained here, and no run is changed: the weights are made anew or copied."
)
_LOADING = "One moment: what computes the gradient is being loaded, then it is drawn here."
_NOTHING = "There is no gradient to draw with these settings."


class WhatIfPlot(CurvePlot):
    """Measured ‖∂L/∂h_t‖ and ‖∂L/∂c_t‖ in the cell's colour, theory in grey."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look, "What if", _EXPLANATION, x_label="token t", y_label="‖∂L/∂hₜ‖ of the last loss"
        )
        self.set_y_log(True)
        self.set_y_range(_NORMS)
        self.set_empty_text(_LOADING)

    def show_result(self, result: ExperimentResult) -> None:
        """Draw an experiment."""
        cell = result.settings.cell
        color = run_color(cell)
        norms = result.hidden_gradient_norm[-1]
        places = np.arange(1, len(norms) + 1, dtype=np.float64)
        curves: dict[str, tuple[FloatArray, str, str]] = {"h": (norms, color, "measured ∂L/∂hₜ")}
        for curve in result.predicted:
            curves["theory"] = (curve.norms, "muted", theory_words(curve))
        for key, (values, ink, label) in curves.items():
            self.set_curve(key, places, values, ink, label)
        if result.cell_gradient_norm is None:
            self.remove_curve("c")
        else:
            cells = result.cell_gradient_norm[-1]
            self.set_curve("c", places, cells, color, "measured ∂L/∂cₜ", "dashed")
        self.set_subtitle(reach_words(result.reach))

    def show_nothing(self) -> None:
        """Draw no experiment: there is none with these settings."""
        self.clear()
        self.set_subtitle("")
        self.set_empty_text(_NOTHING)
