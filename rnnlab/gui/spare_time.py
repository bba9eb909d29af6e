"""What can wait is done while nobody waits for anything."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_PAUSE = 500  # milliseconds between two pieces


class SpareTime(QObject):
    """Does piece after piece of what can wait, but nothing while something trains.

    A piece, a pane behind a tab, holds the window for some 50 ms; the first curves of a run would
    show it. A click on the tab does not wait for its turn.

    Args:
        do_next: Does a piece; False if there is none left.
        is_busy: Whether there is no time to spare.
    """

    def __init__(
        self,
        do_next: Callable[[], bool],
        is_busy: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._do_next = do_next
        self._is_busy = is_busy
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.use)

    def begin(self) -> None:
        """Do the first piece in half a second."""
        self._timer.start()

    def use(self) -> None:
        """Do the next piece, if there is time to spare."""
        if not self._is_busy() and not self._do_next():
            self._timer.stop()
