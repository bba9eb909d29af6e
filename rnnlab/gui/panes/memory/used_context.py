"""How much of the text before a token each run makes use of, beside its memory reach."""

import math
from collections.abc import Mapping

import numpy as np

from rnnlab.gui.desks.context import Measured
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.memory.curve_marks import CurveMarks
from rnnlab.gui.plots import CurvePlot, FloatArray
from rnnlab.gui.plots.base_ticks import Tick
from rnnlab.gui.widgets import make_button
from rnnlab.probes.reach import Reach

_LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128)
_ALL = 512.0  # where “all” stands on the axis
_EXPLANATION = (
    "Perplexity exp(−1/<i>N</i> Σ ln <i>p</i>(<i>x<sub>i</sub></i> | <i>x<sub>i−k</sub></i> … "
    "<i>x<sub>i−1</sub></i>) on held-out text when only the last <i>k</i> tokens are shown, from "
    "a zero state and for the same tokens <i>x<sub>i</sub></i> at every <i>k</i>. "
    "Where a curve no longer falls, the run makes no use of what lies further back. "
    "Rings mark its gradient’s half-life (½) and the distance at which the gradient is under "
    "1 %: a curve may fall beyond them, because a vanished gradient is not forgetting."
)
_EMPTY = "Press Measure: held-out text is read with only its last 1, 2, 4 … 128 tokens shown."


class UsedContextView(CurvePlot):
    """Perplexity over the tokens shown, for every visible run that was measured.

    Attributes:
        button: Begins, and ends what was begun.
    """

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Used context",
            _EXPLANATION,
            x_label="tokens shown, k",
            y_label="perplexity",
        )
        self.set_x_log()
        self.set_y_log(True)
        self.canvas.frame.x_ticks = _ticks
        self.set_empty_text(_EMPTY)
        self.button = make_button("Measure")
        self.header.add_action(self.button)
        self.marks = CurveMarks(self, look)

    def show_runs(
        self, runs: list[Run], measured: Mapping[int, Measured], reaches: Mapping[int, Reach]
    ) -> None:
        """Draw what has been measured.

        Args:
            runs: Those that are visible.
            measured: By run.
            reaches: The memory reach of each run, where it is known.
        """
        drawn: set[str] = set()
        marks: list[tuple[float, float, str, str]] = []
        for run in runs:
            of_run = measured.get(run.key)
            if of_run is None or not of_run.scores:
                continue
            shown = np.array([score.length or _ALL for score in of_run.scores], dtype=np.float64)
            values = np.array([score.perplexity for score in of_run.scores])
            color = run_color(run.cell, run.shade)
            self.set_curve(str(run.key), shown, values, color, run.name)
            drawn.add(str(run.key))
            if run.key in reaches:
                marks += _marks(reaches[run.key], shown, values, color)
        for key in self.curve_keys():
            if key not in drawn:
                self.remove_curve(key)
        self.marks.show(marks)

    def show_state(self, busy: bool, progress: float, sentence: str, facts: str) -> None:
        """Say how far measuring is, or why there is nothing.

        Args:
            busy: Whether it goes on.
            progress: Share that is done, 0 to 1.
            sentence: What is wrong; empty if all is well.
            facts: What is shown.
        """
        self.button.setText("Cancel" if busy else "Measure")
        self.set_empty_text(sentence or _EMPTY)
        done = f"measuring, {progress:.0%} done" if busy else ""
        self.set_subtitle(" · ".join(part for part in (done, sentence or facts) if part))

    def padding(self) -> float:
        """Room for the words above the rings."""
        return 0.12

    def x_words(self, x: float) -> str:
        """The tokens shown, or all."""
        return "all" if x == _ALL else super().x_words(x)

    def to_csv(self) -> str:
        """The table, with “all” where all of the text was shown."""
        return super().to_csv().replace(f",{_ALL!r},", ",all,")


def _marks(
    reach: Reach, shown: FloatArray, values: FloatArray, color: str
) -> list[tuple[float, float, str, str]]:
    """On the curve, at half-life and 1 %, where these lie within the lengths measured."""
    marks = []
    for word, distance in (("½", reach.half_life), ("1 %", reach.faint_after)):
        if math.isfinite(distance) and shown[0] <= distance <= min(shown[-1], _LENGTHS[-1]):
            x = math.log10(distance)
            y = float(np.interp(x, np.log10(shown), np.log10(values)))
            marks.append((x, y, color, word))
    return marks


def _ticks(low: float, high: float, most: int) -> list[Tick]:
    """The lengths, or every second of them, and “all”."""
    every = 1 if most > len(_LENGTHS) else 2
    places = [(math.log10(length), f"{length}") for length in _LENGTHS[::every]]
    ticks = [Tick(place, word) for place, word in (*places, (math.log10(_ALL), "all"))]
    return [tick for tick in ticks if low - 1e-9 <= tick.position <= high + 1e-9]
