"""The commonest tokens of a text, with their counts."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.labels import plain_tip
from rnnlab.gui.words import visible_token

_LINE = 18
_GAP = 8
_LONGEST_TOKEN = 90

Frequency = tuple[str, int, float]  # token, occurrences, share from 0 to 1


class TokenBars(QWidget):
    """One line a token: the token, a bar as long as its share, its count.

    Args:
        look: Gives colours, fonts and lengths.
        parent: Owner.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tokens: list[Frequency] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)

    def show_tokens(self, tokens: list[Frequency]) -> None:
        """Show tokens, the commonest first."""
        self._tokens = tokens
        words = [f"{visible_token(token)} {count:,}" for token, count, _ in tokens]
        self.setAccessibleName("Most frequent tokens: " + ", ".join(words))
        self.updateGeometry()
        self.update()

    def tokens(self) -> list[Frequency]:
        """What is shown."""
        return list(self._tokens)

    def sizeHint(self) -> QSize:
        """A line for each token."""
        return QSize(self._look.px(160), self._look.px(_LINE) * len(self._tokens))

    def minimumSizeHint(self) -> QSize:
        """As high as all lines."""
        return QSize(self._look.px(80), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Say more about the line under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._explain(event.pos().y())
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all lines, names and counts as wide as the widest."""
        if not self._tokens:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            mono, small = self._look.font("mono"), self._look.font("small")
            names = [visible_token(token) for token, _, _ in self._tokens]
            counts = [f"{count:,}" for _, count, _ in self._tokens]
            name_width = min(
                _widest(self._look.metrics("mono"), names), self._look.px(_LONGEST_TOKEN)
            )
            count_width = _widest(self._look.metrics("small"), counts)
            for line, (name, count) in enumerate(zip(names, counts, strict=True)):
                rect = QRectF(0, line * self._look.px(_LINE), self.width(), self._look.px(_LINE))
                painter.setFont(mono)
                painter.setPen(self._look.color("text"))
                cut = painter.fontMetrics().elidedText(
                    name, Qt.TextElideMode.ElideRight, name_width
                )
                # The sign for a space hangs below the line in some typefaces.
                middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
                painter.drawText(rect, middle, cut)
                painter.setFont(small)
                painter.setPen(self._look.color("muted"))
                right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(rect, right, count)
                self._draw_bar(painter, rect, line, name_width, count_width)

    def _draw_bar(
        self, painter: QPainter, rect: QRectF, line: int, name_width: int, count_width: int
    ) -> None:
        left = name_width + self._look.px(_GAP)
        room = rect.width() - left - count_width - self._look.px(_GAP)
        length = room * self._tokens[line][2] / self._tokens[0][2]
        height = self._look.px(6)
        if room > 0:
            corner = QPointF(left, rect.center().y() - height / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.color("edge"))
            bar = QRectF(corner.x(), corner.y(), max(length, 1.0), height)
            painter.drawRoundedRect(bar, height / 3, height / 3)

    def _explain(self, y: int) -> str:
        line = y // self._look.px(_LINE)
        if not 0 <= line < len(self._tokens):
            return ""
        token, count, share = self._tokens[line]
        return f"{visible_token(token)}: {count:,} times, {share:.2%} of the training part"

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _widest(metrics: QFontMetrics, texts: list[str]) -> int:
    return max(metrics.horizontalAdvance(text) for text in texts) + 1
