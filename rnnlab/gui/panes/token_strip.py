"""A text token by token, each on a ground that says how much it counts."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import mix, readable
from rnnlab.gui.panes.token_lines import TokenLines
from rnnlab.gui.widgets.labels import plain_tip

FloatArray = npt.NDArray[np.float64]

_FAINTEST = 0.03  # of the largest; less is not drawn


class TokenStrip(TokenLines):
    """Tokens in lines; earlier ones are coloured, one is framed.

    What made the framed token likelier has a full ground, what made it less likely a hatched
    one, stronger the more it moved the prediction.

    Args:
        look: Gives colours, fonts and lengths.

    Signals:
        hovered: Index of the token under the pointer, −1 when it has left.
        clicked: Index of a token.
    """

    hovered = Signal(int)
    clicked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._moved: FloatArray = np.empty(0)
        self._framed: int | None = None
        self._color = "accent"
        self._under = -1

    def show_text(self, tokens: list[str], color: str) -> None:
        """Show tokens, in the colour of a run."""
        self.set_tokens(tokens)
        if color != self._color:
            self._color = color
            self.update()

    def show_effect(self, framed: int | None, moved: FloatArray) -> None:
        """Frame a token and colour those before it by what they did to it, (framed,) or (0,)."""
        self._framed, self._moved = framed, moved
        self.update()

    def ground(self, index: int) -> float:
        """How strongly a token is coloured, −1 … 1; below 0 it made the framed one less likely."""
        values = self._moved
        if index >= len(values) or not np.isfinite(values[index]):
            return 0.0
        largest = float(np.nanmax(np.abs(values)))
        return float(values[index]) / largest if largest else 0.0

    # Qt's events

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which token is under the pointer."""
        self._point_at(self.token_at(event.position()))
        words = plain_tip(self._explanation(self._under))
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which token was clicked."""
        token = self.token_at(event.position())
        if token >= 0:
            self.clicked.emit(token)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer has left."""
        super().leaveEvent(event)
        self._point_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose a token."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._words:
            event.ignore()
            return
        now = self._framed if self._framed is not None else len(self._words)
        self.clicked.emit(min(max(now + step, 1), len(self._words) - 1))

    # inside

    def _point_at(self, token: int) -> None:
        if token != self._under:
            self._under = token
            self.hovered.emit(token)

    def _explanation(self, index: int) -> str:
        if not 0 <= index < len(self._moved) or not np.isfinite(self._moved[index]):
            return ""
        return f"{self._words[index]}  {self._moved[index]:+.3g} nats"

    def _draw(self, painter: QPainter, index: int, cell: QRectF) -> None:
        inner = cell.adjusted(0.5, 1.5, -0.5, -1.5)
        ground = self._draw_ground(painter, index, inner)
        if index == self._framed:
            painter.setPen(QPen(self._look.color("text"), self._look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 3, 3)
        later = self._framed is not None and index > self._framed
        ink = self._look.color("muted" if later else "text")
        painter.setPen(readable(ink, ground))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(cell, middle, self._words[index])

    def _draw_ground(self, painter: QPainter, index: int, rect: QRectF) -> QColor:
        """Fill the ground of a token; returns the colour that words on it stand on."""
        panel, share = self._look.color("panel"), self.ground(index)
        if abs(share) < _FAINTEST:
            return panel
        painter.setPen(Qt.PenStyle.NoPen)
        fill = mix(
            panel,
            self._look.color(self._color),
            (0.4 if share < 0 else 0.1) + (0.6 if share < 0 else 0.9) * abs(share),
        )
        hatched = Qt.BrushStyle.BDiagPattern if share < 0 else Qt.BrushStyle.SolidPattern
        painter.setBrush(QBrush(fill, hatched))
        painter.drawRoundedRect(rect, 3, 3)
        return panel if share < 0 else fill
