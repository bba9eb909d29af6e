"""Where exceptions that nobody caught end up, from all threads and from Qt."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

logger = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True)
class Caught:
    """Something that nobody caught.

    Attributes:
        kind: The name of the exception, or where it came from.
        trace: The traceback.
    """

    kind: str
    trace: str


class Hooks:
    """Collects from every thread what nobody caught; `take` is for the main thread."""

    def __init__(self) -> None:
        self._caught: SimpleQueue[Caught] = SimpleQueue()
        self._restore: list[Callable[[], object]] = []

    def install(self) -> None:
        """Take the place of what prints to the terminal."""
        before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        earlier = qInstallMessageHandler(self._on_qt)

        def restore() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before
            qInstallMessageHandler(earlier)

        self._restore.append(restore)

    def uninstall(self) -> None:
        """Put back what was there before."""
        while self._restore:
            self._restore.pop()()

    def take(self) -> list[Caught]:
        """What has come since the last time."""
        taken: list[Caught] = []
        while True:
            try:
                taken.append(self._caught.get_nowait())
            except Empty:
                return taken

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        self._note(kind.__name__, kind, error, trace)

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
            self._note(told.exc_type.__name__, told.exc_type, told.exc_value, told.exc_traceback)

    def _on_unraisable(self, told: Any) -> None:
        if told.exc_value is not None:
            self._note(told.exc_type.__name__, told.exc_type, told.exc_value, told.exc_traceback)

    def _note(
        self,
        name: str,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        # Python keeps the frames for a debugger; a painter in one of them would stay at work on
        # a widget that is gone, which crashes Qt.
        traceback.clear_frames(trace)
        logger.error("nobody caught this:\n%s", text)
        self._caught.put(Caught(name, text))

    def _on_qt(self, kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        logger.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", words)
        if kind is QtMsgType.QtCriticalMsg:
            place = context.category or "default"
            self._caught.put(Caught("Qt", f"Qt ({place})\nQtCritical: {words}"))
