"""Arithmetic on colours: contrast, mixing, and making a colour readable."""

from PySide6.QtGui import QColor

READABLE = 4.5  # WCAG 2.2, 1.4.3: text
VISIBLE = 3.0  # WCAG 2.2, 1.4.11: lines and shapes that mean something


def luminance(color: QColor) -> float:
    """Relative luminance from 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    red, green, blue = map(_linear, _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two opaque colours, from 1 (equal) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """The opaque colour that has ``share`` (0 to 1) of ``other`` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    red, green, blue = (a * (1 - share) + b * share for a, b in pairs)
    return QColor.fromRgbF(red, green, blue)


def readable(color: QColor, background: QColor, ratio: float = READABLE) -> QColor:
    """The colour itself, or the nearest mix with black or white that reaches ``ratio``."""
    end = QColor("black") if luminance(background) > 0.18 else QColor("white")
    for step in range(21):
        candidate = mix(color, end, step / 20)
        if contrast(candidate, background) >= ratio:
            return candidate
    return end
