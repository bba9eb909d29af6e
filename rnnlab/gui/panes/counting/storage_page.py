"""What n-gram models cost: distinct n-grams and bytes, by order."""

import numpy as np

from rnnlab.gui.desks.growing import GrowthDesk
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look, ngram_color, run_color
from rnnlab.gui.panes.counting.sparsity_page import growth_words
from rnnlab.gui.plots import Bar, BarPlot, Level
from rnnlab.gui.words import byte_size
from rnnlab.ngram import bytes_taken

BYTES_OF_A_WEIGHT = 4
_EXPLANATION = (
    "A bar is what a model of this order keeps: for each distinct n-gram of every order up to n "
    "a key and a probability, for each context a weight, so that bytes = "
    "Σ<sub>k ≤ n</sub> (16 · <i>N<sub>k</sub></i> + 8 · <i>N</i><sub>k−1</sub>). "
    "With each order the table takes more and sees less of what comes, which is why <i>n</i> is "
    "typically no larger than 5. "
    "The line is the network of the current run: its parameters times 4 bytes, however long the "
    "text and however far back it looks."
)


class StoragePage(BarPlot):
    """A bar for each order, the current run as a line."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "Storage", _EXPLANATION, x_label="order n", y_label="bytes")
        self.set_y_log(True)

    def show_growth(self, desk: GrowthDesk, run: Run | None) -> None:
        """Draw the longest part that is counted."""
        levels = _levels(run)
        self.set_empty_text(desk.sentence or "One moment: orders 1 to 8 are being counted.")
        self.set_subtitle(growth_words(desk) if desk.busy else self._words(desk))
        if not desk.growths:
            self.set_bars([])
            return
        distinct = desk.growths[-1].distinct
        sizes = np.cumsum(bytes_taken(distinct)).tolist()
        pairs = zip(distinct.tolist(), sizes, strict=True)
        bars = [_bar(order, found, size) for order, (found, size) in enumerate(pairs, start=1)]
        self.set_bars(bars, levels)

    def _words(self, desk: GrowthDesk) -> str:
        if not desk.growths:
            return desk.sentence
        growth = desk.growths[-1]
        size = int(bytes_taken(growth.distinct).sum())
        highest = len(growth.distinct)
        tables = f"{byte_size(size)} of tables"
        return f"{growth.tokens:,} training tokens make {tables} up to order {highest}"


def _bar(order: int, distinct: int, size: int) -> Bar:
    tip = (
        f"<b>{order}-gram</b>: {distinct:,} distinct {order}-grams, "
        f"with all shorter ones <b>{byte_size(size)}</b>"
    )
    return Bar(order, float(size), ngram_color(order), byte_size(size), tip)


def _levels(run: Run | None) -> list[Level]:
    parameters = run.facts.parameters if run is not None and run.facts is not None else 0
    if run is None or not parameters:
        return []
    size = parameters * BYTES_OF_A_WEIGHT
    return [Level(float(size), f"{run.name}: {byte_size(size)}", run_color(run.cell, run.shade))]
