"""The one timer between the background and the screen."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, RunMessage

MOST_MESSAGES = 2_000
SHORTEST_INTERVAL = 1 / 15
LONGEST_INTERVAL = 1.0
DRAWING_SHARE = 0.25


class Poller(QObject):
    """Drains the mailbox and asks the plots to redraw.

    15 times a second, or so spaced that the main thread works about a quarter of the time: a slower
    machine gets fewer frames, never slower training.

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
        self._worked = 0.0
        self._polling = False
        self._ended = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to poll."""
        self._polling, self._ended = True, False
        self._worked = time.thread_time()
        self._timer.start(0)

    def stop(self) -> None:
        """Poll no more; what is not handed out yet never is."""
        self._polling, self._ended = False, True
        self._timer.stop()

    def drain(self) -> None:
        """Hand out what has come, without drawing."""
        for message in self._mailbox.drain(MOST_MESSAGES):
            if self._ended:  # the message before has closed the window
                return
            if isinstance(message, RunMessage):
                self._runs.receive(message)
            else:
                self._background.deliver(message)

    def _tick(self) -> None:
        began = time.perf_counter()
        self.drain()
        if self._ended:
            return
        self._runs.tell_changes()
        self.frame.emit()
        if self._polling:  # a slot may have closed the window
            interval = self._interval()
            left = interval - (time.perf_counter() - began)
            self._timer.start(round(1000 * max(left, interval / 2)))  # clicks come in between

    def _interval(self) -> float:
        """Seconds from this tick to the next, from the work of the main thread since the last.

        All its work counts, so that painting does, which comes after the tick.
        """
        worked = time.thread_time()
        share, self._worked = worked - self._worked, worked
        return min(max(SHORTEST_INTERVAL, share / DRAWING_SHARE), LONGEST_INTERVAL)
