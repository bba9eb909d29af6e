"""Which ground stands for which probability."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.grounds import LEVELS, MOST_BITS, ground_colors
from rnnlab.gui.panes.beliefs.probability_strip import GROUND

_FIRST, _LAST = "p = 1", f"≤ 1/{2**MOST_BITS:.0f}"
_STEP = 7


class SurpriseScale(QWidget):
    """All grounds from certain to surprising; each step halves the probability."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        words = f"Grounds from {_FIRST} to {_LAST}; each step is one bit: half as likely."
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Words, steps, words."""
        metrics, px = self._look.metrics("small"), self._look.px
        words = metrics.horizontalAdvance(_FIRST + _LAST)
        return QSize(words + px(_STEP) * (LEVELS + 1) + px(12), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and between them the steps."""
        px = self._look.px
        with QPainter(self) as painter:
            painter.setFont(self._look.font("small"))
            painter.setPen(self._look.color("muted"))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, 0, self.width(), self.height()), middle, _FIRST)
            left = float(painter.fontMetrics().horizontalAdvance(_FIRST) + px(4))
            top, height = self.height() / 2 - px(5), px(10)
            begin = left
            for color in ground_colors(self._look, GROUND):
                painter.fillRect(QRectF(left, top, px(_STEP), height), color)
                left += px(_STEP)
            painter.setPen(self._look.color("line"))
            painter.drawRect(QRectF(begin, top, left - begin, height))
            painter.setPen(self._look.color("muted"))
            right = QRectF(left + px(4), 0, self.width(), self.height())
            painter.drawText(right, middle, _LAST)
