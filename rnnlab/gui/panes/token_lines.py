"""A text token by token, in lines that are broken anew with the width."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.words import visible_token

_LINE, _PADDING = 22, 2


class TokenLines(QWidget):
    """Lays tokens out and finds them again; how one is drawn is up to the kind of strip.

    Args:
        look: Gives colours, fonts and lengths.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._words: list[str] = []
        self._cells: list[QRectF] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._arrange)

    def set_tokens(self, tokens: list[str]) -> None:
        """Lay out other tokens; the same ones stay where they are."""
        words = [visible_token(token) for token in tokens]
        if words != self._words:
            self._words = words
            self._arrange()

    def tokens(self) -> list[str]:
        """The tokens as they are written."""
        return list(self._words)

    def token_at(self, place: QPointF) -> int:
        """Index of the token at a place, or −1."""
        return next((i for i, cell in enumerate(self._cells) if cell.contains(place)), -1)

    def cell(self, index: int) -> QRectF:
        """Where a token stands."""
        return self._cells[index]

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all tokens that are in sight."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font("mono"))
            for index, cell in enumerate(self._cells):
                if cell.intersects(QRectF(event.rect())):
                    self._draw(painter, index, cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    # inside

    def _draw(self, painter: QPainter, index: int, cell: QRectF) -> None:
        """Draw one token."""
        raise NotImplementedError

    def _arrange(self) -> None:
        metrics = QFontMetricsF(self._look.font("mono"))
        # Looked up once, not per token: a text may have thousands.
        line, padding, room = self._look.px(_LINE), 2 * self._look.px(_PADDING), self.width()
        left, top, cells = 0.0, 0.0, []
        for word in self._words:
            width = metrics.horizontalAdvance(word) + padding
            if left and left + width > room:
                left, top = 0.0, top + line
            cells.append(QRectF(left, top, width, line))
            left += width
        self._cells = cells
        self.setFixedHeight(round(top + line))
        self.update()
