"""Threads that stand ready, so that nobody waits for one to begin."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

Work = Callable[[], object]


class Crew:
    """Does each piece of work in a thread of its own, or in one of a few.

    `threading.Thread.start` waits until the new thread has had the interpreter, which another
    one may be holding: the window would wait with it. So one thread more than there is work is
    always ready, started by the last that was. Call `dismiss` at the end; no thread is a daemon.

    Args:
        name: For the threads.
        most: Threads at once; what finds none waits for its turn. Without it there is no limit.
    """

    def __init__(self, name: str, most: int | None = None) -> None:
        self._name = name
        self._most = most
        self._orders: SimpleQueue[Work | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._lock = threading.Lock()

    def do(self, work: Work) -> None:
        """Have something done, at once if there is no limit; it may not raise."""
        if not self._threads:
            self._hire()
        self._orders.put(work)

    def dismiss(self) -> None:
        """Wait for the work under way and end all threads."""
        self._orders.put(None)
        while self._threads:
            self._threads[-1].join()
            with self._lock:
                self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._orders, self._idle = SimpleQueue(), 0

    def _hire(self) -> None:
        thread = threading.Thread(target=self._serve, name=self._name)
        with self._lock:  # who dismisses must not find one that has not begun
            thread.start()
            self._threads.append(thread)
            self._idle += 1

    def _serve(self) -> None:
        while (work := self._orders.get()) is not None:
            with self._lock:
                self._idle -= 1
                short = self._idle == 0 and len(self._threads) != self._most
            if short:
                self._hire()
            work()
            del work  # what it has made and copied must not wait with the thread
            with self._lock:
                self._idle += 1
        self._orders.put(None)  # for the next one
