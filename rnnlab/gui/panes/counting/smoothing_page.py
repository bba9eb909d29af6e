"""Perplexity by order for every smoothing, on the same counts and the same tokens."""

import math

import numpy as np

from rnnlab.config import NgramConfig, Smoothing
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.smoothings import SMOOTHINGS, SmoothingDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panes.counting.names import smoothing_name
from rnnlab.gui.panes.counting.order_ticks import order_ticks
from rnnlab.gui.panes.memory.curve_marks import CurveMarks
from rnnlab.gui.plots import CurvePlot
from rnnlab.gui.widgets import make_button

_EXPLANATION = (
    "Every smoothing has the same counts and is measured on the same validation tokens: "
    "perplexity = <i>exp</i>(−1/N Σ ln <i>p</i>(<i>w<sub>i</sub></i> | <i>h<sub>i</sub></i>)). "
    "Without smoothing one n-gram that was never seen has the probability 0 and makes it infinite, "
    "and what adds δ to every count gives too much to what never comes; the others fall back on "
    "shorter contexts. "
    "The scores of stupid back-off are no probabilities: measured is what they become when they "
    "are divided by their sum in each context."
)
_HIGHEST = 1e4  # times the lowest: what is beyond would flatten the rest
_ROOM_FOR_WORDS, _ROOM_FOR_MARK = 0.5, 0.36  # of the logarithmic height


class SmoothingPage(CurvePlot):
    """The chosen smoothing as a thick curve, the others thin; infinity at the upper edge."""

    def __init__(self, look: Look, desk: SmoothingDesk, ngrams: NgramDesk) -> None:
        super().__init__(
            look, "Smoothings", _EXPLANATION, x_label="order n", y_label="validation perplexity"
        )
        self._desk = desk
        self._ngrams = ngrams
        self.set_y_log(True)
        self.canvas.frame.x_ticks = order_ticks
        self.marks = CurveMarks(self, look)
        self.button = make_button("Compare all", "compare")
        self.button.clicked.connect(self._on_clicked)
        self.header.add_action(self.button)
        self.set_empty_text("One moment: the n-grams are being counted.")

    def show_smoothings(self) -> None:
        """Draw what has been measured so far."""
        desk, config = self._desk, self._ngrams.config
        self.clear()
        found = {s: desk.perplexities[s] for s in SMOOTHINGS if desk.perplexities.get(s)}
        finite = [p for ladder in found.values() for p in ladder.values() if math.isfinite(p)]
        marks: list[tuple[float, float, str, str]] = []
        if finite:
            low = math.log10(min(finite))
            span = max(math.log10(min(max(finite), _HIGHEST * min(finite))) - low, 0.1)
            top = low + span * (1.0 + _ROOM_FOR_WORDS)
            self.set_y_range((10 ** (low - 0.05 * span), 10**top))
            for smoothing, ladder in found.items():
                chosen = smoothing == config.smoothing
                self._draw(smoothing, ladder, config, chosen)
                edge = top - _ROOM_FOR_MARK * span
                mark = _mark(smoothing, ladder, config, chosen, edge)
                marks += [mark] if mark else []
        self.marks.show(marks)
        self._say(found)

    def _draw(
        self, smoothing: Smoothing, ladder: dict[int, float], config: NgramConfig, chosen: bool
    ) -> None:
        orders = np.array(sorted(ladder), dtype=float)
        values = np.array([ladder[int(order)] for order in orders])
        values[~np.isfinite(values)] = np.nan
        # Where it becomes infinite its mark has the name.
        label = smoothing_name(smoothing, config) if np.isfinite(values).all() else ""
        if chosen:
            self.set_curve(smoothing, orders, values, "accent", label)
        else:
            self.set_curve(smoothing, orders, values, "text", label, "thin")

    def _say(self, found: dict[Smoothing, dict[int, float]]) -> None:
        desk = self._desk
        self.button.setText("Stop" if desk.busy else "Compare all")
        self.button.setIcon(icon("stop" if desk.busy else "compare"))
        if desk.sentence:
            self.set_subtitle(desk.sentence)
        elif desk.busy:
            self.set_subtitle(f"{len(found)} of {len(SMOOTHINGS)} smoothings")
        else:
            self.set_subtitle(_best_words(found, self._ngrams.config))

    def _on_clicked(self) -> None:
        if self._desk.busy:
            self._desk.cancel()
        else:
            self._desk.compare()


def _mark(
    smoothing: Smoothing, ladder: dict[int, float], config: NgramConfig, chosen: bool, top: float
) -> tuple[float, float, str, str] | None:
    """A dot at the upper edge where a perplexity is infinite for the first time."""
    infinite = sorted(order for order, value in ladder.items() if not math.isfinite(value))
    if not infinite:
        return None
    words = f"{smoothing_name(smoothing, config)}: infinite from order {infinite[0]}"
    return float(infinite[0]), top, "accent" if chosen else "text", words


def _best_words(found: dict[Smoothing, dict[int, float]], config: NgramConfig) -> str:
    """The lowest perplexity and whose it is."""
    values = [
        (value, order, smoothing)
        for smoothing, ladder in found.items()
        for order, value in ladder.items()
        if math.isfinite(value)
    ]
    if not values:
        return ""
    value, order, smoothing = min(values)
    among = "of all" if len(found) > 1 else "so far"
    return f"lowest {among}: {smoothing_name(smoothing, config)}, order {order}: {value:.3f}"
