"""Background work of the window: tasks with call-backs on the main thread."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from rnnlab.jobs.crew import Crew
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, Progress, TaskDone, TaskFailed, TaskMessage
from rnnlab.jobs.task import Task
from rnnlab.text.stopping import StopSign


def _ignore(*_: object) -> None:
    """The call-back of who does not want to know."""


@dataclass(frozen=True)
class Errand:
    """Work that a person may have to wait for, and can give up.

    Attributes:
        key: For `Background.give_up`.
        title: What is done, as words.
        begun: When, by `time.monotonic`.
    """

    key: int
    title: str
    begun: float


@dataclass(frozen=True)
class _Watched:
    task: Task
    on_value: Callable[[Any], None]
    on_done: Callable[[], None]
    on_failed: Callable[[str], None]
    stop: StopSign
    on_given_up: Callable[[], None]
    errand: Errand | None


class Background(QObject):
    """Starts tasks and calls back on the main thread when the poller brings their messages.

    Signals:
        work_failed: A bug in a task: a sentence and a report to copy.
        errands_changed: `errands` are others.
    """

    work_failed = Signal(str, str)
    errands_changed = Signal()

    def __init__(self, mailbox: Mailbox[Message], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mailbox = mailbox
        self._watched: dict[int, _Watched] = {}
        self._keys = itertools.count(1)
        self._crew = Crew("task")
        self._line = Crew("line", most=1)

    def start(
        self,
        work: Callable[[], Iterator[Any]],
        on_value: Callable[[Any], None],
        on_done: Callable[[], None] = _ignore,
        on_failed: Callable[[str], None] = _ignore,
        *,
        stop: StopSign | None = None,
        in_line: bool = False,
        title: str = "",
        on_given_up: Callable[[], None] = _ignore,
    ) -> int:
        """Run a generator in a thread; the call-backs come on the main thread.

        Args:
            work: Called in the thread; every value it yields reaches ``on_value``.
            on_done: Called when the work has ended by itself.
            on_failed: Called with a sentence when it broke.
            stop: Put up when it is cancelled, for work whose pieces take long.
            in_line: Wait for the others that are in line. For looks into each of many runs:
                twenty threads that all want the interpreter keep it from the window.
            title: What is done, where a person may have to wait for it; makes it an `Errand`.
            on_given_up: Called in the place of all others when the person waits no longer.

        Returns:
            A key for `cancel`.
        """
        key = next(self._keys)
        task = Task(key, work, self.mailbox)
        errand = Errand(key, title, time.monotonic()) if title else None
        self._watched[key] = _Watched(
            task, on_value, on_done, on_failed, stop or StopSign(), on_given_up, errand
        )
        task.start(self._line if in_line else self._crew)
        if errand is not None:
            self.errands_changed.emit()
        return key

    def cancel(self, key: int | None) -> None:
        """End a task at its next value; nothing more is called back."""
        watched = self._watched.get(key) if key is not None else None
        if watched is not None:
            watched.task.cancel()
            watched.stop.put_up()
            self._watched[watched.task.key] = replace(
                watched, on_value=_ignore, on_done=_ignore, on_failed=_ignore, errand=None
            )
            if watched.errand is not None:
                self.errands_changed.emit()

    def give_up(self, key: int) -> None:
        """Cancel an errand because the person waits no longer, and tell whose it was."""
        watched = self._watched.get(key)
        if watched is not None and watched.errand is not None:
            self.cancel(key)
            watched.on_given_up()

    @property
    def errands(self) -> list[Errand]:
        """What a person may be waiting for, the oldest first."""
        return [watched.errand for watched in self._watched.values() if watched.errand is not None]

    def deliver(self, message: TaskMessage) -> None:
        """Hand a message to whom it concerns."""
        watched = self._watched[message.task]
        match message:
            case Progress(value=value):
                watched.on_value(value)
            case TaskDone(cancelled=cancelled):
                self._forget(message.task)
                if not cancelled:
                    watched.on_done()
            case TaskFailed(sentence=sentence, report=report):
                self._forget(message.task)
                watched.on_failed(sentence)
                if report:
                    self.work_failed.emit(sentence, report)

    @property
    def busy(self) -> bool:
        """Whether a task is under way."""
        return bool(self._watched)

    def shut_down(self) -> None:
        """End all tasks and wait for their threads."""
        self.mailbox.close()
        for watched in self._watched.values():
            watched.task.cancel()
            watched.stop.put_up()
        self._line.dismiss()
        self._crew.dismiss()
        self._watched.clear()

    def _forget(self, key: int) -> None:
        if self._watched.pop(key).errand is not None:
            self.errands_changed.emit()
