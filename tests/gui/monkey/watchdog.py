"""Notices when the event loop is held, and what holds it."""

import faulthandler
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO

from PySide6.QtCore import QObject, QTimer

_BEAT_MILLISECONDS = 5
_LOOK_SECONDS = 0.01
_LINE = re.compile(r'File "(.*)", line (\d+) in (.*)')


@dataclass
class Hold:
    """A time in which the event loop did nothing else.

    Attributes:
        seconds: By the wall clock.
        busy: Seconds of processor time that the main thread took meanwhile; where it is much
            less, the machine was busy with others or the thread waited.
        during: What was done last.
        places: Where the main thread was seen, innermost line of the product first.
    """

    seconds: float
    busy: float
    during: str
    places: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        where = "; ".join(f"{count}× {place}" for place, count in self.places.most_common(3))
        return f"{self.seconds:.3f} s (busy {self.busy:.3f} s) during {self.during}: {where}"


class Watchdog(QObject):
    """A timer that beats in the event loop, and a thread that looks where it is if it does not.

    Args:
        least: Seconds from which a hold is kept.
    """

    def __init__(self, least: float = 0.1) -> None:
        super().__init__()
        self.holds: list[Hold] = []
        self.during = "start"
        self._least = least
        self._ends = threading.Event()
        self._main = threading.main_thread().ident or 0
        self._places: Counter[str] = Counter()
        self._beat = time.perf_counter()
        self._worked = time.thread_time()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MILLISECONDS)
        self._timer.timeout.connect(self.beat)
        self._thread = threading.Thread(target=self._look, name="watchdog")

    def start(self) -> None:
        """Begin to watch."""
        self.beat()
        self._timer.start()
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._ends.set()
        self._thread.join()

    def beat(self) -> None:
        """Say that the event loop is alive."""
        now, worked = time.perf_counter(), time.thread_time()
        held = now - self._beat
        if held >= self._least:
            busy = worked - self._worked
            self.holds.append(Hold(held, busy, self.during, self._places))
        if self._places:
            self._places = Counter()
        self._beat, self._worked = now, worked

    def _look(self) -> None:
        with TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
            while not self._ends.wait(_LOOK_SECONDS):
                if time.perf_counter() - self._beat > self._least / 2:
                    self._places[self._place(file)] += 1

    def _place(self, file: IO[str]) -> str:
        """The innermost lines of the product, or whatever there is.

        No frame object is made: a reference to one keeps its painter alive beyond the painting,
        which crashes Qt.
        """
        file.seek(0)
        file.truncate()
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        _, _, ours = file.read().rpartition(f"{self._main:#018x} (most recent call first):\n")
        stack = ours.split("\n\n")[0].splitlines()
        lines = [_LINE.sub(r"\1:\2 \3", line.strip()) for line in stack]
        product = [line for line in lines if "/rnnlab/" in line]
        inner = lines[0].rpartition(" ")[2] if lines else "?"
        places = [line.rpartition("/rnnlab/")[2] for line in (product or lines)[:4]]
        return f"[{inner}] " + " < ".join(places)
