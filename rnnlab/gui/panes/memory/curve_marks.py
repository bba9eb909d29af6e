"""Dots with a word beside them, at places on curves."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPen, QTransform
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsItem, QGraphicsSimpleTextItem

from rnnlab.gui.look import Look
from rnnlab.gui.plots import Plot

_RADIUS = 4.0


class CurveMarks:
    """Marks in a plot; all are replaced at once.

    Args:
        plot: Where.
        look: Gives colours, lengths and the font.
    """

    def __init__(self, plot: Plot, look: Look) -> None:
        self._plot = plot
        self._look = look
        self._marks: list[tuple[float, float, str, str]] = []
        self._items: list[QGraphicsItem] = []
        look.changed.connect(self._draw)

    def show(self, marks: list[tuple[float, float, str, str]]) -> None:
        """Show these: x and y in the units of the view, the name of a colour, and the word."""
        if marks != self._marks:
            self._marks = marks
            self._draw()

    def shown(self) -> list[tuple[float, float, str, str]]:
        """Those that are shown."""
        return self._marks

    def _draw(self) -> None:
        view = self._plot.canvas.frame.view
        for item in self._items:
            view.removeItem(item)
        self._items = []
        for x, y, color, word in self._marks:
            for item in (self._dot(color), self._word(word, color)):
                item.setPos(x, y)
                item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
                item.setZValue(4)
                view.addItem(item, ignoreBounds=True)
                self._items.append(item)

    def _dot(self, color: str) -> QGraphicsItem:
        radius = self._look.px(_RADIUS)
        dot = QGraphicsEllipseItem(QRectF(-radius, -radius, 2 * radius, 2 * radius))
        dot.setBrush(self._look.color("panel"))
        dot.setPen(QPen(self._look.color(color), 2.0))
        return dot

    def _word(self, word: str, color: str) -> QGraphicsItem:
        text = QGraphicsSimpleTextItem(word)
        text.setFont(self._look.font("small"))
        gap = self._look.px(_RADIUS)
        text.setTransform(QTransform.fromTranslate(gap, -gap - text.boundingRect().height()))
        text.setBrush(self._look.text_color(color))
        return text
