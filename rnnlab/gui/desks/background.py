"""Background work of the window: tasks with call-backs on the main thread."""

import itertools
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
class _Watched:
    task: Task
    on_value: Callable[[Any], None]
    on_done: Callable[[], None]
    on_failed: Callable[[str], None]
    stop: StopSign


class Background(QObject):
    """Starts tasks and calls back on the main thread when the poller brings their messages.

    Signals:
        work_failed: A bug in a task: a sentence and a report to copy.
    """

    work_failed = Signal(str, str)

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
    ) -> int:
        """Run a generator in a thread; the call-backs come on the main thread.

        Args:
            work: Called in the thread; every value it yields reaches ``on_value``.
            on_done: Called when the work has ended by itself.
            on_failed: Called with a sentence when it broke.
            stop: Put up when it is cancelled, for work whose pieces take long.
            in_line: Wait for the others that are in line. For looks into each of many runs:
                twenty threads that all want the interpreter keep it from the window.

        Returns:
            A key for `cancel`.
        """
        key = next(self._keys)
        task = Task(key, work, self.mailbox)
        self._watched[key] = _Watched(task, on_value, on_done, on_failed, stop or StopSign())
        task.start(self._line if in_line else self._crew)
        return key

    def cancel(self, key: int | None) -> None:
        """End a task at its next value; nothing more is called back."""
        watched = self._watched.get(key) if key is not None else None
        if watched is not None:
            watched.task.cancel()
            watched.stop.put_up()
            self._watched[watched.task.key] = replace(
                watched, on_value=_ignore, on_done=_ignore, on_failed=_ignore
            )

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
        del self._watched[key]
