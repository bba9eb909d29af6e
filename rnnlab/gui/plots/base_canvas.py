"""The scene in which a plot is drawn, and the pointer over it."""

from time import perf_counter

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsLineItem, QLabel, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_frame import Frame

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_STILL = 4  # pixels that a hand may move in a click

pg.setConfigOptions(antialias=True, useOpenGL=False, imageAxisOrder="row-major")


class Canvas(pg.GraphicsView):
    """A frame in a scene, with a cursor line and dots above the data.

    Attributes:
        frame: Everything that is drawn but the data.
        paint_seconds: How long the last frame took to paint.
    """

    pointer_moved = Signal(QPointF)
    pointer_left = Signal()
    clicked = Signal(QPointF)
    double_clicked = Signal()
    stepped = Signal(int)
    home_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.look = look
        self.paint_seconds = 0.0
        self.frame = Frame(look)
        self.setCentralWidget(self.frame)
        self.setMinimumSize(120, 80)
        self._line = QGraphicsLineItem(self.frame)
        self._line.setZValue(10)
        self._pressed_at = QPointF()
        self._dots: list[QGraphicsEllipseItem] = []
        self._read_out = QLabel(self)
        self._read_out.setProperty("role", "readout")
        self._read_out.setTextFormat(Qt.TextFormat.RichText)
        self._read_out.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._read_out.hide()
        self.hide_cursor()

    def read_out(self) -> str:
        """The values under the pointer as rich text, empty if there are none."""
        return "" if self._read_out.isHidden() else self._read_out.text()

    def show_read_out(self, rich_text: str) -> None:
        """Write values over the caption above the data; the caption again if empty."""
        self._read_out.setText(rich_text)
        # The highest number beside an axis reaches half a line above the data.
        height = self.frame.caption_height() - self._read_out.fontMetrics().height() // 2
        self._read_out.setGeometry(0, 0, self.width(), height)
        self._read_out.setVisible(bool(rich_text))

    def show_cursor(self, x: float, dots: list[tuple[float, float, QColor]]) -> None:
        """A line at ``x`` and dots at ``(x, y, colour)``, in the units of the view."""
        area = self.frame.area()
        pixel = round(self.frame.to_pixels(x, 0).x()) + 0.5
        self._line.setPen(QPen(self.look.color("edge_hover"), 1))
        self._line.setLine(QLineF(pixel, area.top(), pixel, area.bottom()))
        self._line.setVisible(area.left() <= pixel <= area.right())
        while len(self._dots) < len(dots):
            self._dots.append(self._make_dot())
        for item in self._dots[len(dots) :]:
            item.hide()
        for item, (dot_x, dot_y, color) in zip(self._dots, dots, strict=False):
            centre = self.frame.to_pixels(dot_x, dot_y)
            item.setPos(centre)
            item.setBrush(QBrush(color))
            item.setPen(QPen(self.look.color("panel"), 1.5))
            item.setVisible(area.contains(centre))

    def hide_cursor(self) -> None:
        """Take the line and the dots away."""
        self._line.hide()
        for item in self._dots:
            item.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and measure how long it takes."""
        start = perf_counter()
        super().paintEvent(event)
        self.paint_seconds = perf_counter() - start

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no picture of what is not seen."""
        super().hideEvent(event)
        self.frame.forget_pictures()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say where in the data the pointer is."""
        super().mouseMoveEvent(event)
        place = self.mapToScene(event.position().toPoint())
        if self.frame.area().contains(place):
            self.pointer_moved.emit(self.frame.view.mapSceneToView(place))
        else:
            self.pointer_left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the cursor, Home shows everything."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key == Qt.Key.Key_Home:
            self.home_pressed.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, if the keyboard brought it here."""
        super().focusInEvent(event)
        self.frame.set_focus_ring(event.reason() in _BY_KEYBOARD)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.frame.set_focus_ring(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Say where it was clicked, unless the view was dragged."""
        super().mouseReleaseEvent(event)
        place = event.position()
        still = (place - self._pressed_at).manhattanLength() < _STILL
        if still and event.button() == Qt.MouseButton.LeftButton:
            scene = self.mapToScene(place.toPoint())
            if self.frame.area().contains(scene):
                self.clicked.emit(self.frame.view.mapSceneToView(scene))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where."""
        super().mousePressEvent(event)
        self._pressed_at = event.position()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Say so; the plot resets its view."""
        self.double_clicked.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the pointer has gone."""
        super().leaveEvent(event)
        self.pointer_left.emit()

    def _make_dot(self) -> QGraphicsEllipseItem:
        radius = self.look.px(4)
        item = QGraphicsEllipseItem(QRectF(-radius, -radius, 2 * radius, 2 * radius), self.frame)
        item.setZValue(11)
        return item
