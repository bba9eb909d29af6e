"""A logarithmic axis that stays."""

import math
from collections.abc import Sequence

import numpy as np

from rnnlab.gui.plots import FloatArray, Range


def whole_decades(curves: Sequence[FloatArray], usual: Range) -> Range:
    """The usual range of a logarithmic axis, opened by whole decades for what lies outside.

    An axis that follows every value would jump and hide that a gradient vanishes or explodes.
    """
    low, high = (math.log10(end) for end in usual)
    for values in curves:
        usable = values[np.isfinite(values) & (values > 0)]
        if len(usable):
            low = min(low, math.floor(math.log10(usable.min())))
            high = max(high, math.ceil(math.log10(usable.max())))
    return 10.0 ** max(low, -300), 10.0 ** min(high, 300)
