"""Copies of whole runs, to be written to a file without being in the way of training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rnnlab.config import UserError
from rnnlab.gui.desks.refusing import refusing
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.training.history import History
from rnnlab.training.records import Refused, StateRecord

if TYPE_CHECKING:
    from rnnlab.session.run_file import SavedRun
    from rnnlab.training.state import TrainerState

MakeCopy = Callable[[], "SavedRun"]
OnCopy = Callable[[MakeCopy | None], None]


class RunMovedOnError(UserError):
    """A run began to train while it was copied."""


@dataclass(frozen=True)
class _Wish:
    who: str
    on_copy: OnCopy


class CopyDesk(QObject):
    """Brings everything of a run as it is now; one that trains gives it between two steps."""

    def __init__(self, runs: RunDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._waiting: dict[int, list[_Wish]] = {}
        runs.state_arrived.connect(self._on_state_arrived)
        runs.refused.connect(self._on_refused)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)

    def ask(self, run: Run, who: str, on_copy: OnCopy) -> None:
        """Ask for a copy.

        Args:
            run: Of which run.
            who: Name of the asker; asking again takes the place of its last wish.
            on_copy: Called on the main thread, perhaps at once, with what makes the copy, which
                is slow and for a background thread; None if there is nothing to copy yet.
        """
        if not (run.active and run.job):
            on_copy(_of_resting(run))
            return
        others = [wish for wish in self._waiting.get(run.key, []) if wish.who != who]
        self._waiting[run.key] = [*others, _Wish(who, on_copy)]
        run.job.take_state()

    def _on_state_arrived(self, key: int, record: StateRecord) -> None:
        wishes = self._waiting.pop(key, [])
        if wishes:
            state = record.state
            make = _maker(self._runs.runs[key], lambda: state)
            for wish in wishes:
                wish.on_copy(make)

    def _on_refused(self, key: int, record: Refused) -> None:
        if record.wish == "state":
            for wish in self._waiting.pop(key, []):
                wish.on_copy(refusing(record))

    def _on_run_changed(self, key: int) -> None:
        """Take a run as it stands if it ended before it could answer."""
        run = self._runs.runs.get(key)
        if run is not None and key in self._waiting and not run.active:
            for wish in self._waiting.pop(key):
                wish.on_copy(_of_resting(run))

    def _on_run_removed(self, key: int) -> None:
        for wish in self._waiting.pop(key, []):
            wish.on_copy(None)


def _of_resting(run: Run) -> MakeCopy | None:
    trainer, job = run.trainer(), run.job
    if trainer is None:
        if run.saved is None:
            return None
        opened = replace(run.saved, name=run.name, config=run.config)
        return lambda: opened

    def state() -> TrainerState:
        copied = trainer.state()
        if run.job is not job:  # a thread may have moved the weights under the copying
            raise RunMovedOnError(f"“{run.name}” went on while it was copied; save it again.")
        return copied

    return _maker(run, state)


def _maker(run: Run, state: Callable[[], TrainerState]) -> MakeCopy:
    """What belongs to the window is copied now, all else in the background."""
    name, config, corpus, source = run.name, run.config, run.corpus, run.source
    numbers = run.history.arrays()
    assert corpus is not None
    assert source is not None

    def make() -> SavedRun:
        from rnnlab.session.runs import capture_run

        history = History.from_arrays(numbers)
        return capture_run(name, config, corpus, source, state(), history)

    return make
