"""Shapes that tell the contenders of one cell apart."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_end_labels import EndLabels
from rnnlab.gui.plots.base_ground import Mapping

# Circle, square, triangle, diamond: corners on the unit circle, none for the circle itself.
_CORNERS: tuple[tuple[tuple[float, float], ...], ...] = (
    (),
    ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    ((0.0, -1.15), (1.0, 0.75), (-1.0, 0.75)),
    ((0.0, -1.25), (1.05, 0.0), (0.0, 1.25), (-1.05, 0.0)),
)


@dataclass(frozen=True)
class Mark:
    """A shape at a place.

    Attributes:
        x, y: In the units of the view.
        color: Name of its colour.
        shape: 0 … 3.
        filled: Else its middle shows the ground.
        words: What is read out when the pointer is on it, rich text.
        in_strip: It belongs to a strip in which marks make room for each other.
    """

    x: float
    y: float
    color: str
    shape: int
    filled: bool
    words: str
    in_strip: bool = False


class MarkedGutter(EndLabels):
    """The names at the ends of curves, and marks over the data instead of dots."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.marks: list[Mark] = []

    def paint_above(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw the marks."""
        radius = self._look.px(4)
        for mark, centre in self.places(mapping):
            color = self._look.color(mark.color)
            ground = self._look.color("panel")
            painter.setPen(QPen(ground if mark.filled else color, 1 if mark.filled else 1.5))
            painter.setBrush(color if mark.filled else ground)
            draw_shape(painter, centre, radius, mark.shape)

    def places(self, mapping: Mapping) -> list[tuple[Mark, QPointF]]:
        """Each mark with its place in the frame's pixels; in a strip none covers another."""
        placed: list[tuple[Mark, QPointF]] = []
        area, step = mapping.area, self._look.px(9)
        taken: dict[float, list[float]] = {}
        for mark in sorted(self.marks, key=lambda mark: -mark.x):
            centre = mapping.to_pixels(mark.x, mark.y)
            if mark.in_strip:
                x = min(max(centre.x(), area.left() + step), area.right() - step)
                row = taken.setdefault(mark.y, [])
                while any(abs(x - other) < step for other in row):
                    x -= 1
                row.append(x)
                centre = QPointF(x, centre.y())
            placed.append((mark, centre))
        return placed

    def nearest(self, mapping: Mapping, place: QPointF) -> Mark | None:
        """The mark nearest to a place in pixels, if one is near."""
        near = self._look.px(28)
        best = min(
            self.places(mapping),
            key=lambda found: _distance(found[1], place),
            default=(None, place),
        )
        return best[0] if best[0] is not None and _distance(best[1], place) < near else None


def draw_shape(painter: QPainter, centre: QPointF, radius: float, shape: int) -> None:
    """Draw one of the four shapes with the painter's pen and brush."""
    corners = _CORNERS[shape % len(_CORNERS)]
    if not corners:
        painter.drawEllipse(centre, radius, radius)
        return
    points = [QPointF(centre.x() + x * radius, centre.y() + y * radius) for x, y in corners]
    painter.drawPolygon(QPolygonF(points))


def _distance(one: QPointF, other: QPointF) -> float:
    return (one - other).manhattanLength()
