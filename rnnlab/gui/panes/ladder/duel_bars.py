"""What two models expected at one token, side by side."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import mix
from rnnlab.gui.words import visible_token

FloatArray = npt.NDArray[np.float64]
Expected = list[tuple[str, float, bool]]  # token, probability, whether it is what came

MOST = 10
_LINE, _WIDTH, _GAP, _NUMBER = 16, 240, 10, 40
_TOKEN, _WORD = 22, 62  # room for a character, for a word


def likeliest(probabilities: FloatArray, tokens: tuple[str, ...], truth: int) -> Expected:
    """The ten likeliest tokens, what really came among them or in the place of the last."""
    order = np.argsort(-probabilities, kind="stable")[:MOST].tolist()
    if truth not in order:
        order[-1] = truth
    return [(tokens[token], float(probabilities[token]), token == truth) for token in order]


def fitting(expected: Expected, lines: int) -> Expected:
    """As many of them as there is room for, what really came always among them."""
    shown, left = expected[: max(lines, 1)], expected[max(lines, 1) :]
    came = [each for each in left if each[2]]
    return [*shown[:-1], came[0]] if came else shown


class DuelBars(QWidget):
    """Two columns of bars with a common scale.

    Args:
        look: Gives colours, fonts and lengths.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sides: list[tuple[str, str, Expected]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        look.changed.connect(self.updateGeometry)

    def show_sides(self, sides: list[tuple[str, str, Expected]]) -> None:
        """Show name, colour and expectations of each model."""
        self._sides = sides
        words = "; ".join(
            f"{name}: {', '.join(f'{token} {p:.1%}' for token, p, _ in expected)}"
            for name, _, expected in sides
        )
        self.setAccessibleName(f"What the models expected: {words}")
        self.update()

    def sides(self) -> list[tuple[str, str, Expected]]:
        """What is shown."""
        return list(self._sides)

    def sizeHint(self) -> QSize:
        """A heading and ten lines."""
        return QSize(self._look.px(_WIDTH), self._look.px(_LINE) * (MOST + 1))

    def minimumSizeHint(self) -> QSize:
        """As wide as it is; as low as it must be."""
        return QSize(self._look.px(_WIDTH), self._look.px(_LINE) * 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both columns."""
        with QPainter(self) as painter:
            width = (self.width() - self._look.px(_GAP)) / 2
            for place, (name, color, expected) in enumerate(self._sides):
                left = place * (width + self._look.px(_GAP))
                self._draw_side(
                    painter, QRectF(left, 0, width, self.height()), name, color, expected
                )

    def _draw_side(
        self, painter: QPainter, area: QRectF, name: str, color: str, expected: Expected
    ) -> None:
        px = self._look.px
        painter.setFont(self._look.font("small"))
        painter.setPen(self._look.text_color(color))
        metrics = QFontMetricsF(painter.font())
        title = metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(QRectF(area.left(), 0, area.width(), px(_LINE)), _LEFT, title)
        words = any(len(token) > 1 for token, _, _ in expected)
        room = px(_WORD if words else _TOKEN)
        shown = fitting(expected, int(area.height()) // px(_LINE) - 1)
        for place, (token, probability, truth) in enumerate(shown, start=1):
            line = QRectF(area.left(), place * px(_LINE), area.width(), px(_LINE))
            self._draw_line(painter, line, room, visible_token(token), probability, color, truth)

    def _draw_line(
        self,
        painter: QPainter,
        line: QRectF,
        room: int,
        token: str,
        probability: float,
        color: str,
        truth: bool,
    ) -> None:
        px, look = self._look.px, self._look
        if truth:
            painter.fillRect(line, look.color("accent_soft"))
        painter.setFont(look.font("mono"))
        painter.setPen(look.text_color("text"))
        word = QFontMetricsF(painter.font()).elidedText(token, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(line.left() + 2, line.top(), room, line.height()), _LEFT, word)
        left = line.left() + room + px(4)
        whole = max(line.width() - room - px(4) - px(_NUMBER), 1.0)
        bar = QRectF(left, line.top() + px(4), max(whole * probability, 1.0), px(8))
        painter.fillRect(bar, mix(look.color("panel"), look.color(color), 1.0 if truth else 0.6))
        painter.setFont(look.font("small"))
        painter.drawText(line.adjusted(0, 0, -2, 0), _RIGHT, percent(probability))


def percent(probability: float) -> str:
    """A probability in at most six signs."""
    found = 100.0 * probability
    if found >= 9.95 or not found:
        return f"{found:.0f} %"
    return f"{found:.1f} %" if found >= 0.095 else "<0.1 %"


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
