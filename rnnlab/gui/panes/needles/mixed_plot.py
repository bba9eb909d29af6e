"""Accuracy and gradient against one distance: what has vanished need not be forgotten."""

import html
import math

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from rnnlab.gui.look import Look, run_color
from rnnlab.gui.plots import CurvePlot, FloatArray
from rnnlab.gui.plots.base_end_labels import EndLabels
from rnnlab.gui.plots.base_ground import Mapping
from rnnlab.gui.plots.base_ticks import Tick, linear_ticks, power_of_ten
from rnnlab.text.needles import AGREEMENT
from rnnlab.training.needles.contenders import CONTENDERS
from rnnlab.training.needles.mixed import LONGEST, MixedReport

# The gradient's axis, from this power of ten up to 1, beside an accuracy from 0 to 1; fixed, so
# that a vanishing gradient is seen to vanish.
LOWEST = -70
_TICKS = (-60, -40, -20, 0)
_EXPLANATION = (
    "A network learnt from short and long sentences side by side; drawn against the number of "
    "words between subject and verb are its share of right verbs (left axis) and the part "
    "‖∂<i>L</i>/∂<i>h</i><sub><i>t</i>−<i>k</i></sub>‖ / ‖∂<i>L</i>/∂<i>h<sub>t</sub></i>‖ of the "
    "gradient that comes back over as many words (right axis, logarithmic). "
    "A trained tanh unit can hold one bit by staying near ±1: there 1 − tanh² is near 0, so that "
    "what is before can neither disturb it nor be reached by a gradient. "
    "Short sentences have taught it to hold the bit, and held is held at any distance (Bengio, "
    "Simard and Frasconi 1994)."
)


class MixedPlot(CurvePlot):
    """One contender: accuracy as a line, the gradient dashed, each with an axis of its own."""

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Vanished is not forgotten",
            _EXPLANATION,
            x_label="words between subject and verb",
            y_label="accuracy (left), gradient over its start (right)",
        )
        self.set_x_range((0.0, float(LONGEST)))
        self.set_y_range((-0.02, 1.05))
        self.set_empty_text("Press Train: half a minute is enough to see it.")
        self._report: MixedReport | None = None
        frame = self.canvas.frame
        frame.y_ticks = _accuracy_ticks
        frame.gutter = _RightAxis(look, self._labels)

    def show_report(self, report: MixedReport | None) -> None:
        """Draw how it stands."""
        self._report = report if report is not None and len(report.gradient) else None
        self.clear()
        if self._report is None:
            return
        color = run_color(CONTENDERS[self._report.run.contender].cell)
        distances = np.array(self._report.distances, dtype=np.float64)
        heights = gradient_height(self._report.gradient)
        places = np.arange(len(heights), dtype=np.float64)
        self.set_curve("gradient", places, heights, color, "gradient", "dashed")
        self.set_curve("accuracy", distances, np.array(self._report.accuracies), color, "accuracy")
        self.set_reference("chance", AGREEMENT.chance, "chance 0.5")

    def read_out(self, x: float, y: float) -> str:
        """Both values at the nearest distance that was measured."""
        report = self._report
        if report is None:
            return ""
        index = int(np.argmin(np.abs(np.array(report.distances) - x)))
        at = report.distances[index]
        self.highlight(float(at))
        return (
            f"{at} words: accuracy <b>{report.accuracies[index]:.3f}</b>, gradient "
            f"<b>{html.escape(_scientific(float(report.gradient[at])))}</b> of its start"
        )

    def to_csv(self) -> str:
        """One line for each distance; accuracies where they were measured."""
        lines = ["distance in words,accuracy,gradient over its start"]
        if self._report is not None:
            known = dict(zip(self._report.distances, self._report.accuracies, strict=True))
            for distance, share in enumerate(self._report.gradient.tolist()):
                lines.append(f"{distance},{known.get(distance, '')},{share!r}")
        return "\n".join(lines) + "\n"


def gradient_height(shares: FloatArray) -> FloatArray:
    """Where the right axis puts shares of a gradient: 1 at the top, 10^`LOWEST` at 0.

    What is exactly 0 has no place.
    """
    with np.errstate(divide="ignore"):
        powers = np.where(shares > 0, np.log10(np.maximum(shares, 1e-300)), np.nan)
    heights: FloatArray = np.minimum(1 - powers / LOWEST, 1.05)
    return heights


class _RightAxis:
    """Powers of ten beside the data, then the names at the ends of the curves."""

    def __init__(self, look: Look, labels: EndLabels) -> None:
        self._look = look
        self._labels = labels

    def width(self, height: float) -> float:
        return self._room() + self._labels.width(height)

    @property
    def caption(self) -> str:
        return self._labels.caption

    def plan(self, area: QRectF, mapping: Mapping) -> object:
        return mapping, self._labels.plan(area, mapping)

    def paint(self, painter: QPainter, area: QRectF, mapping: Mapping) -> None:
        painter.setFont(self._look.font("small"))
        painter.setPen(self._look.color("muted"))
        for power in _TICKS:
            y = mapping.to_pixels(0, 1 - power / LOWEST).y()
            place = QRectF(area.left() + self._look.px(5), y - 20, self._room(), 40)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, power_of_ten(power))
        self._labels.paint(painter, area.adjusted(self._room(), 0, 0, 0), mapping)

    def paint_above(self, painter: QPainter, mapping: Mapping) -> None:
        self._labels.paint_above(painter, mapping)

    def _room(self) -> float:
        metrics = QFontMetricsF(self._look.font("small"))
        return metrics.horizontalAdvance(power_of_ten(LOWEST)) + self._look.px(6)


def _accuracy_ticks(low: float, high: float, most: int) -> list[Tick]:
    return [tick for tick in linear_ticks(low, high, most) if -1e-9 <= tick.position <= 1 + 1e-9]


def _scientific(share: float) -> str:
    if share == 0:
        return "0"
    power = math.floor(math.log10(share))
    return f"{share:.2g}" if power >= -3 else f"{share / 10.0**power:.1f}·{power_of_ten(power)}"
