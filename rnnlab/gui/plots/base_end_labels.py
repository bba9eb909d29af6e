"""The column at the right of a plot with the names of its lines."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_frame import Frame
from rnnlab.gui.plots.base_labels import spread


@dataclass(frozen=True)
class EndLabel:
    """Words at the end of a line."""

    text: str
    level: float
    color: str


class EndLabels:
    """Writes each label at the height where its line ends, moved where they would overlap."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._labels: list[EndLabel] = []

    def set_labels(self, labels: list[EndLabel]) -> None:
        """Show these."""
        self._labels = labels

    def width(self) -> float:
        """The widest label, the little line before it, and a margin."""
        metrics = QFontMetricsF(self._look.font("small"))
        widest = max((metrics.horizontalAdvance(label.text) for label in self._labels), default=0)
        return widest + self._look.px(16) if widest else 0.0

    def paint(self, painter: QPainter, area: QRectF, frame: Frame) -> None:
        """Write the labels of the lines that end in view."""
        height = QFontMetricsF(painter.font()).height()
        heights = {label: frame.to_pixels(0, label.level).y() for label in self._labels}
        shown = [n for n, y in heights.items() if area.top() - 1 <= y <= area.bottom() + 1]
        wanted = [heights[label] for label in shown]
        placed = spread(wanted, height, area.top() - height / 2, area.bottom() + height / 2)
        for label, y, end in zip(shown, placed, wanted, strict=True):
            self._paint_label(painter, label, area.left(), y, end, height)

    def _paint_label(
        self, painter: QPainter, label: EndLabel, left: float, y: float, end: float, height: float
    ) -> None:
        px = self._look.px
        painter.setPen(QPen(self._look.color(label.color), 1))
        painter.drawLine(QPointF(left + 2, end), QPointF(left + px(8), y))
        painter.setPen(self._look.text_color(label.color))
        place = QRectF(left + px(11), y - height / 2, 1000, height)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, label.text)
