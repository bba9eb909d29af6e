"""Draws a line of the list of runs, and says what lies where in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.run_row import RunRow

Zone = Literal["eye", "pin", "more", "remedy", ""]
Index = QModelIndex | QPersistentModelIndex

_NARROW = 230  # under this width at 100 % only the menu button is left
_ROOM_FOR_CAPTION = 260
_PADDING = 8
_ICON = 16
_SWATCH = 4
_CAPTION = "perplexity"
_MOST_TROUBLE_LINES = 4


@dataclass(frozen=True)
class Places:
    """Where the parts of a line are, in the coordinates of the view."""

    swatch: QRect
    name: QRect
    number: QRect
    status: QRect
    caption: QRect
    trouble: QRect
    remedy: QRect
    buttons: dict[Zone, QRect]


class RunDelegate(QStyledItemDelegate):
    """Colour, name, status, perplexity, what is wrong, and small buttons.

    Args:
        look: Gives colours, fonts and lengths.
        view: The list; its width decides the heights.
        rows: What to draw in each line; the list keeps them up to date.
    """

    def __init__(self, look: Look, view: QAbstractItemView, rows: Sequence[RunRow]) -> None:
        super().__init__(view)
        self._rows = rows
        self._look = look
        self._view = view
        self.hovered: tuple[int, Zone] = (-1, "")  # row and zone under the pointer

    def zone_at(self, index: Index, rect: QRect, x: int, y: int) -> Zone:
        """What lies under a point of a line that is drawn in ``rect``."""
        row = self._rows[index.row()]
        places = self.places(row, rect)
        zones = dict(places.buttons)
        if row.remedy:
            zones["remedy"] = places.remedy
        reach = self._look.px(4)
        for zone, place in zones.items():
            if place.adjusted(-reach, -reach, reach, reach).contains(x, y):
                return zone
        return ""

    def places(self, row: RunRow, rect: QRect) -> Places:
        """Where everything goes in a line that is drawn in ``rect``."""
        px = self._look.px
        pad, step = px(_PADDING), px(_ICON) + px(8)
        zones: tuple[Zone, ...] = ("more",) if self._is_narrow() else ("eye", "pin", "more")
        left, right = rect.left() + pad + px(_SWATCH) + px(8), rect.right() - pad
        buttons = right - len(zones) * step + px(8)
        line, small = (
            self._look.metrics("strong").height(),
            self._look.metrics("small").lineSpacing(),
        )
        top = rect.top() + pad
        second = top + line + px(2)
        third = second + line + px(2)
        number = right - self._number_width(row)
        caption = number - self._caption_width(row)
        trouble = small * len(self.trouble_lines(row))
        return Places(
            swatch=QRect(rect.left() + pad, top + px(1), px(_SWATCH), third - top - px(4)),
            name=QRect(left, top, buttons - px(8) - left, line),
            number=QRect(number, second, right - number, line),
            status=QRect(left, second, caption - px(6) - left, line),
            caption=QRect(caption, second, number - caption, line),
            trouble=QRect(left, third, right - left, trouble),
            remedy=QRect(left, third + trouble + px(4), self._remedy_width(row), line),
            buttons={
                zone: QRect(buttons + place * step, top, px(_ICON), px(_ICON))
                for place, zone in enumerate(zones)
            },
        )

    def trouble_lines(self, row: RunRow) -> list[str]:
        """The sentence of a broken run, cut into a few lines that fit."""
        px = self._look.px
        width = self._view.viewport().width() - 2 * px(_PADDING) - px(_SWATCH) - px(8)
        return wrapped(row.trouble, self._look.metrics("small"), width, _MOST_TROUBLE_LINES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the view, as high as what there is to say."""
        row = self._rows[index.row()]
        width = self._view.viewport().width()
        if not row.trouble:  # two lines; the view asks for this several times a frame
            px, line = self._look.px, self._look.metrics("strong").height()
            return QSize(width, 2 * px(_PADDING) + 2 * line + px(2))
        places = self.places(row, QRect(0, 0, width, 0))
        last = places.remedy if row.remedy else places.trouble
        return QSize(width, last.bottom() + 1 + self._look.px(_PADDING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a line."""
        row = self._rows[index.row()]
        rect: QRect = option.rect
        places = self.places(row, rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter, option, rect)
        self._draw_swatch(painter, row, places)
        self._draw_words(painter, row, places)
        self._draw_trouble(painter, row, places)
        self._draw_buttons(painter, row, places, index.row())
        painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        state: QStyle.StateFlag = option.state
        ground = QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5)
        color = None
        if state & QStyle.StateFlag.State_Selected:
            color = self._look.color("accent_soft")
        elif state & QStyle.StateFlag.State_MouseOver:
            color = self._look.color("hover")
        focused = state & QStyle.StateFlag.State_HasFocus
        painter.setPen(QPen(self._look.color("focus"), 1.5) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(color if color is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, self._look.px(5), self._look.px(5))

    def _draw_swatch(self, painter: QPainter, row: RunRow, places: Places) -> None:
        color = self._look.color(row.color)
        swatch = QRectF(places.swatch)
        radius = swatch.width() / 2
        if not row.visible:
            painter.setPen(QPen(color, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        done = 1.0 if row.progress is None else row.progress
        # What is left to train is pale, so that the swatch fills up like a tube.
        pale = QColor(color)
        pale.setAlphaF(0.25)
        painter.setBrush(pale)
        painter.drawRoundedRect(swatch, radius, radius)
        painter.setBrush(color)
        filled = QRectF(swatch)
        filled.setTop(swatch.bottom() - max(swatch.height() * done, 2 * radius))
        painter.drawRoundedRect(filled, radius, radius)

    def _draw_words(self, painter: QPainter, row: RunRow, places: Places) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        ink = self._look.color("text" if row.visible else "muted")
        self._write(painter, "strong", ink, places.name, row.name)
        self._write(painter, "strong", ink, places.number, row.perplexity, right)
        color = self._trouble_color(row) if row.trouble else self._look.color("muted")
        self._write(painter, "small", color, places.status, row.status)
        if row.perplexity:
            self._write(painter, "small", self._look.color("muted"), places.caption, _CAPTION)

    def _draw_trouble(self, painter: QPainter, row: RunRow, places: Places) -> None:
        if not row.trouble:
            return
        painter.setFont(self._look.font("small"))
        painter.setPen(self._trouble_color(row))
        spacing = painter.fontMetrics().lineSpacing()
        corner = places.trouble.topLeft() + QPoint(0, painter.fontMetrics().ascent())
        for number, line in enumerate(self.trouble_lines(row)):
            painter.drawText(corner + QPoint(0, number * spacing), line)
        if row.remedy:
            under = self.hovered[1] == "remedy"
            font = self._look.font("strong")
            font.setUnderline(under)
            painter.setFont(font)
            painter.setPen(self._look.text_color("accent"))
            width = places.trouble.width()
            words = painter.fontMetrics().elidedText(row.remedy, Qt.TextElideMode.ElideRight, width)
            painter.drawText(places.remedy, Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_buttons(self, painter: QPainter, row: RunRow, places: Places, number: int) -> None:
        looks: dict[Zone, tuple[str, str]] = {
            "eye": ("eye", "muted") if row.visible else ("eye-off", "text"),
            "pin": ("pin", "accent" if row.pinned else "edge"),
            "more": ("more", "muted"),
        }
        for zone, place in places.buttons.items():
            name, color = looks[zone]
            if self.hovered == (number, zone):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._look.color("pressed"))
                reach = self._look.px(4)
                ground = QRectF(place).adjusted(-reach, -reach, reach, reach)
                painter.drawRoundedRect(ground, reach, reach)
                color = "accent" if color == "accent" else "text"
            icon(name, self._look.color(color)).paint(painter, place)

    def _write(
        self,
        painter: QPainter,
        role: Literal["strong", "small"],
        color: QColor,
        place: QRect,
        words: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
    ) -> None:
        painter.setFont(self._look.font(role))
        painter.setPen(color)
        metrics = self._look.metrics(role)
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, align, cut)

    def _trouble_color(self, row: RunRow) -> QColor:
        return self._look.color("error" if row.failed else "warning")

    def _number_width(self, row: RunRow) -> int:
        return self._look.metrics("strong").horizontalAdvance(row.perplexity) + 2

    def _caption_width(self, row: RunRow) -> int:
        wide = self._view.viewport().width() >= self._look.px(_ROOM_FOR_CAPTION)
        if not (row.perplexity and wide):
            return 0
        return self._look.metrics("small").horizontalAdvance(_CAPTION) + self._look.px(5)

    def _remedy_width(self, row: RunRow) -> int:
        return self._look.metrics("strong").horizontalAdvance(row.remedy) + 1

    def _is_narrow(self) -> bool:
        return self._view.viewport().width() < self._look.px(_NARROW)


def wrapped(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """Break a text between words into at most ``most`` lines; the last one is cut with …"""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        cut = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
        return [*lines[: most - 1], cut]
    return lines
