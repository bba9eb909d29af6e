"""Orders along an axis: whole numbers and nothing between them."""

import math

from rnnlab.gui.plots.base_ticks import Tick


def order_ticks(low: float, high: float, most: int) -> list[Tick]:
    """A tick at each whole number from ``low`` to ``high``."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    return [Tick(float(order), str(order)) for order in range(first, last + 1)]
