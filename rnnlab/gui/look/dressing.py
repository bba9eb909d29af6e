"""Gives a window the style sheet part by part, so that no change of it holds the event loop.

On the application the sheet would be one line, but reaches the widgets in no order, each one's
palette going to its children again and again: 0.6 s for the 1,800 widgets of all panes. On the
parts of the window it takes a third of that, and only the parts in sight must change at once.
"""

from collections.abc import Callable

from PySide6.QtCore import QChildEvent, QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QMainWindow, QProxyStyle, QStyle, QStyleOption, QWidget
from shiboken6 import isValid

_SEPARATOR = 6
# A dock behind a tab counts as shown, but lies beside the window.
_APPEARING = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class Dressing(QObject):
    """Gives the sheet to all that lies directly in a window: bars, docks, their tabs, dialogs.

    What is in sight gets it at once, the rest one part in each turn of the event loop.

    Args:
        window: It has no sheet of its own, which would reach every part a second time.
        px: Makes lengths at the present scale.
        color: Gives the colour of a name.

    Signals:
        finished: Every part has the newest sheet.
    """

    finished = Signal()

    def __init__(
        self, window: QMainWindow, px: Callable[[float], int], color: Callable[[str], QColor]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._sheet = ""
        self._waiting: list[QWidget] = []
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._dress_next)
        self._separators = _Separators(px, color)
        self._separators.setParent(self)
        window.setStyle(self._separators)
        window.installEventFilter(self)

    def change(self, sheet: str) -> None:
        """Take a new sheet."""
        self._sheet = sheet
        self._waiting = []
        shown = self._window.isVisible()
        for part in self._window.children():
            if isinstance(part, QWidget):
                if shown and part.visibleRegion().isEmpty():
                    self._waiting.append(part)
                    part.installEventFilter(self)
                else:
                    part.setStyleSheet(sheet)
        QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.StyleChange))
        self._turn.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress a part that is new in the window, or comes from behind a tab, in time."""
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            child = event.child()
            if watched is self._window and isinstance(child, QWidget):
                self._dress(child)
        elif event.type() in _APPEARING and watched in self._waiting:
            assert isinstance(watched, QWidget)
            if not watched.visibleRegion().isEmpty():
                self._waiting.remove(watched)
                self._dress(watched)
        return False

    def _dress_next(self) -> None:
        if self._waiting:
            self._dress(self._waiting.pop())
        else:
            self._turn.stop()
            self.finished.emit()

    def _dress(self, part: QWidget) -> None:
        if not isValid(part):
            return
        part.removeEventFilter(self)
        if part.styleSheet() != self._sheet:
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
