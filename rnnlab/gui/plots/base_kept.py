"""Parts of a plot that are painted once and kept as pictures.

While a run trains, its curves change with every frame, and what is around them seldom.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap


class Kept:
    """A picture that is kept for as long as what it is painted from stays the same.

    Attributes:
        paintings: How often it was painted.
    """

    def __init__(self) -> None:
        self._made_from: object = None
        self._picture = QPixmap()
        self.paintings = 0

    def show(
        self,
        painter: QPainter,
        place: QRectF,
        made_from: object,
        ground: QColor,
        paint: Callable[[QPainter], None],
    ) -> None:
        """Put the picture on the screen.

        Args:
            painter: Of the screen.
            place: Where, in pixels; what was there before is covered. It may be empty.
            made_from: Compared with that of the last time.
            ground: Colour behind it.
            paint: Paints it anew, with the coordinates of ``painter``.
        """
        ratio = painter.device().devicePixelRatio()
        size = (place.size() * ratio).toSize()
        if size.isEmpty():  # in a plot that is squeezed to nothing there is no room beside the data
            return
        wanted = (made_from, place, ground, ratio)
        if wanted != self._made_from:
            self._made_from = wanted
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(ground)
            with QPainter(self._picture) as inner:
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                inner.translate(-place.topLeft())
                paint(inner)
            self.paintings += 1
        painter.drawPixmap(place.topLeft(), self._picture)

    def forget(self) -> None:
        """Give its memory back, for as long as nobody sees it."""
        self._made_from, self._picture = None, QPixmap()
