"""Many small models trained side by side, each in a process of its own.

Processes rather than threads: they do not wait for each other or for the window to hold the
interpreter, one that runs out of memory takes nothing else with it, and they can be ended at
once.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from rnnlab.jobs.needle_worker import Order, OrderFailed, Report, serve
from rnnlab.models.cores import logical_cores

MOST_WORKERS = 8  # each takes some 400 MB, most of it for torch
_HEARTBEAT = 0.1  # seconds; the longest that a wish to end has to wait
_PATIENCE = 5.0

Serve = Callable[[Connection], None]


def workers_for(orders: int) -> int:
    """How many processes are worth starting: one a core, and no more than there are orders."""
    return max(1, min(logical_cores(), MOST_WORKERS, orders))


def run_orders(
    orders: Sequence[Order], workers: int = 0, serving: Serve = serve
) -> Iterator[Report | OrderFailed | None]:
    """Train everything ordered; orders begin in their sequence.

    Args:
        orders: What to train.
        workers: Processes; 0 takes as many as `workers_for` says.
        serving: What a process does; for tests.

    Yields:
        What the processes tell, in the order in which it comes; and None several times a
        second while nothing comes. Closing the generator ends all processes at once.
    """
    crew = _Crew(orders, workers or workers_for(len(orders)), serving)
    try:
        while crew.working:
            told = crew.hear()
            yield from told
            if not told:
                yield None
    finally:
        crew.dismiss()


class _Worker:
    """A process and the order it is at."""

    def __init__(self, serving: Serve) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=serving, args=(theirs,), daemon=True, name="needle-worker"
        )
        self.process.start()
        theirs.close()  # so that the end of the process is heard
        self.order: Order | None = None

    def give(self, order: Order | None) -> None:
        self.order = order
        try:
            self.connection.send(order)
        except OSError:
            return  # it has ended; what it says next, nothing, will tell

    def end(self) -> None:
        self.process.terminate()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()
        self.process.close()


class _Crew:
    """The processes and what is still to be done."""

    def __init__(self, orders: Sequence[Order], workers: int, serving: Serve) -> None:
        self._left = deque(orders)
        self._serving = serving
        self._workers: list[_Worker] = []
        for _ in range(min(workers, len(orders))):
            self._engage()

    @property
    def working(self) -> bool:
        """Whether anything is under way."""
        return bool(self._workers)

    def hear(self) -> list[Report | OrderFailed]:
        """What has been told within a heartbeat."""
        ready = wait([worker.connection for worker in self._workers], _HEARTBEAT)
        told = []
        for worker in [worker for worker in self._workers if worker.connection in ready]:
            report = self._listen(worker)
            if report is not None:
                told.append(report)
        return told

    def dismiss(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _engage(self) -> None:
        worker = _Worker(self._serving)
        self._workers.append(worker)
        worker.give(self._left.popleft())

    def _listen(self, worker: _Worker) -> Report | OrderFailed | None:
        try:
            report: Report | OrderFailed | None = worker.connection.recv()
        except (EOFError, OSError):
            return self._on_ended(worker)
        if report is None:
            self._on_ready(worker)
        return report

    def _on_ready(self, worker: _Worker) -> None:
        if self._left:
            worker.give(self._left.popleft())
        else:
            self._let_go(worker)

    def _on_ended(self, worker: _Worker) -> OrderFailed:
        """A process that died, most likely for want of memory; another goes on."""
        order = worker.order
        assert order is not None
        self._let_go(worker)
        if self._left:
            self._engage()
        return OrderFailed(
            order, "Its process was ended from outside, perhaps for want of memory; try again."
        )

    def _let_go(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()
