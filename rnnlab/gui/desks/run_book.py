"""The list of runs and the choices for the next one."""

import itertools

from PySide6.QtCore import QObject, Signal

from rnnlab.config import RunConfig
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.texts import TextDesk


class RunBook(QObject):
    """Owns the runs, knows which is in front, and tells what happens to them.

    What is asked of a run that is gone is passed over: it may go while its name is being typed
    or its menu is open.

    Signals:
        settings_changed: `settings`, the choices for the next run, are others.
        run_added, run_removed: Carry the key.
        run_changed: Name, status, visibility or facts of a run are others; carries the key.
        current_changed: Another run is in front, or none.
    """

    settings_changed = Signal()
    run_added = Signal(int)
    run_removed = Signal(int)
    run_changed = Signal(int)
    current_changed = Signal()

    def __init__(self, texts: TextDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._keys = itertools.count(1)
        self.runs: dict[int, Run] = {}
        self.current: Run | None = None
        self.settings = RunConfig()

    def select(self, key: int) -> None:
        """Put a run in front: its settings are shown and the transport steers it."""
        run = self.runs.get(key)
        if run is None or run is self.current:
            return
        self.current = run
        self.settings = run.config
        here = run.corpus is self._texts.corpus
        if run.corpus is not None and run.source is not None and not here:
            self._texts.open_corpus(run.source, run.corpus)
        self.settings_changed.emit()
        self.current_changed.emit()

    def rename(self, key: int, name: str) -> None:
        """Give a run another name; an empty one is passed over."""
        if key in self.runs and name.strip():
            self.runs[key].name = name.strip()
            self.run_changed.emit(key)

    def set_visible(self, key: int, visible: bool) -> None:
        """Show or hide a run's curves."""
        if key in self.runs:
            self.runs[key].visible = visible
            self.run_changed.emit(key)

    def set_pinned(self, key: int, pinned: bool) -> None:
        """A pinned run stays at the top and is not removed by “remove all”."""
        if key in self.runs:
            self.runs[key].pinned = pinned
            self.run_changed.emit(key)

    def add(self, run: Run) -> None:
        """Put a run into the list and in front."""
        self._enter(run)
        self.select(run.key)

    def new_key(self) -> int:
        """A key that no run has."""
        return next(self._keys)

    def new_shade(self, cell: str) -> int:
        """How many runs with this cell there are."""
        return sum(run.cell == cell for run in self.runs.values())

    def _enter(self, run: Run) -> None:
        self.runs[run.key] = run
        self.run_added.emit(run.key)

    def _forget(self, run: Run) -> None:
        del self.runs[run.key]
        if self.current is run:
            self.current = None
            self.current_changed.emit()
        self.run_removed.emit(run.key)
