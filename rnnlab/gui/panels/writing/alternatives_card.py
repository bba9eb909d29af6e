"""What else could have stood at a place of a written text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.look.fonts import FontRole
from rnnlab.gui.words import visible_token

_WIDTH, _LINE, _MARGIN, _NAME, _NUMBER = 250, 18, 10, 74, 44
_LINES = 8


@dataclass(frozen=True)
class Choice:
    """A token that could stand at a place.

    Attributes:
        token: The token.
        probability: To the model itself, at temperature 1.
        chance: After all transformations.
    """

    token: str
    probability: float
    chance: float


class AlternativesCard(QWidget):
    """A small window beside the pointer: how likely a token was, and eight alternatives.

    The outline of a bar is the model's own probability, its filling the chance that the
    choices made of it.

    Args:
        look: Gives colours, fonts and lengths.
        parent: Owner.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._look = look
        self._written: Choice | None = None
        self._choices: list[Choice] = []

    def tell(self, written: Choice, at: QPoint) -> None:
        """Open beside a place of the screen, before the alternatives are known."""
        self._written, self._choices = written, []
        px = self._look.px
        self.resize(px(_WIDTH), px(2 * _MARGIN) + px(_LINE) * (_LINES + 2))
        screen = self.screen().availableGeometry()
        left = min(at.x() + px(12), screen.right() - self.width())
        below = at.y() + px(20)
        fits = below + self.height() <= screen.bottom()
        self.move(left, below if fits else at.y() - self.height() - px(12))
        self.show()
        self.update()

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show the alternatives, the likeliest first."""
        self._choices = list(choices[:_LINES])
        self.update()

    def choices(self) -> list[Choice]:
        """The alternatives that are shown."""
        return list(self._choices)

    def words(self) -> str:
        """What is said about the token that was written."""
        written = self._written
        if written is None:
            return ""
        return (
            f"p = {percent(written.probability)} to the model, drawn with {percent(written.chance)}"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the token, then a bar for each alternative."""
        if self._written is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._look.color("edge"))
            painter.setBrush(self._look.color("panel"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            px = self._look.px
            line = QRectF(px(_MARGIN), px(_MARGIN), self.width() - 2 * px(_MARGIN), px(_LINE))
            self._write(painter, line, f"“{visible_token(self._written.token)}”", "strong", "text")
            line.translate(0, px(_LINE))
            self._write(painter, line, self.words(), "small", "muted")
            largest = max((max(c.probability, c.chance) for c in self._choices), default=1.0)
            for choice in self._choices:
                line.translate(0, px(_LINE))
                self._draw_choice(painter, line, choice, largest)

    def _draw_choice(self, painter: QPainter, line: QRectF, choice: Choice, largest: float) -> None:
        px = self._look.px
        chosen = self._written is not None and choice.token == self._written.token
        name = QRectF(line.left(), line.top(), px(_NAME), line.height())
        metrics = QFontMetricsF(self._look.font("mono"))
        cut = metrics.elidedText(
            visible_token(choice.token), Qt.TextElideMode.ElideRight, name.width()
        )
        self._write(painter, name, cut, "mono", "text")
        room = line.width() - px(_NAME) - px(_NUMBER)
        bar = QRectF(line.left() + px(_NAME), line.top() + px(4), room, px(_LINE) - px(8))
        color = self._look.color("accent" if chosen else "edge_hover")
        painter.fillRect(
            QRectF(bar).adjusted(0, 0, -room * (1 - choice.chance / largest), 0), color
        )
        painter.setPen(self._look.color("text"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(bar).adjusted(0, 0, -room * (1 - choice.probability / largest), 0))
        number = QRectF(line.right() - px(_NUMBER), line.top(), px(_NUMBER), line.height())
        self._write(painter, number, percent(choice.chance), "small", "muted", right=True)

    def _write(
        self,
        painter: QPainter,
        line: QRectF,
        words: str,
        role: FontRole,
        color: str,
        right: bool = False,
    ) -> None:
        painter.setFont(self._look.font(role))
        painter.setPen(self._look.color(color))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | side, words)


def percent(probability: float) -> str:
    """A probability as people read it: 31 %, 0.4 %, 2e-05."""
    if probability >= 0.1 or probability == 0:
        return f"{probability:.0%}".replace("%", " %")
    if probability >= 0.001:
        return f"{probability:.1%}".replace("%", " %")
    return f"{probability:.0e}"
