"""Work that takes a while and is not training: reading, counting, writing."""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from rnnlab.config import UserError
from rnnlab.jobs.crew import Crew
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, Progress, TaskDone, TaskFailed
from rnnlab.training.memory import out_of_memory_advice

logger = logging.getLogger(__name__)


class Task:
    """Runs a generator in a thread and posts what it yields.

    Every value yielded is a place where the work may be cancelled. `TaskDone` or
    `TaskFailed` always comes last.

    Args:
        key: Carried by every message.
        work: Called in the thread; gives the generator.
        mailbox: Where the messages go.
    """

    def __init__(
        self,
        key: int,
        work: Callable[[], Iterator[Any]],
        mailbox: Mailbox[Message],
    ) -> None:
        self.key = key
        self._work = work
        self._mailbox = mailbox
        self._cancelled = threading.Event()
        self._ended = threading.Event()

    def start(self, crew: Crew) -> None:
        """Begin in one of the crew's threads."""
        crew.do(self._run)

    def cancel(self) -> None:
        """End at the next value."""
        self._cancelled.set()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; whether it has ended."""
        return self._ended.wait(timeout)

    def _run(self) -> None:
        try:
            for value in () if self._cancelled.is_set() else self._work():
                if self._cancelled.is_set():
                    break
                self._mailbox.post(Progress(self.key, value))
            self._mailbox.post(TaskDone(self.key, self._cancelled.is_set()))
        except Exception as error:  # the boundary of the thread: everything must be told
            self._mailbox.post(self._failure(error))
        finally:
            self._ended.set()

    def _failure(self, error: Exception) -> TaskFailed:
        sentence = str(error) if isinstance(error, UserError) else out_of_memory_advice(error)
        if sentence is not None:
            return TaskFailed(self.key, sentence)
        logger.exception("background work failed")
        sentence = "Something in the background broke, and what you did last may not have worked."
        return TaskFailed(self.key, sentence, traceback.format_exc())
