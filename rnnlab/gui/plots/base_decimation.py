"""Fewer points than pixels can show, without losing a peak."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def decimate(
    x: FloatArray, y: FloatArray, low: float, high: float, pixels: int
) -> tuple[FloatArray, FloatArray]:
    """Reduce a curve to what can be seen: at most two points for each pixel of width.

    Every column of pixels keeps its lowest and its highest value, so that the drawn line
    covers what the full one would. The nearest points outside the view are kept, as the
    line goes on towards them. A column without a finite value becomes a NaN, a gap.

    Args:
        x: (N,) ascending.
        y: (N,) values; NaN is a gap.
        low: Left edge of the view.
        high: Right edge of the view.
        pixels: Width of the view.
    """
    first = max(int(np.searchsorted(x, low, "left")) - 1, 0)
    last = min(int(np.searchsorted(x, high, "right")) + 1, len(x))
    x, y = x[first:last], y[first:last]
    if len(x) <= 2 * pixels or high <= low:
        return x, y
    starts = _column_starts(x, low, high, pixels)
    return np.repeat(x[starts], 2), _extremes(y, starts)


def _column_starts(x: FloatArray, low: float, high: float, pixels: int) -> npt.NDArray[np.intp]:
    """Index of the first point of every column that has one."""
    edges = np.linspace(low, high, pixels)
    return np.unique(np.concatenate(([0], np.searchsorted(x[:-1], edges[1:-1]))))


def _extremes(y: FloatArray, starts: npt.NDArray[np.intp]) -> FloatArray:
    lowest = np.fmin.reduceat(y, starts)
    highest = np.fmax.reduceat(y, starts)
    # Begin each column at the end that lies nearer to where the line comes from.
    falls = np.append(False, highest[1:] < highest[:-1])
    pairs = np.stack([lowest, highest], axis=1)
    pairs[falls] = pairs[falls, ::-1]
    return pairs.ravel()
