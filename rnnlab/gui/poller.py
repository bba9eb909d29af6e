"""The one timer between the background and the screen."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, RunMessage

MOST_MESSAGES = 2_000
SHORTEST_INTERVAL = 1 / 15
DRAWING_SHARE = 0.1


class Poller(QObject):
    """Drains the mailbox and asks the plots to redraw.

    At most 15 times a second, and so spaced that handling and drawing take about a tenth of
    the wall time: a slower machine gets fewer frames, never slower training.

    Signals:
        frame: Everything has been handed out; what is visible and has changed may redraw.
    """

    frame = Signal()

    def __init__(
        self,
        mailbox: Mailbox[Message],
        background: Background,
        runs: RunDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._mailbox = mailbox
        self._background = background
        self._runs = runs
        self._begun = 0.0
        self._polling = False
        self.last_tick_seconds = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to poll."""
        self._polling = True
        self._timer.start(0)

    def stop(self) -> None:
        """Poll no more."""
        self._polling = False
        self._timer.stop()

    def drain(self) -> None:
        """Hand out what has come, without drawing."""
        for message in self._mailbox.drain(MOST_MESSAGES):
            if isinstance(message, RunMessage):
                self._runs.receive(message)
            else:
                self._background.deliver(message)

    def _tick(self) -> None:
        self._begun = time.perf_counter()
        self.drain()
        self._runs.tell_changes()
        self.frame.emit()
        # The plots paint when control returns to the event loop; a timer of zero comes
        # after that, so that painting is part of what is measured.
        QTimer.singleShot(0, self, self._after_painting)

    def _after_painting(self) -> None:
        self.last_tick_seconds = time.perf_counter() - self._begun
        wait = max(SHORTEST_INTERVAL, self.last_tick_seconds / DRAWING_SHARE)
        rest = max(wait - self.last_tick_seconds, 0.001)
        if self._polling:  # it may have been stopped since the tick
            self._timer.start(round(min(rest, 1.0) * 1000))
