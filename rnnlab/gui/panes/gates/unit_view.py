"""Gates and states of one unit over the text."""

import numpy as np

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, gate_color, run_color
from rnnlab.gui.panes.gates.signals import symbol
from rnnlab.gui.plots import CurvePlot, CurveStyle
from rnnlab.probes.result import Activations

_EXPLANATION = (
    "Gates and state of one unit over the text, token by token; click a row among all units to "
    "choose it. "
    "They make the state by <i>c</i> = <i>f·c</i>′ + <i>i·g</i> and <i>h</i> = <i>o</i>·tanh "
    "<i>c</i> in an LSTM, by <i>h</i> = (1 − <i>z</i>)·<i>n</i> + <i>z·h</i>′ in a GRU. "
    "Follow what it forgets, where <i>f</i> or <i>z</i> falls, to see what lives in its state."
)


class UnitView(CurvePlot):
    """A curve for each gate, the cell dashed, the state in the colour of the run."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "One unit", _EXPLANATION, x_label="token read", y_label="value")
        self.set_empty_text("Click a row of the units to see one over the text.")

    def show_nothing(self) -> None:
        """No unit is chosen."""
        self.clear()
        self.set_title("One unit", "")

    def show_unit(self, run: Run, seen: Activations, layer: int, unit: int) -> None:
        """Draw the unit ``unit`` (from 0) of a layer."""
        curves = {name: (values, gate_color(name)) for name, values in seen.gates.items()}
        if seen.cell is not None:
            curves["cell"] = (seen.cell, "muted")
        curves["hidden"] = (seen.hidden, run_color(run.cell, run.shade))
        for key in set(self.curve_keys()) - set(curves):
            self.remove_curve(key)
        places = np.arange(1.0, seen.hidden.shape[1] + 1.0)
        for name, (values, ink) in curves.items():
            style: CurveStyle = "dashed" if name == "cell" else "line"
            self.set_curve(name, places, values[layer, :, unit], ink, symbol(name), style)
        dashed = " · dashed: cell c" if seen.cell is not None else ""
        self.set_title(f"Unit {unit + 1}", run.name + dashed)
