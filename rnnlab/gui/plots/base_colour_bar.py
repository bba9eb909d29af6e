"""The scale of a heatmap: which colour is which value."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_ground import Mapping
from rnnlab.gui.plots.base_ticks import Tick, linear_ticks, log_ticks

COLORS = 255


@cache
def color_table() -> npt.NDArray[np.uint8]:
    """Cividis as (256, 4) RGBA; entry 0 is transparent, for cells without a value."""
    table = pg.colormap.get("cividis").getLookupTable(nPts=COLORS, alpha=True)
    return np.concatenate([np.zeros((1, 4), np.uint8), table])


class ColourBar:
    """A strip of all colours with numbers beside it, to the right of a heatmap.

    Attributes:
        low, high: Values at its ends; logarithms if ``log``.
        log: Whether the scale is logarithmic.
        caption: What the values are; none if empty.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self.low, self.high = 0.0, 1.0
        self.log = False
        self.caption = ""

    def width(self, height: float) -> float:
        """The strip, its numbers and margins."""
        metrics = QFontMetricsF(self._look.font("small"))
        texts = [tick.text for tick in self._ticks(height)]
        widest = max(map(metrics.horizontalAdvance, texts), default=0.0)
        return self._look.px(12 + 10 + 6 + 4) + widest

    def plan(self, area: QRectF, mapping: Mapping) -> object:
        """All that it is painted from."""
        return self.low, self.high, self.log

    def paint(self, painter: QPainter, area: QRectF, mapping: Mapping) -> None:
        """Draw strip and numbers."""
        px = self._look.px
        strip = QRectF(area.left() + px(12), area.top(), px(10), area.height())
        painter.drawImage(strip, _strip_image())
        for tick in self._ticks(area.height()):
            share = (tick.position - self.low) / (self.high - self.low)
            y = strip.bottom() - share * strip.height()
            self._paint_tick(painter, strip.right(), y, tick.text)

    def paint_above(self, painter: QPainter, mapping: Mapping) -> None:
        """Nothing."""

    def _paint_tick(self, painter: QPainter, left: float, y: float, text: str) -> None:
        px = self._look.px
        painter.setPen(QPen(self._look.color("muted"), 1))
        painter.drawLine(QPointF(left, y), QPointF(left + px(3), y))
        place = QRectF(left + px(6), y - 20, 1000, 40)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _ticks(self, height: float) -> list[Tick]:
        line = QFontMetricsF(self._look.font("small")).height()
        most = max(2, int(height / (line * 2)))
        return (log_ticks if self.log else linear_ticks)(self.low, self.high, most)


@cache
def _strip_image() -> QImage:
    """One pixel wide, highest value on top."""
    column = np.ascontiguousarray(color_table()[:0:-1, :])
    image = QImage(column.tobytes(), 1, COLORS, 4, QImage.Format.Format_RGBA8888)
    return image.copy()
