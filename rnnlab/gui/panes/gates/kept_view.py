"""How much each run keeps from token to token, for all runs on the same text."""

from collections.abc import Sequence

import numpy as np

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.gates.signals import OPEN
from rnnlab.gui.plots import CurvePlot, FloatArray
from rnnlab.probes.result import Activations
from rnnlab.text import IntArray

_EXPLANATION = (
    "The mean over the units of what takes the old state over: <i>f</i> in the LSTM’s <i>c</i> = "
    "<i>f·c</i>′ + <i>i·g</i>, <i>z</i> in the GRU’s <i>h</i> = (1 − <i>z</i>)·<i>n</i> + "
    "<i>z·h</i>′; where it dips, much is forgotten. "
    "Without gates the curve is another quantity, named as such: the share of the units that are "
    "saturated, |<i>h</i>| > 0.9, or for a ReLU that are not silent, <i>h</i> > 0. "
    "Runs that have not read the present text are left out."
)


class KeptView(CurvePlot):
    """One curve for each visible run."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look, "How much is kept", _EXPLANATION, x_label="token read", y_label="mean over units"
        )
        self.set_y_range((0.0, 1.0))
        self.set_empty_text("One curve for each run: train two or more to compare them.")

    def show_runs(self, runs: Sequence[Run], layer: int, ids: IntArray | None) -> None:
        """Draw the latest look into each run.

        Args:
            runs: Those that are visible.
            layer: Counted from the input; a run with fewer layers shows its top one.
            ids: The text that is looked at.
        """
        wanted, late = set(), []
        for run in runs:
            probe = run.history.last_probe
            if probe is None or ids is None or not np.array_equal(probe.result.inputs, ids[:-1]):
                late.append(run.name)
                continue
            what, values = kept(probe.result, run.cell, min(layer, run.config.model.layers - 1))
            places = np.arange(1.0, len(values) + 1.0)
            color = run_color(run.cell, run.shade)
            self.set_curve(f"run-{run.key}", places, values, color, f"{run.name} · {what}")
            wanted.add(f"run-{run.key}")
        for key in set(self.curve_keys()) - wanted:
            self.remove_curve(key)
        self.set_subtitle(f"has not read this text: {', '.join(late)}" if late else "")


def kept(seen: Activations, cell: str, layer: int) -> tuple[str, FloatArray]:
    """What is averaged over the units of a layer, and its mean at every token, (T,)."""
    for gate, letter in (("forget", "f"), ("update", "z")):
        if gate in seen.gates:
            return letter, seen.gates[gate][layer].mean(axis=1)
    if cell == "rnn-relu":
        return "h > 0", (seen.hidden[layer] > 0).mean(axis=1)
    return f"|h| > {OPEN}", (np.abs(seen.hidden[layer]) > OPEN).mean(axis=1)
