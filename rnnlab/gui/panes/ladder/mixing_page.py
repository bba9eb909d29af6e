"""A network and an n-gram model mixed: perplexity over the share of the network."""

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from rnnlab.gui.desks.comparing import SHARES, Contest
from rnnlab.gui.desks.contest import ContestDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory.curve_marks import CurveMarks
from rnnlab.gui.plots import CurvePlot
from rnnlab.gui.widgets import NumberLabel, make_label

_EXPLANATION = (
    "Two models make one: <i>p</i>(<i>w</i>) = λ · <i>p</i><sub>network</sub>(<i>w</i>) + "
    "(1 − λ) · <i>p</i><sub>n-gram</sub>(<i>w</i>), measured on the validation tokens for every λ. "
    "Where they err in different places the mixture is better than both, even if one of them is "
    "clearly worse alone. "
    "The marked λ is the best one, found by expectation maximisation: λ ← mean of "
    "λ<i>p</i><sub>network</sub> / "
    "(λ<i>p</i><sub>network</sub> + (1 − λ)<i>p</i><sub>n-gram</sub>)."
)
_STEPS = 100


class MixingPlot(CurvePlot):
    """The perplexity of the mixture; its best share is marked, the chosen one has a dot."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Mixing",
            _EXPLANATION,
            x_label="λ, the share of the network",
            y_label="validation perplexity",
        )
        self.marks = CurveMarks(self, look)
        self.set_x_range((-0.02, 1.06))  # with room for a word at the right

    def show_contest(self, contest: Contest, color: str, share: float) -> None:
        """Draw the curve of a contest, and the share that is chosen."""
        values = contest.perplexities.copy()
        values[~np.isfinite(values)] = np.nan
        self.set_curve("mixture", SHARES, values, color)
        found = perplexity_at(contest, share)
        best = (contest.best, contest.best_perplexity, "accent", "best")
        chosen = (share, found, color, "")
        self.marks.show([mark for mark in (chosen, best) if math.isfinite(mark[1])])

    def padding(self) -> float:
        """Room above the curve for the words of the mark."""
        return 0.15


class MixingPage(QWidget):
    """The curve and a slider under it.

    Args:
        look: Gives colours and lengths.
        desk: Measures the two models.
    """

    def __init__(self, look: Look, desk: ContestDesk) -> None:
        super().__init__()
        self._look = look
        self._desk = desk
        self.plot = MixingPlot(look)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setValue(_STEPS // 2)
        self.slider.setAccessibleName("Share of the network, λ, in hundredths")
        self.left, self.right = make_label("n-gram", "small"), make_label("network", "small")
        self.read_out = NumberLabel()
        row = QHBoxLayout()
        for widget in (self.left, self.slider, self.right, self.read_out):
            row.addWidget(widget, 1 if widget is self.slider else 0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.plot, 1)
        self._layout.addLayout(row)
        self.slider.valueChanged.connect(self.refresh)
        look.changed.connect(self._space_out)
        self._space_out()

    def refresh(self, *_: object) -> None:
        """Show what the desk has measured."""
        contest, run = self._desk.contest, self._desk.chosen_run()
        known = contest is not None and run is not None
        self.slider.setEnabled(known)
        if contest is None or run is None:
            self.plot.clear()
            self.plot.marks.show([])
            self.plot.set_subtitle("")
            self.plot.set_empty_text(self._desk.sentence or "Both models are being measured.")
            self.read_out.set_text("")
            return
        share = self.slider.value() / _STEPS
        color = f"run:{run.cell}:{run.shade % 4}"
        self.plot.show_contest(contest, color, share)
        self.plot.set_subtitle(_words(contest))
        self.left.setText(contest.rival)
        self.right.setText(contest.name)
        self.read_out.set_text(f"λ = {share:.2f}: {_number(perplexity_at(contest, share))}")

    def _space_out(self) -> None:
        self._layout.setSpacing(self._look.px(4))
        self.read_out.forget_width()


def perplexity_at(contest: Contest, share: float) -> float:
    """Of the mixture with one of the hundred shares."""
    return float(contest.perplexities[round(share * _STEPS)])


def _words(contest: Contest) -> str:
    alone = f"{contest.rival} {_number(float(contest.perplexities[0]))}"
    network = f"{contest.name} {_number(float(contest.perplexities[-1]))}"
    best = f"best mixture {_number(contest.best_perplexity)} at λ = {contest.best:.2f}"
    tokens = f"{len(contest.lead()):,} tokens"
    return f"{best} · weights of step {contest.step:,} · {network} · {alone} · {tokens}"


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "infinite"
