"""The column at the right of a plot with the names of its lines."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_ground import Mapping
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


@dataclass(frozen=True)
class _Placed:
    """A label with the heights, in pixels, of its words and of the end of its line."""

    text: str
    color: str
    strong: bool
    y: int
    end: int


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
        if not self._labels:
            return 0.0
        metrics = {strong: QFontMetricsF(font) for strong, font in self._fonts().items()}
        widths = [metrics[label.strong].horizontalAdvance(label.text) for label in self._labels]
        return max(widths) + self._look.px(18)

    @property
    def caption(self) -> str:
        """Nothing stands above the labels."""
        return ""

    def plan(self, area: QRectF, mapping: Mapping) -> tuple[_Placed, ...]:
        """Where each line that ends in view has its label, to whole pixels."""
        height = QFontMetricsF(self._look.font("small")).height()
        ends = [(label, mapping.to_pixels(label.x, label.y).y()) for label in self._labels]
        shown = [end for end in ends if area.top() - 1 <= end[1] <= area.bottom() + 1]
        wanted = [y for _, y in shown]
        placed = spread(wanted, height, area.top() - height / 2, area.bottom() + height / 2)
        return tuple(
            _Placed(label.text, label.color, label.strong, round(y), round(end))
            for (label, end), y in zip(shown, placed, strict=True)
        )

    def paint(self, painter: QPainter, area: QRectF, mapping: Mapping) -> None:
        """Write the labels of the lines that end in view."""
        fonts, px = self._fonts(), self._look.px
        room = area.width() - px(12)
        for label in self.plan(area, mapping):
            start, end = area.left() + px(4), area.left() + px(9)
            painter.setPen(QPen(self._look.color(label.color), 1))
            painter.drawLine(QPointF(start, label.end), QPointF(end, label.y))
            words = QFontMetricsF(fonts[label.strong]).elidedText(label.text, _ELIDE, room)
            painter.setFont(fonts[label.strong])
            painter.setPen(self._look.text_color(label.color))
            place = QRectF(area.left() + px(12), label.y - 20, room, 40)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)

    def paint_above(self, painter: QPainter, mapping: Mapping) -> None:
        """Put a dot on the end of each curve."""
        radius = self._look.px(3)
        inside = mapping.area.adjusted(-1, -1, 1, 1)
        painter.setPen(QPen(self._look.color("panel"), 1))
        for label in self._labels:
            if label.strong:
                end = mapping.to_pixels(label.x, label.y)
                if inside.contains(end):
                    painter.setBrush(self._look.color(label.color))
                    painter.drawEllipse(end, radius, radius)

    def _fonts(self) -> dict[bool, QFont]:
        """The font of curves and that of mere references."""
        normal = self._look.font("small")
        bold = QFont(normal)
        bold.setWeight(QFont.Weight.DemiBold)
        normal.setWeight(QFont.Weight.Normal)
        return {True: bold, False: normal}


_ELIDE = Qt.TextElideMode.ElideRight
