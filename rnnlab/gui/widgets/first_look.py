"""Work that waits until somebody looks."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class FirstLook(QObject):
    """Calls back once, after a widget was painted for the first time.

    A widget behind a tab is shown for a moment while docks find their places, but never
    painted; what it has to prepare must not delay the first picture of the window.
    """

    def __init__(self, widget: QWidget, on_first_look: Callable[[], object]) -> None:
        super().__init__(widget)
        self._on_first_look = on_first_look
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first painting."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, lambda: self._on_first_look())
        return False
