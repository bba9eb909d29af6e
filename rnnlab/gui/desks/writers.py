"""Copies of runs to write with, taken between two steps of those that train."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.refusing import refusing
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.training.records import Refused, WriterRecord

if TYPE_CHECKING:
    from rnnlab.generation.writer import Writer

MakeWriter = Callable[[], "Writer"]
OnWriter = Callable[[int, MakeWriter], None]


class WriterDesk(QObject):
    """Brings writers with the weights of now.

    Signals:
        waiting_changed: Another one waits for a copy, or no more.
    """

    waiting_changed = Signal()

    def __init__(self, runs: RunDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._waiting: dict[int, dict[str, OnWriter]] = {}
        runs.writer_arrived.connect(self._on_writer_arrived)
        runs.refused.connect(self._on_refused)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)

    def ask(self, run: Run, who: str, on_writer: OnWriter) -> None:
        """Ask for a copy; the same ``who`` asking again takes the place of its last wish.

        Args:
            run: Whose weights.
            who: Name of the asker.
            on_writer: Called on the main thread, perhaps at once, with the step of the copy
                and with what makes it; slow, for a background thread.
        """
        self.forget(who)
        if not (run.active and run.job):
            on_writer(run.step, writer_of(run))
            return
        waiting = self._waiting.setdefault(run.key, {})
        if not waiting:
            run.job.take_writer()
        waiting[who] = on_writer
        self.waiting_changed.emit()

    def waits(self, who: str) -> bool:
        """Whether a run that trains was asked by ``who`` and has not yet answered."""
        return any(who in waiting for waiting in self._waiting.values())

    def forget(self, who: str) -> None:
        """Take back a wish."""
        if self.waits(who):
            for waiting in self._waiting.values():
                waiting.pop(who, None)
            self.waiting_changed.emit()

    def _on_writer_arrived(self, key: int, record: WriterRecord) -> None:
        self._answer(key, record.step, lambda: record.writer)

    def _on_refused(self, key: int, record: Refused) -> None:
        if record.wish == "writer":
            self._answer(key, record.step, refusing(record))

    def _on_run_changed(self, key: int) -> None:
        """Take a run as it stands if it ended before it could answer."""
        run = self._runs.runs[key]
        if key in self._waiting and not run.active:
            self._answer(key, run.step, writer_of(run))

    def _answer(self, key: int, step: int, make: MakeWriter) -> None:
        waiting = self._waiting.pop(key, {})
        if waiting:
            self.waiting_changed.emit()
        for on_writer in waiting.values():
            on_writer(step, make)

    def _on_run_removed(self, key: int) -> None:
        if self._waiting.pop(key, None):
            self.waiting_changed.emit()


def writer_of(run: Run) -> MakeWriter:
    """What makes a writer of a run that no thread trains at present.

    The trainer is chosen now: once a thread has taken it, the run would give its saved or
    its initial weights instead. Making the writer is slow, and so left to the background.
    """
    trainer = run.trainer()

    def make() -> Writer:
        from rnnlab.generation.writer import Writer

        return Writer.from_model(trainer.model if trainer is not None else run.make_model())

    return make


def title_of(run: Run, step: int) -> str:
    """Name of a run and of the training step of its weights."""
    return f"{run.name}, step {step:,}" if step else f"{run.name}, untrained"
