"""What lies under the data: grid, numbers, captions and reference lines."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.look.palette import Palette
from rnnlab.gui.plots.base_range import Range
from rnnlab.gui.plots.base_ticks import Tick


@dataclass(frozen=True)
class Mapping:
    """How a place in the data becomes a place in the frame.

    By hand, since a plot asks for dozens at each painting and pyqtgraph's way through three
    transforms takes ten times as long.

    Attributes:
        area: Where the data is, in pixels.
        x_range: What lies at its left and at its right edge.
        y_range: What lies at its bottom and at its top.
    """

    area: QRectF
    x_range: Range
    y_range: Range

    def to_pixels(self, x: float, y: float) -> QPointF:
        """A place in the data as a place in the frame."""
        (left, right), (bottom, top) = self.x_range, self.y_range
        area = self.area
        return QPointF(
            area.left() + (x - left) / (right - left) * area.width(),
            area.bottom() - (y - bottom) / (top - bottom) * area.height(),
        )


@dataclass(frozen=True)
class GroundPlan:
    """All that the ground is painted from: two equal plans make the same picture.

    Attributes:
        size: Of the frame, in pixels.
        mapping: Where what belongs to the data lies.
        x_ticks, y_ticks: Numbers below and at the left.
        references: Horizontal lines as ``(y, colour)``.
        x_label, y_label, gutter_label: Captions; the last stands above what is at the right.
        shows_grid: Whether there is a line at each number.
        palette: The colours in use.
        scale: Size of text; 1 is 100 %.
    """

    size: QSizeF
    mapping: Mapping
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    references: tuple[tuple[float, QColor], ...]
    x_label: str
    y_label: str
    gutter_label: str
    shows_grid: bool
    palette: Palette
    scale: float


class Ground:
    """Paints the ground."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def paint(self, painter: QPainter, plan: GroundPlan) -> None:
        """Paint what a plan says."""
        painter.setFont(self._look.font("small"))
        self._paint_y_axis(painter, plan)
        self._paint_x_axis(painter, plan)
        self._paint_references(painter, plan)
        self._paint_captions(painter, plan)

    def _paint_y_axis(self, painter: QPainter, plan: GroundPlan) -> None:
        area = plan.mapping.area
        grid, muted = QPen(self._look.color("grid"), 1), self._look.color("muted")
        for tick in plan.y_ticks:
            y = round(plan.mapping.to_pixels(0, tick.position).y()) + 0.5
            if plan.shows_grid:
                painter.setPen(grid)
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(muted)
            place = QRectF(0, y - 20, area.left() - self._look.px(6), 40)
            painter.drawText(place, _RIGHT, tick.text)

    def _paint_x_axis(self, painter: QPainter, plan: GroundPlan) -> None:
        area = plan.mapping.area
        grid, muted = QPen(self._look.color("grid"), 1), self._look.color("muted")
        line = QFontMetricsF(painter.font()).height()
        for tick in plan.x_ticks:
            x = round(plan.mapping.to_pixels(tick.position, 0).x()) + 0.5
            if plan.shows_grid:
                painter.setPen(grid)
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(muted)
            place = QRectF(x - 60, area.bottom() + self._look.px(3), 120, line)
            painter.drawText(place, _CENTRED, tick.text)

    def _paint_references(self, painter: QPainter, plan: GroundPlan) -> None:
        area = plan.mapping.area
        for level, color in plan.references:
            y = round(plan.mapping.to_pixels(0, level).y()) + 0.5
            if area.top() <= y <= area.bottom():
                pen = QPen(color, 1)
                pen.setDashPattern([2, 3])
                painter.setPen(pen)
                painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_captions(self, painter: QPainter, plan: GroundPlan) -> None:
        area = plan.mapping.area
        painter.setPen(self._look.color("muted"))
        above = QRectF(0, self._look.px(2), plan.size.width(), area.top())
        painter.drawText(above, _ABOVE, plan.y_label)
        painter.drawText(
            above.adjusted(0, 0, -self._look.px(4), 0), _ABOVE_RIGHT, plan.gutter_label
        )
        below = QRectF(area.left(), 0, area.width(), plan.size.height())
        painter.drawText(below, _BELOW, plan.x_label)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRED = Qt.AlignmentFlag.AlignCenter
_ABOVE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_ABOVE_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
_BELOW = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
