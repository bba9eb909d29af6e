"""A vertical line with words at its top, in a plot of curves."""

from PySide6.QtGui import QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem, QGraphicsSimpleTextItem

from rnnlab.gui.look import Look
from rnnlab.gui.plots import Plot

_FAR = 400.0  # beyond any view, in decades or units


class Marker:
    """Marks a place along x.

    Args:
        plot: Where.
        look: Gives colours and the font.
        color: Name of the line's colour.
        level: Height of the words in the units of the view.
    """

    def __init__(self, plot: Plot, look: Look, color: str, level: float) -> None:
        self._look = look
        self._color = color
        self._level = level
        self._to_the_left = False
        self._line = QGraphicsLineItem()
        self._text = QGraphicsSimpleTextItem()
        self._text.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        for item in (self._line, self._text):
            item.setZValue(3)
            plot.canvas.frame.view.addItem(item, ignoreBounds=True)
        look.changed.connect(self._dress)
        self._dress()
        self.hide()

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return self._text.text() if self._text.isVisible() else ""

    def place(self) -> float:
        """Where it stands."""
        return self._line.line().x1()

    def show(self, x: float, words: str, *, to_the_left: bool) -> None:
        """Stand at ``x`` with the words on the side where there is room for them."""
        self._to_the_left = to_the_left
        self._line.setLine(x, -_FAR, x, _FAR)
        self._text.setText(words)
        self._text.setPos(x, self._level)
        self._shift()
        self._line.show()
        self._text.show()

    def hide(self) -> None:
        """Stand nowhere."""
        self._line.hide()
        self._text.hide()

    def _shift(self) -> None:
        gap = self._look.px(4)
        width = self._text.boundingRect().width()
        left = -width - gap if self._to_the_left else gap
        self._text.setTransform(QTransform.fromTranslate(left, gap))

    def _dress(self) -> None:
        pen = QPen(self._look.color(self._color), 1.5)
        pen.setCosmetic(True)
        self._line.setPen(pen)
        self._text.setFont(self._look.font("small"))
        self._text.setBrush(self._look.text_color(self._color))
        self._shift()
