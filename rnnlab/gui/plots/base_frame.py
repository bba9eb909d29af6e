"""What surrounds the data: grid, numbers, captions and the column at the right."""

from collections.abc import Callable
from typing import Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QGraphicsSceneResizeEvent,
    QGraphicsSceneWheelEvent,
    QGraphicsWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_ground import Ground, GroundPlan, Mapping
from rnnlab.gui.plots.base_kept import Kept
from rnnlab.gui.plots.base_ticks import Tick, linear_ticks

# (low, high, how many fit) -> ticks
TickMaker = Callable[[float, float, int], list[Tick]]


_GUTTER_SHARE = 0.35


class Gutter(Protocol):
    """What is drawn to the right of the data: labels of lines, or a colour bar."""

    @property
    def caption(self) -> str:
        """Words above it; none if empty."""

    def width(self, height: float) -> float:
        """Room it needs, in pixels, when the data is ``height`` pixels high."""

    def plan(self, area: QRectF, mapping: Mapping) -> object:
        """What it is painted from: as long as this is equal, the picture is the same."""

    def paint(self, painter: QPainter, area: QRectF, mapping: Mapping) -> None:
        """Draw inside ``area``, which is as high as the data."""

    def paint_above(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw over the data."""


class _Layer(QGraphicsWidget):
    """What lies over the data and lets the pointer through."""

    def __init__(self, frame: "Frame") -> None:
        super().__init__(frame)
        self._frame = frame
        self.setZValue(5)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._frame.gutter and not self._frame.empty_text:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._frame.gutter.paint_above(painter, self._frame.mapping())


class Frame(QGraphicsWidget):
    """Lays out the view and draws everything that is not data.

    Attributes:
        view: The pyqtgraph view that holds the data.
        x_label, y_label: Captions with their units; y stands above its axis, unturned.
        x_ticks, y_ticks: Makers of ticks.
        gutter: What stands at the right, or None.
        x_tick_room: Pixels at 100 % that the text of a tick below needs.
        y_tick_room: Pixels at 100 % that the numbers at the left get at least.
        references: Horizontal lines as ``(y, colour)``, under the data.
        empty_text: Sentence in the middle while there is nothing to draw.
        ground, margin: What lies under the data and at its right, painted.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.view = pg.ViewBox(parent=self, enableMenu=False)
        self.view.disableAutoRange()
        self.x_label = self.y_label = ""
        self.x_ticks: TickMaker = linear_ticks
        self.y_ticks: TickMaker = linear_ticks
        self.gutter: Gutter | None = None
        self.empty_text = ""
        self.shows_grid = True
        self.x_tick_room = 64.0
        self.y_tick_room = 0.0
        self._is_arranging = False
        self.references: list[tuple[float, QColor]] = []
        self._last_y_ticks: tuple[tuple[object, ...], list[Tick]] = ((), [])
        self._has_ring = False
        self._ground = Ground(look)
        self.ground, self.margin = Kept(), Kept()
        self._above = _Layer(self)
        self.view.sigRangeChanged.connect(self.arrange)

    def area(self) -> QRectF:
        """Where the data is, in the frame's pixels."""
        return self.view.geometry()

    def caption_height(self) -> int:
        """Height of the line above the data, in pixels."""
        return round(QFontMetricsF(self.look.font("small")).height()) + self.look.px(8)

    def arrange(self) -> None:
        """Give the view the room that captions and numbers leave.

        Where both axes share a scale, another room means another range, which asks for another
        room: that question is not asked again.
        """
        if self._is_arranging:
            return
        self._is_arranging = True
        self._arrange()
        self._is_arranging = False

    def _arrange(self) -> None:
        metrics = QFontMetricsF(self.look.font("small"))
        px, line = self.look.px, metrics.height()
        widest = max((metrics.horizontalAdvance(t.text) for t in self._y_ticks()), default=0.0)
        left = max(widest, self.y_tick_room * self.look.scale) + px(8)
        room, top = self.size().width(), self.caption_height()
        height = self.size().height() - top - line - px(4) - (line + px(2) if self.x_label else 0)
        right = min(self.gutter.width(height), room * _GUTTER_SHARE) if self.gutter else 0.0
        area = QRectF(left, top, room - left - max(right, px(12)), height)
        if area.width() > 1 and area.height() > 1 and area != self.area():
            self.view.setGeometry(area)
        if self._above.geometry() != self.rect():
            self._above.setGeometry(self.rect())
        self.update()

    def set_focus_ring(self, visible: bool) -> None:
        """Show or hide the ring that says where the keyboard is."""
        self._has_ring = visible
        self.update()

    def mapping(self) -> Mapping:
        """How places in the data become places in the frame now."""
        (left, right), (bottom, top) = self.view.viewRange()
        y_range = (top, bottom) if self.view.yInverted() else (bottom, top)
        return Mapping(self.area(), (left, right), y_range)

    def to_pixels(self, x: float, y: float) -> QPointF:
        """A place in the data as a place in the frame; for many, ask `mapping` once."""
        return self.mapping().to_pixels(x, y)

    def forget_pictures(self) -> None:
        """Give back the memory of what is around the data, until it is painted again."""
        self.ground.forget()
        self.margin.forget()

    def resizeEvent(self, event: QGraphicsSceneResizeEvent) -> None:
        """Lay out again."""
        self.arrange()

    def wheelEvent(self, event: QGraphicsSceneWheelEvent) -> None:
        """Over the numbers of an axis, the wheel zooms that axis alone."""
        below = event.pos().y() > self.area().bottom()
        self.view.wheelEvent(event, axis=0 if below else 1)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Draw grid, numbers, captions and gutter."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.look.font("small"))
        if self.empty_text:
            self._paint_empty(painter)
        else:
            self._paint_around(painter, keep=widget is not None)  # None: a picture for a file
        if self._has_ring:
            self._paint_ring(painter)

    def _paint_around(self, painter: QPainter, keep: bool) -> None:
        """Draw all that is around the data; keeping it as pictures if that is for the screen."""
        plan, gutter, paper = self._ground_plan(), self.gutter, self.look.color("panel")
        area, mapping = plan.mapping.area, plan.mapping
        strip = QRectF(area.right(), area.top(), self.size().width() - area.right(), area.height())

        def paint_ground(inner: QPainter) -> None:
            self._ground.paint(inner, plan)

        def paint_gutter(inner: QPainter) -> None:
            inner.setFont(self.look.font("small"))
            if gutter:
                gutter.paint(inner, strip, mapping)

        if not keep:
            paint_ground(painter)
            paint_gutter(painter)
            return
        self.ground.show(painter, self.rect(), plan, paper, paint_ground)
        if gutter:
            # Words beside the highest and the lowest line reach out by half their height.
            reach = self.caption_height()
            place = QRectF(strip.adjusted(0, -reach, 0, reach).toAlignedRect())
            made_from = (gutter.plan(strip, mapping), strip, plan.palette, plan.scale)
            self.margin.show(painter, place, made_from, _CLEAR, paint_gutter)

    def _ground_plan(self) -> GroundPlan:
        return GroundPlan(
            size=self.size(),
            mapping=self.mapping(),
            x_ticks=tuple(self._x_ticks()),
            y_ticks=tuple(self._y_ticks()),
            references=tuple(self.references),
            x_label=self.x_label,
            y_label=self.y_label,
            gutter_label=self.gutter.caption if self.gutter else "",
            shows_grid=self.shows_grid,
            palette=self.look.palette,
            scale=self.look.scale,
        )

    def _y_ticks(self) -> list[Tick]:
        """The ticks at the left; asked for when laying out and again when painting."""
        low, high = self.view.viewRange()[1]
        line = QFontMetricsF(self.look.font("small")).height()
        question = low, high, max(2, int(self.area().height() / (line * 2.2))), self.y_ticks
        if self._last_y_ticks[0] != question:
            self._last_y_ticks = question, self.y_ticks(*question[:3])
        return self._last_y_ticks[1]

    def _x_ticks(self) -> list[Tick]:
        low, high = self.view.viewRange()[0]
        return self.x_ticks(
            low, high, max(2, int(self.area().width() / self.look.px(self.x_tick_room)))
        )

    def _paint_ring(self, painter: QPainter) -> None:
        painter.setPen(QPen(self.look.color("focus"), 2))
        radius = self.look.px(6)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)

    def _paint_empty(self, painter: QPainter) -> None:
        painter.setFont(self.look.font("body"))
        painter.setPen(self.look.color("muted"))
        margin = self.look.px(16)
        place = self.rect().adjusted(margin, margin, -margin, -margin)
        painter.drawText(place, _CENTRED | Qt.TextFlag.TextWordWrap, self.empty_text)


_CENTRED = Qt.AlignmentFlag.AlignCenter
_CLEAR = QColor(0, 0, 0, 0)
