"""A line about one model: its name, bars, and figures in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.labels import plain_tip

_LINE, _DOT, _GAP = 19, 14, 6
_NAME_BESIDE_BARS, _NAME_SHARE = 84, 0.24
_SHORTEST_BAR = 24


@dataclass(frozen=True)
class Figure:
    """A number in a column, as it is written; a strong one leads."""

    words: str
    strong: bool = False


@dataclass(frozen=True)
class RowFacts:
    """What a row shows.

    Attributes:
        name: Of the model, or a heading.
        color: Of its dot and name; a heading has none.
        figures: From left to right.
        bars: None, one, or a strong one over a faint one; from 0 to 1.
        explanation: All of it in words.
        detail: Follows the name where there is room, smaller.
    """

    name: str
    color: str
    figures: tuple[Figure, ...]
    bars: tuple[float, ...] | None = None
    explanation: str = ""
    detail: str = ""


class ModelRow(QWidget):
    """Painted at once, so that many are cheap.

    Args:
        look: Gives colours, fonts and lengths.
        columns: Widths of the columns in pixels at 100 %.
    """

    def __init__(self, look: Look, columns: Sequence[int]) -> None:
        super().__init__()
        self._look = look
        self._columns = tuple(columns)
        self.facts = RowFacts("", "", ())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._on_look_changed)

    def show_facts(self, facts: RowFacts) -> None:
        """Show other facts."""
        if facts != self.facts:
            self.facts = facts
            self.setToolTip(plain_tip(facts.explanation))
            figures = ", ".join(figure.words for figure in facts.figures)
            self.setAccessibleName(facts.explanation or f"{facts.name}: {figures}")
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self._look.px(200), self._look.px(_LINE))

    def minimumSizeHint(self) -> QSize:
        """As high as the line."""
        return QSize(self._look.px(100), self._look.px(_LINE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw figures from the right, the name from the left, bars between."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            right = self._draw_figures(painter)
            facts, px = self.facts, self._look.px
            left = px(_DOT) if facts.color else 0
            beside = facts.bars is not None
            most = max(px(_NAME_BESIDE_BARS), round(self.width() * _NAME_SHARE))
            end = min(left + most, right) if beside else right
            self._draw_name(painter, QRectF(left, 0, max(end - left, 0), self.height()))
            if facts.bars is not None:
                start = end + px(_GAP)
                self._draw_bars(painter, QRectF(start, 0, right - start, self.height()), facts.bars)

    def _draw_figures(self, painter: QPainter) -> float:
        """Returns where the figures begin."""
        right = float(self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        pairs = zip(reversed(self.facts.figures), reversed(self._columns), strict=False)
        for figure, column in pairs:
            width = self._look.px(column)
            painter.setFont(self._look.font("strong" if figure.strong else "body"))
            if not self.facts.color:
                painter.setFont(self._look.font("small"))
            plain = figure.strong and self.facts.color
            painter.setPen(self._look.color("text" if plain else "muted"))
            painter.drawText(QRectF(right - width, 0, width, self.height()), flags, figure.words)
            right -= width
        return right - self._look.px(_GAP)

    def _draw_name(self, painter: QPainter, rect: QRectF) -> None:
        color = self.facts.color
        if color:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.color(color))
            side = self._look.px(4)
            painter.drawEllipse(QPointF(side + 1, rect.center().y()), side, side)
        painter.setFont(self._look.font("strong" if color else "small"))
        painter.setPen(self._look.text_color(color) if color else self._look.color("muted"))
        cut = painter.fontMetrics().elidedText(
            self.facts.name, Qt.TextElideMode.ElideRight, int(rect.width())
        )
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, cut)
        taken = painter.fontMetrics().horizontalAdvance(cut) + self._look.px(_GAP)
        self._draw_detail(painter, rect.adjusted(taken, 0, 0, 0))

    def _draw_detail(self, painter: QPainter, rect: QRectF) -> None:
        painter.setFont(self._look.font("small"))
        painter.setPen(self._look.color("muted"))
        room = max(int(rect.width()), 0)
        if painter.fontMetrics().horizontalAdvance(self.facts.detail) <= room:
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self.facts.detail)

    def _draw_bars(self, painter: QPainter, room: QRectF, bars: tuple[float, ...]) -> None:
        px = self._look.px
        heights = [px(9)] if len(bars) == 1 else [px(9), px(4)]
        top = room.center().y() - (sum(heights) + px(len(bars) - 1)) / 2
        if room.width() < px(_SHORTEST_BAR):  # then as a line below name and figures
            room, top, heights = QRectF(self.rect()), self.height() - px(2), [px(2)]
        for place, (share, height) in enumerate(zip(bars, heights, strict=False)):
            ground = QRectF(room.x(), top, room.width(), height)
            painter.fillRect(ground, self._look.color("sunken"))
            color = self._look.color(self.facts.color if place == 0 else "muted")
            painter.fillRect(QRectF(room.x(), top, max(room.width() * share, 1.0), height), color)
            top += height + px(1)

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()
