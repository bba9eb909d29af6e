"""What training never saw: the share of held-out n-grams, by order."""

import numpy as np

from rnnlab.gui.desks.growing import MOST_STUDIED, GrowthDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.counting.order_ticks import order_ticks
from rnnlab.gui.plots import CurvePlot
from rnnlab.gui.words import short_number
from rnnlab.ngram import Growth

_EXPLANATION = (
    "Each point is the share of the n-grams in the validation text that do not occur in the "
    "training text: |{i : <i>c</i>(<i>w</i><sub>i−n+1</sub> … <i>w</i><sub>i</sub>) = 0}| / N. "
    "It rises with the order, so that a long context is nearly always a new one, and no counting "
    "can tell what follows it. "
    "The thin curves are those of the first half, quarter and eighth of the training text: twice "
    "the text does not see twice as far."
)


class SparsityPage(CurvePlot):
    """A curve for all of the text, thin ones for parts of it."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Never seen",
            _EXPLANATION,
            x_label="order n",
            y_label="% of the validation text’s n-grams",
        )
        self.set_y_range((0.0, 100.0))
        self.canvas.frame.x_ticks = order_ticks
        self.set_empty_text("One moment: the n-grams of orders 1 to 8 are being counted.")

    def show_growth(self, desk: GrowthDesk) -> None:
        """Draw what has been counted so far."""
        growths = desk.growths
        self.clear()
        for place, growth in enumerate(growths):
            last = place == len(growths) - 1
            self._draw(growth, whole=last and not desk.busy)
        self.set_empty_text(desk.sentence or "One moment: orders 1 to 8 are being counted.")
        self.set_subtitle(growth_words(desk))

    def _draw(self, growth: Growth, whole: bool) -> None:
        orders = np.arange(1.0, len(growth.unseen) + 1)
        label = f"{short_number(growth.tokens)} tokens"
        self.set_curve(
            str(growth.tokens),
            orders,
            100.0 * growth.unseen,
            "text" if whole else "ngram:1",
            label,
            "line" if whole else "thin",
        )


def growth_words(desk: GrowthDesk) -> str:
    """How far the counting is, and of what."""
    if desk.busy:
        return f"counting part {len(desk.growths) + 1} of {desk.parts} of the training text"
    if not desk.growths or not len(desk.growths[-1].unseen):
        return desk.sentence
    last = desk.growths[-1]
    beginning = "the first " if last.tokens == MOST_STUDIED else ""
    first = next((n for n, share in enumerate(last.unseen, 1) if share >= 0.5), None)
    half = f" · at order {first} half of what comes was never seen" if first else ""
    return f"{beginning}{last.tokens:,} training tokens{half}"
