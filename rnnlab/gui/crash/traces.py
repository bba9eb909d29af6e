"""Logs that rotate, and the trace that the system's fault handler leaves of a hard crash."""

import faulthandler
import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from rnnlab.session.locks import FileLock

logger = logging.getLogger(__name__)

_LOG = "rnnlab.log"
_LOG_BYTES = 1_000_000
_LOGS = 3
_TRACE = "fault-{number}.txt"
_LONGEST_TRACE = 50_000
_KEPT = "last-fault.txt"
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class Logs:
    """The log and the fault trace of this process; nothing of it is needed to go on.

    Args:
        folder: Made if it is not there. Where nothing can be written there are no logs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handler: RotatingFileHandler | None = None
        self._trace: TextIO | None = None
        self._lock: FileLock | None = None

    def begin(self) -> str:
        """Open both.

        Returns:
            The trace that a crash before has left; empty if there is none.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            earlier = self._earlier_trace()
            self._handler = RotatingFileHandler(
                self._folder / _LOG, maxBytes=_LOG_BYTES, backupCount=_LOGS, encoding="utf-8"
            )
            self._begin_trace()
        except OSError as error:
            logger.warning("there are no logs, since they cannot be written: %s", error)
            return ""
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        logging.getLogger().addHandler(self._handler)
        return earlier

    def end(self) -> None:
        """Close both; an orderly end leaves no trace."""
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None
        if self._trace is not None:
            faulthandler.disable()
            self._trace.close()
            self._trace = None
        if self._lock is not None:
            self._lock.let_go()
            self._lock.path.unlink(missing_ok=True)
            self._lock = None

    def _begin_trace(self) -> None:
        """Take the first trace file that no other process has."""
        for number in range(100):
            lock = FileLock(self._folder / _TRACE.format(number=number))
            if lock.take():
                self._lock = lock
                self._trace = lock.path.open("w", encoding="utf-8")
                faulthandler.enable(self._trace, all_threads=True)
                return

    def _earlier_trace(self) -> str:
        """Take the newest trace of a process that is no more, and keep it under another name."""
        found = ""
        for path in sorted(self._folder.glob(_TRACE.format(number="*")), key=_changed):
            lock = FileLock(path)
            if not lock.take():
                continue
            trace = _read(path)
            lock.let_go()
            with suppress(OSError):
                if trace:
                    path.replace(self._folder / _KEPT)
                else:
                    path.unlink()
            found = trace or found
        return found


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST_TRACE)
    except OSError:
        return ""


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
