"""A text token by token on grounds that say how much each surprised a model."""

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen

from rnnlab.gui.desks.belief_questions import FloatArray
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.grounds import ground_colors, surprise_levels
from rnnlab.gui.panes.token_strip import TokenStrip

GROUND = "warning"  # one for all models, so that equal grounds are equal probabilities


class ProbabilityStrip(TokenStrip):
    """The first token, which is context only, is grey.

    Attributes:
        read: The tokens as the model has them.

    Signals:
        pointed: The pointer is at a token; carries its index and the place on the screen.
    """

    pointed = Signal(int, QPoint)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._grounds: list[QColor] = []
        # Qt forgets a method of a widget together with the widget, but never one of a list
        look.changed.connect(self._forget_grounds)
        self._probabilities = np.zeros(0, np.float32)
        self._levels: list[int] = []
        self.read: tuple[str, ...] = ()

    def show_scored(self, tokens: tuple[str, ...], log_probabilities: FloatArray) -> None:
        """Show tokens (N,) and how likely those after the first were, (N − 1,) in nats."""
        self.read = tokens
        self.show_text(list(tokens), GROUND)
        known = np.exp(log_probabilities)
        self._probabilities = np.concatenate([[np.nan], known]).astype(np.float32)
        self._levels = surprise_levels(self._probabilities).tolist()
        self.update()

    def level(self, index: int) -> int:
        """How strong the ground of a token is, from 0."""
        return self._levels[index] if index < len(self._levels) else 0

    def frame(self, index: int | None) -> None:
        """Frame a token, or none."""
        if index != self._framed:
            self._framed = index
            self.update()

    # Qt's events

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which token is under the pointer."""
        token = self.token_at(event.position())
        self._point_at(token)
        if token >= 0:
            self.pointed.emit(token, event.globalPosition().toPoint())

    # inside

    def _forget_grounds(self) -> None:
        self._grounds.clear()

    def _draw(self, painter: QPainter, index: int, cell: QRectF) -> None:
        inner = cell.adjusted(0.5, 1.5, -0.5, -1.5)
        level = self.level(index)
        if level:
            painter.setPen(Qt.PenStyle.NoPen)
            if not self._grounds:
                self._grounds.extend(ground_colors(self._look, GROUND))
            painter.setBrush(self._grounds[level])
            painter.drawRoundedRect(inner, 3, 3)
        if index == self._framed:
            painter.setPen(QPen(self._look.color("text"), self._look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 3, 3)
        painter.setPen(self._look.color("text" if index else "muted"))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(cell, middle, self._words[index])
