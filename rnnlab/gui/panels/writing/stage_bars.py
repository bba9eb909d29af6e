"""The distribution of the next token, before and after each transformation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnlab.generation.transformations import Stage
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.alternatives_card import percent
from rnnlab.gui.words import visible_token

MOST_TOKENS = 15
_LINE, _GAP, _NAME, _NUMBER = 17, 8, 64, 42
_LOWEST_LINES = 6


@dataclass(frozen=True)
class Row:
    """One token, or all others together.

    Attributes:
        name: How it is written.
        probabilities: After each stage.
    """

    name: str
    probabilities: tuple[float, ...]


def rows_of(stages: Sequence[Stage], tokens: Sequence[str], most: int) -> list[Row]:
    """The tokens that are likeliest before or after all, at most ``most``, then the others."""
    before, after = stages[0].probabilities, stages[-1].probabilities
    likeliest = np.maximum(before, after)
    count = min(most, len(likeliest))
    top = np.argpartition(-likeliest, count - 1)[:count]
    top = top[np.lexsort((top, -before[top]))]
    rows = [
        Row(visible_token(tokens[i]), tuple(float(stage.probabilities[i]) for stage in stages))
        for i in top.tolist()
    ]
    if len(likeliest) > count:
        sums = tuple(float(np.delete(stage.probabilities, top).sum()) for stage in stages)
        rows.append(Row(f"{len(likeliest) - count:,} others", sums))
    return rows


class StageBars(QWidget):
    """A line for each token, a column of bars for each stage; all bars on one scale.

    Args:
        look: Gives colours, fonts and lengths.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._stages: list[Stage] = []
        self._tokens: Sequence[str] = ()
        self._color = "accent"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Probability of the next token after each transformation")
        look.changed.connect(self.update)

    def show_stages(self, stages: Sequence[Stage], tokens: Sequence[str], color: str) -> None:
        """Show distributions, the model's own first, in the colour of a run."""
        self._stages, self._tokens, self._color = list(stages), tokens, color
        self.update()

    def rows(self) -> list[Row]:
        """What is shown, as many lines as there is room for."""
        if not self._stages:
            return []
        lines = max(_LOWEST_LINES, self.height() // self._look.px(_LINE)) - 2
        return rows_of(self._stages, self._tokens, min(MOST_TOKENS, lines))

    def columns(self) -> list[str]:
        """Names of the stages."""
        return [stage.name for stage in self._stages]

    def minimumSizeHint(self) -> QSize:
        """Room for a few tokens."""
        return QSize(self._look.px(160), self._look.px(_LINE) * _LOWEST_LINES)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names, then each column of bars."""
        rows = self.rows()
        if not rows:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            px = self._look.px
            largest = max(max(row.probabilities) for row in rows)
            left = px(_NAME)
            # Where columns are narrow, the numbers of the last one, which is drawn with, have room.
            room = self.width() - left
            beside = self._room_for_number(room / len(self._stages))
            width = (room if beside else room - px(_NUMBER)) / len(self._stages)
            for line, row in enumerate(rows, start=1):
                others = line == len(rows) and row.name.endswith("others")
                self._draw_name(painter, row.name, line, others)
                for number, probability in enumerate(row.probabilities):
                    area = QRectF(left + number * width, line * px(_LINE), width, px(_LINE))
                    last = number == len(row.probabilities) - 1
                    color = "edge" if others else self._color if last else "edge_hover"
                    self._draw_bar(painter, area, probability / largest, color)
                    self._draw_number(painter, area, probability, last)
            for number, name in enumerate(self.columns()):
                self._draw_heading(
                    painter, QRectF(left + number * width, 0, width, px(_LINE)), name
                )

    def _draw_name(self, painter: QPainter, name: str, line: int, others: bool) -> None:
        px = self._look.px
        font = self._look.font("small" if others else "mono")
        area = QRectF(0, line * px(_LINE), px(_NAME) - px(_GAP), px(_LINE))
        cut = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        painter.setFont(font)
        painter.setPen(self._look.color("muted" if others else "text"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, side | Qt.TextFlag.TextDontClip, cut)

    def _draw_bar(self, painter: QPainter, area: QRectF, share: float, color: str) -> None:
        room = area.width() - self._room_for_number(area.width()) - self._look.px(_GAP)
        top, height = area.top() + area.height() * 0.2, area.height() * 0.6
        if share <= 0:
            painter.setPen(QPen(self._look.color("muted"), 1))
            middle = area.center().y()
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.left() + 5, middle))
            return
        bar = QRectF(area.left(), top, max(room * share, 1.0), height)
        painter.fillRect(bar, self._look.color(color))

    def _draw_number(self, painter: QPainter, area: QRectF, probability: float, last: bool) -> None:
        beside = self._room_for_number(area.width())
        number = self._look.px(_NUMBER) if last else beside
        if not number or probability <= 0:
            return
        if last and not beside:
            area = area.adjusted(0, 0, number + self._look.px(_GAP), 0)
        place = QRectF(
            area.right() - number - self._look.px(_GAP), area.top(), number, area.height()
        )
        painter.setFont(self._look.font("small"))
        painter.setPen(self._look.color("muted"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, side, percent(probability))

    def _draw_heading(self, painter: QPainter, area: QRectF, name: str) -> None:
        font = self._look.font("small")
        painter.setFont(font)
        painter.setPen(self._look.color("muted"))
        room = area.width() - self._look.px(_GAP)
        cut = QFontMetricsF(font).elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, cut)

    def _room_for_number(self, width: float) -> float:
        """Numbers stand beside bars in columns that are wide enough for both."""
        number = self._look.px(_NUMBER)
        return number if width > 2.2 * number else 0.0
