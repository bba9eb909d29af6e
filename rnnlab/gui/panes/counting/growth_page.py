"""How the tables grow with the text."""

import numpy as np

from rnnlab.gui.desks.growing import GrowthDesk
from rnnlab.gui.look import Look, ngram_color
from rnnlab.gui.panes.counting.sparsity_page import growth_words
from rnnlab.gui.plots import CurvePlot, FloatArray

_EXPLANATION = (
    "Each curve is the number of distinct n-grams of one order in the first eighth, quarter, half "
    "and all of the training text; both axes are logarithmic. "
    "Low orders level off, as V<sup>n</sup> n-grams are all there can be; high orders grow nearly "
    "as the text itself, <i>N<sub>n</sub></i> ∝ <i>T</i><sup>a</sup> with a slope <i>a</i> near 1. "
    "A network does not grow at all."
)


class GrowthPage(CurvePlot):
    """A curve for each order over the length of the text."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look, "Growth", _EXPLANATION, x_label="training tokens", y_label="distinct n-grams"
        )
        self.set_x_log()
        self.set_y_log(True)

    def show_growth(self, desk: GrowthDesk) -> None:
        """Draw what has been counted so far."""
        growths = desk.growths
        self.clear()
        self.set_empty_text(desk.sentence or "One moment: orders 1 to 8 are being counted.")
        if growths:
            tokens = np.array([float(growth.tokens) for growth in growths])
            distinct = np.array([growth.distinct for growth in growths], dtype=float)
            for order in range(1, distinct.shape[1] + 1):
                label = f"{order}-grams{_slope_words(tokens, distinct[:, order - 1])}"
                self.set_curve(
                    str(order), tokens, distinct[:, order - 1], ngram_color(order), label
                )
        self.set_subtitle(growth_words(desk) if desk.busy else desk.sentence)


def _slope_words(tokens: FloatArray, distinct: FloatArray) -> str:
    """The exponent of the last doubling: 1 where the table grows as the text."""
    if len(tokens) < 2 or distinct[-2] <= 0:
        return ""
    slope = np.log(distinct[-1] / distinct[-2]) / np.log(tokens[-1] / tokens[-2])
    return f" · slope {slope:.2f}"
