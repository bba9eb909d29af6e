"""The column at the right of a plot with the names of its lines."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_frame import Frame
from rnnlab.gui.plots.base_labels import spread


@dataclass(frozen=True)
class EndLabel:
    """Words at the end of a line.

    Attributes:
        text: The words.
        x, y: Where the line ends, in the units of the view.
        color: Name of the line's colour.
        strong: A curve, with a dot at its end; else a mere reference.
    """

    text: str
    x: float
    y: float
    color: str
    strong: bool


class EndLabels:
    """Writes each label at the height where its line ends, moved where they would overlap."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._labels: list[EndLabel] = []

    def set_labels(self, labels: list[EndLabel]) -> None:
        """Show these."""
        self._labels = labels

    def labels(self) -> list[EndLabel]:
        """Those that are shown."""
        return self._labels

    def width(self, height: float) -> float:
        """The widest label, the little line before it, and a margin."""
        widths = [
            QFontMetricsF(self._font(label)).horizontalAdvance(label.text) for label in self._labels
        ]
        return max(widths) + self._look.px(18) if widths else 0.0

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        """Write the labels of the lines that end in view."""
        height = QFontMetricsF(self._look.font("small")).height()
        ends = {label: frame.to_pixels(label.x, label.y) for label in self._labels}
        shown = [n for n, p in ends.items() if area.top() - 1 <= p.y() <= area.bottom() + 1]
        wanted = [ends[label].y() for label in shown]
        placed = spread(wanted, height, area.top() - height / 2, area.bottom() + height / 2)
        for label, y in zip(shown, placed, strict=True):
            self._paint_label(painter, label, area, y, ends[label].y())

    def paint_above(self, painter: QPainter, frame: Frame) -> None:
        """Put a dot on the end of each curve."""
        area, radius = frame.area(), self._look.px(3)
        painter.setPen(QPen(self._look.color("panel"), 1))
        for label in self._labels:
            end = frame.to_pixels(label.x, label.y)
            if label.strong and area.adjusted(-1, -1, 1, 1).contains(end):
                painter.setBrush(self._look.color(label.color))
                painter.drawEllipse(end, radius, radius)

    def _paint_label(
        self, painter: QPainter, label: EndLabel, area: QRectF, y: float, end: float
    ) -> None:
        px = self._look.px
        painter.setPen(QPen(self._look.color(label.color), 1))
        painter.drawLine(QPointF(area.left() + px(4), end), QPointF(area.left() + px(9), y))
        font = self._font(label)
        place = QRectF(area.left() + px(12), y - 20, area.width() - px(12), 40)
        metrics = QFontMetricsF(font)
        words = metrics.elidedText(label.text, Qt.TextElideMode.ElideRight, place.width())
        painter.setFont(font)
        painter.setPen(self._look.text_color(label.color))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def _font(self, label: EndLabel) -> QFont:
        font = self._look.font("small")
        font.setWeight(QFont.Weight.DemiBold if label.strong else QFont.Weight.Normal)
        return font
