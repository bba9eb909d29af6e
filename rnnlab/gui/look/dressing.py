"""Gives a window the style sheet part by part, so that no change of it holds the event loop.

On the application the sheet would be one line, but reaches the widgets in no order, each one's
palette going to its children again and again: 0.6 s for the 1,800 widgets of all panes. On the
parts of the window it takes a third of that, and no part takes long.
"""

from collections.abc import Callable

from PySide6.QtCore import QChildEvent, QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QMainWindow, QProxyStyle, QStyle, QStyleOption, QWidget
from shiboken6 import isValid

_SEPARATOR = 6


class Dressing(QObject):
    """Gives the sheet to all that lies directly in a window: bars, docks, their tabs, dialogs.

    One part gets it in each turn of the event loop, first those in sight. Until all of these have
    it the window is not painted, so that it changes at once.

    Args:
        window: It has no sheet of its own, which would reach every part a second time.
        px: Makes lengths at the present scale.
        color: Gives the colour of a name.

    Signals:
        seen: What is in sight has the newest sheet.
        finished: Every part has it.
    """

    seen = Signal()
    finished = Signal()

    def __init__(
        self, window: QMainWindow, px: Callable[[float], int], color: Callable[[str], QColor]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._sheet = ""
        self._in_sight: list[QWidget] = []
        self._behind: list[QWidget] = []
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._dress_next)
        self._separators = _Separators(px, color)
        self._separators.setParent(self)
        window.setStyle(self._separators)
        window.installEventFilter(self)

    def change(self, sheet: str) -> None:
        """Take a new sheet; a window that is not shown yet has it everywhere at once."""
        self._sheet = sheet
        parts = [part for part in self._window.children() if isinstance(part, QWidget)]
        self._in_sight = [part for part in parts if not part.visibleRegion().isEmpty()]
        self._behind = [part for part in parts if part.visibleRegion().isEmpty()]
        if self._window.isVisible():
            self._window.setUpdatesEnabled(False)
            self._turn.start()
            return
        for part in parts:
            self._dress(part)
        self.seen.emit()
        self.finished.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress a part that is new in the window, before it is shown."""
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            child = event.child()
            if isinstance(child, QWidget):
                self._dress(child)
        return False

    def _dress_next(self) -> None:
        if self._in_sight:
            self._dress(self._in_sight.pop())
        elif not self._window.updatesEnabled():
            QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.StyleChange))
            self.seen.emit()
            self._window.setUpdatesEnabled(True)
        elif self._behind:
            self._dress(self._behind.pop())
        else:
            self._turn.stop()
            self.finished.emit()

    def _dress(self, part: QWidget) -> None:
        if isValid(part) and part.styleSheet() != self._sheet:
            part.setStyleSheet(self._sheet)


class _Separators(QProxyStyle):
    """What a sheet on the window itself would say of the gaps between its docks."""

    def __init__(self, px: Callable[[float], int], color: Callable[[str], QColor]) -> None:
        super().__init__("Fusion")
        self._px, self._color = px, color

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """How wide the gap is."""
        if metric == QStyle.PixelMetric.PM_DockWidgetSeparatorExtent:
            return self._px(_SEPARATOR)
        return super().pixelMetric(metric, option, widget)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """The gap, a line while the pointer is on it."""
        if element != QStyle.PrimitiveElement.PE_IndicatorDockWidgetResizeHandle:
            super().drawPrimitive(element, option, painter, widget)
            return
        under = QStyle.StateFlag.State_MouseOver in option.state
        painter.fillRect(option.rect, self._color("line" if under else "window"))
