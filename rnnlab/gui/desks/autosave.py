"""Copies of what is not saved, so that a crash costs a minute at most."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.copying import CopyDesk, MakeCopy, RunMovedOnError
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.words import byte_size
from rnnlab.session.recovery import RecoveryFolder
from rnnlab.session.recovery_note import RunNote, WindowNote
from rnnlab.text import CATALOGUE, Source

LOOK_SECONDS = 5.0
FIRST_SECONDS = 10.0  # of training, until the first copy of a run
REST_SECONDS = 5.0  # between copies of a run that is moved step by step
PERIOD_SECONDS = 50.0  # of training, until the next; with the look and the writing below 60

_WHO = "autosave"
_TITLES = frozenset(text.title for text in CATALOGUE)


@dataclass(frozen=True)
class _Copy:
    """A copy that was made, or that could not be made.

    Attributes:
        seen: Steps that the window knew of when it was asked for.
        clock: When that was, on the clock that measures time spans.
        step: Steps of the copy; None if it could not be made.
        moment: When it was made, in seconds since 1970.
    """

    seen: int
    clock: float
    step: int | None = None
    moment: float = 0.0


class Autosave(QObject):
    """Keeps two copies of every run that is not saved, in a folder that only a crash leaves.

    Each run that trains is copied about once a minute, and each that pauses or ends at once.
    The copy is taken between two steps and written in the background, one run at a time.

    Signals:
        copied: A copy of a run is on disk; carries its key.
        troubled: Copies cannot be made; a sentence, told once for each cause.
    """

    copied = Signal(int)
    troubled = Signal(str)

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        copying: CopyDesk,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._copying = copying
        self._clock = clock
        self._folder: RecoveryFolder | None = None
        self._copies: dict[int, _Copy] = {}
        self._training_since: dict[int, float] = {}
        self._copying_key: int | None = None
        self._writing_note = False
        self._note: tuple[RunNote, ...] = ()
        self._told: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(round(LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self.look)
        runs.run_added.connect(lambda _key: self._copy_next())
        runs.run_changed.connect(lambda _key: self._copy_next())
        runs.run_removed.connect(lambda _key: self._copy_next())

    @property
    def folder(self) -> Path | None:
        """Where the copies are, once there is a place for them."""
        return self._folder.path if self._folder else None

    @property
    def busy(self) -> bool:
        """Whether a copy is being made."""
        return self._copying_key is not None

    def start(self, root: Path) -> None:
        """Make a folder for this window and begin.

        Args:
            root: See `rnnlab.session.places`.
        """

        def work() -> Iterator[RecoveryFolder]:
            yield _make_folder(root)

        self._background.start(work, self._begin, on_failed=self._trouble)

    def look(self) -> None:
        """Copy what is due and note how things stand."""
        self._copy_next()
        self._write_note()

    def shut_down(self) -> None:
        """Forget all copies: the window closes as it should. All tasks have ended before."""
        self._timer.stop()
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.remove()

    def _begin(self, folder: RecoveryFolder) -> None:
        self._folder = folder
        self._timer.start()
        self.look()

    # copies

    def _copy_next(self) -> None:
        """Begin the next copy that is due, if none is under way."""
        if self._folder is None:
            return
        self._forget_what_is_safe(self._folder)
        now = self._clock()
        for run in self._runs.runs.values():
            if run.status is not Status.TRAINING:
                self._training_since.pop(run.key, None)
            if self._copying_key is None and self._due(run, now):
                self._copying_key = run.key
                self._ask(run, _Copy(run.step, now))

    def _ask(self, run: Run, asked: _Copy) -> None:
        self._copying.ask(run, _WHO, lambda make: self._write(make, asked))

    def _due(self, run: Run, now: float) -> bool:
        if not run.unsaved:
            return False
        last = self._copies.get(run.key)
        if run.status is not Status.TRAINING:
            return last is None or (last.seen != run.step and now - last.clock >= REST_SECONDS)
        since = self._training_since.setdefault(run.key, now)
        if last is None:
            return now - since >= FIRST_SECONDS
        return now - max(since, last.clock) >= PERIOD_SECONDS

    def _write(self, make: MakeCopy | None, asked: _Copy) -> None:
        key, folder = self._copying_key, self._folder
        assert key is not None
        run = self._runs.runs.get(key)
        if make is None or folder is None or run is None:
            self._copies[key] = asked
            self._copying_key = None
            return
        copy, source, moment = make, run.source, time.time()

        made: list[int] = []

        def work() -> Iterator[int]:
            with suppress(RunMovedOnError):  # it trains again, and is copied in its turn
                yield _write_copy(folder, key, copy, source)

        def written(step: int) -> None:
            made.append(step)
            self._copies[key] = _Copy(asked.seen, asked.clock, step, moment)

        def failed(sentence: str) -> None:
            earlier = self._copies.get(key, asked)
            self._copies[key] = _Copy(asked.seen, asked.clock, earlier.step, earlier.moment)
            self._trouble(sentence)
            self._end_copy()

        def done() -> None:
            self._end_copy()
            if made:
                self.copied.emit(key)

        self._background.start(work, written, done, failed)

    def _end_copy(self) -> None:
        self._copying_key = None
        self.look()

    def _forget_what_is_safe(self, folder: RecoveryFolder) -> None:
        """Remove the copies of runs that were saved or are gone."""
        runs = self._runs.runs
        for key in [key for key in self._copies if key != self._copying_key]:
            if key not in runs or not runs[key].unsaved:
                del self._copies[key]
                self._training_since.pop(key, None)
                self._in_background(partial(folder.remove_run, key))

    # the note

    def _write_note(self) -> None:
        folder = self._folder
        runs = tuple(self._note_of(run) for run in self._runs.runs.values() if run.unsaved)
        if folder is None or self._writing_note or runs == self._note:
            return
        self._writing_note, self._note = True, runs
        note = WindowNote(time.time(), runs)

        def ended(sentence: str = "") -> None:
            self._writing_note = False
            if sentence:
                self._trouble(sentence)

        self._in_background(lambda: folder.write_note(note), ended, ended)

    def _note_of(self, run: Run) -> RunNote:
        copy = self._copies.get(run.key, _Copy(0, 0.0))
        return RunNote(run.key, run.name, run.status.value, run.step, copy.step, copy.moment)

    def _in_background(
        self,
        action: Callable[[], None],
        on_done: Callable[[], None] = lambda: None,
        on_failed: Callable[[str], None] = lambda _: None,
    ) -> None:
        def work() -> Iterator[None]:
            action()
            yield None

        self._background.start(work, lambda _: None, on_done, on_failed)

    def _trouble(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self.troubled.emit(sentence)


def _make_folder(root: Path) -> RecoveryFolder:
    from rnnlab.session.errors import RunFileError

    try:
        return RecoveryFolder.make(root)
    except OSError as error:
        raise RunFileError(
            "No copies of runs can be kept for the case of a crash; save them yourself. Nothing "
            f"can be written to “{root}”: {error.strerror or error}."
        ) from error


def _write_copy(folder: RecoveryFolder, key: int, make: MakeCopy, source: Source | None) -> int:
    """Write one copy; returns its step."""
    from rnnlab.session.errors import RunFileError
    from rnnlab.session.run_file import save_run, size_of_run

    saved = make()
    size = size_of_run(saved)
    if not folder.make_room(size):
        raise RunFileError(
            f"“{saved.name}” ({byte_size(size)}) is not copied for the case of a crash, since "
            "there is too little room for it; save it yourself from time to time."
        )
    if source is not None and not source.paths and source.name not in _TITLES:
        folder.write_text(saved.corpus_sha256, source.text)
    save_run(folder.run_path(key), saved)
    return saved.step
