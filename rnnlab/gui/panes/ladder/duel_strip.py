"""A text token by token, each on the colour of the model that foresaw it better."""

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import mix, readable
from rnnlab.gui.panes.token_lines import TokenLines
from rnnlab.gui.widgets.labels import plain_tip

FloatArray = npt.NDArray[np.float64]

FULL_LEAD = math.log(10.0)
"""Nats from which a ground is as strong as it gets: ten times the probability."""

_BAR = 3
_STRONGEST = 0.8


class DuelStrip(TokenLines):
    """Tokens in lines; a click or the arrow keys choose one.

    Where the second model wins, a bar under the token says so too: colour is not all.

    Args:
        look: Gives colours, fonts and lengths.

    Signals:
        clicked: Index of a token.
    """

    clicked = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._leads: FloatArray = np.empty(0)
        self._names = ("", "")
        self._colors = ("accent", "muted")
        self._chosen: int | None = None
        self.setAccessibleName("Held-out text, coloured by the model that foresaw it better")

    def show_text(
        self,
        tokens: list[str],
        leads: FloatArray,
        names: tuple[str, str],
        colors: tuple[str, str],
    ) -> None:
        """Show tokens.

        Args:
            tokens: N of them.
            leads: (N,) ln p of the first model minus that of the second; NaN for a token that
                does not count.
            names: Of the models.
            colors: Names of their colours.
        """
        self._leads, self._names, self._colors = leads, names, colors
        self.set_tokens(tokens)
        self.update()

    def choose(self, index: int | None) -> None:
        """Frame a token."""
        self._chosen = index
        self.update()

    def chosen(self) -> int | None:
        """The framed token."""
        return self._chosen

    def ground(self, index: int) -> QColor:
        """The colour under a token."""
        panel, lead = self._look.color("panel"), float(self._leads[index])
        if math.isnan(lead):
            return panel
        strength = min(abs(lead) / FULL_LEAD, 1.0) * _STRONGEST
        return mix(panel, self._look.color(self._colors[0 if lead > 0 else 1]), strength)

    # Qt's events

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say how far ahead the better model is."""
        index = self.token_at(event.position())
        words = plain_tip(self._lead_words(index)) if index >= 0 else ""
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a token."""
        index = self.token_at(event.position())
        if index >= 0:
            self.clicked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose a token."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self._words:
            event.ignore()
            return
        now = self._chosen if self._chosen is not None else -1
        self.clicked.emit(min(max(now + step, 0), len(self._words) - 1))

    # inside

    def _lead_words(self, index: int) -> str:
        lead = float(self._leads[index])
        if math.isnan(lead):
            return f"{self._words[index]}  never occurs in the training text and does not count"
        winner = self._names[0 if lead > 0 else 1]
        if math.isinf(lead):
            return f"{self._words[index]}  {winner}: the other thinks it impossible"
        times = math.exp(min(abs(lead), 700.0))
        return f"{self._words[index]}  {winner}: {times:,.3g} times as likely, {abs(lead):.2f} nats"

    def _draw(self, painter: QPainter, index: int, cell: QRectF) -> None:
        inner = cell.adjusted(0.5, 1.5, -0.5, -1.5)
        ground = self.ground(index)
        painter.fillRect(inner, ground)
        if float(self._leads[index]) < 0:
            bar = QRectF(inner)
            bar.setTop(inner.bottom() - self._look.px(_BAR))
            strength = min(abs(float(self._leads[index])) / FULL_LEAD, 1.0)
            color = mix(ground, self._look.color("text"), strength * _STRONGEST)
            painter.fillRect(bar, color)
        painter.setPen(readable(self._look.color("text"), ground))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(cell, middle, self._words[index])
        if index == self._chosen:
            painter.setPen(QPen(self._look.color("text"), self._look.px(2)))
            painter.drawRect(inner)
