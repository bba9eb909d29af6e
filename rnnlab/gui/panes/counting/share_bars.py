"""A bar of parts: which order gave how much of a probability."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from rnnlab.gui.look import Look, ngram_color
from rnnlab.gui.look.colours import readable

Index = QModelIndex | QPersistentModelIndex

_HEIGHT, _MARGIN = 14, 6
_UNIFORM = "edge"


class ShareBarDelegate(QStyledItemDelegate):
    """Draws the shares that a cell of a `RowsModel` holds, orders from 0 upwards.

    Each part has the grey of its order and, where it fits, its number; the lowest part is the
    uniform distribution.

    Args:
        look: Gives colours, fonts and lengths.
        parent: The view.
    """

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the ground of the cell and the bar on it."""
        super().paint(painter, option, index)
        shares = index.data(Qt.ItemDataRole.UserRole)
        if shares is None:
            return
        rect = QRectF(option.rect)
        margin, height = self._look.px(_MARGIN), self._look.px(_HEIGHT)
        top = rect.center().y() - height / 2
        place = QRectF(rect.left() + margin, top, rect.width() - 2 * margin, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._look.font("small"))
        self._draw(painter, place, shares)
        painter.restore()

    def _draw(self, painter: QPainter, place: QRectF, shares: Sequence[float]) -> None:
        """The highest order stands at the left: it is asked first."""
        whole = sum(shares)
        left = place.left()
        for order in reversed(range(len(shares))):
            if whole <= 0.0 or shares[order] <= 0.0:
                continue
            width = place.width() * shares[order] / whole
            self._draw_part(painter, QRectF(left, place.top(), width, place.height()), order)
            left += width

    def _draw_part(self, painter: QPainter, part: QRectF, order: int) -> None:
        ground = self._look.color(ngram_color(order) if order else _UNIFORM)
        painter.fillRect(part, ground)
        painter.setPen(QPen(self._look.color("panel"), 1))
        painter.drawLine(part.topRight(), part.bottomRight())
        word = str(order) if order else "–"
        if QFontMetricsF(painter.font()).horizontalAdvance(word) + 4 < part.width():
            painter.setPen(readable(self._look.color("panel"), ground))
            painter.drawText(part, Qt.AlignmentFlag.AlignCenter, word)


def share_words(shares: Sequence[float]) -> str:
    """The same in words: 6-gram 71 %, 5-gram 20 %, uniform 9 %."""
    whole = sum(shares)
    if whole <= 0.0:
        return ""
    parts = [
        f"{f'{order}-gram' if order else 'uniform'} {share / whole:.1%}".replace("%", " %")
        for order, share in reversed(list(enumerate(shares)))
        if share / whole >= 0.0005
    ]
    return ", ".join(parts)
