"""Which part of its data a plot shows while more of it comes.

Axes that follow every new point are never still: their numbers shift with each frame, and all
has to be painted again. So a range is kept for as long as the data fits well in it.
"""

Range = tuple[float, float]

_AHEAD = 0.04  # share of the width that is left free for what comes next
_SMALL_GROWTH = 1.5  # what grows more at once is other data, not more of it
_WELL_FILLED = 0.85


def opened(span: Range) -> Range:
    """A range that is not a point."""
    low, high = span
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def padded(span: Range, share: float) -> Range:
    """A range with some room on both sides; ``share`` is that of its width."""
    low, high = opened(span)
    space = (high - low) * share
    return low - space, high + space


def settled(shown: Range, span: Range, share: float) -> Range:
    """Where to look for values: `padded`, or what is shown as long as it does.

    Args:
        shown: The present range.
        span: Extent of the data.
        share: Room on both sides when the range is chosen anew; 0 fits it to the data.
    """
    wanted = padded(span, share)
    return shown if share > 0 and _fills(wanted, shown, span) else wanted


def growing(shown: Range, span: Range) -> Range:
    """Where to look along an axis on which the data grows to the right.

    It begins and ends with the data, until that has grown; then a little stays free at the
    right, so that it must move once in a while only.

    Args:
        shown: The present range.
        span: Extent of the data.
    """
    left, right = opened(span)
    if shown[0] != left:
        return left, right
    if right <= shown[1]:
        return shown if right - left >= _WELL_FILLED * (shown[1] - left) else (left, right)
    more = right - left <= _SMALL_GROWTH * (shown[1] - left)
    return left, right + _AHEAD * (right - left) if more else right


def _fills(wanted: Range, shown: Range, span: Range) -> bool:
    """Whether the data lies in what is shown and does not look lost there."""
    inside = shown[0] <= span[0] and span[1] <= shown[1]
    return inside and wanted[1] - wanted[0] >= _WELL_FILLED * (shown[1] - shown[0])
