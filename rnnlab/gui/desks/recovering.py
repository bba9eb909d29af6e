"""What windows that crashed have left: told in a sentence, and opened again on a wish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rnnlab.config import UserError
from rnnlab.gui.desks.autosave import Autosave
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.files import FileDesk, Opened, read_run
from rnnlab.gui.desks.run import Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.session.recovery import RecoveryFolder, crashed_windows
from rnnlab.session.recovery_note import RunNote, WindowNote

_MOST_NAMED = 3


@dataclass(frozen=True)
class Leftover:
    """What one window has left.

    Attributes:
        folder: Where; it is ours.
        note: The last thing it wrote down; None if that is unreadable.
        copies: Keys of the runs of which there are copies.
    """

    folder: RecoveryFolder
    note: WindowNote | None
    copies: tuple[int, ...]


@dataclass(frozen=True)
class _Opening:
    """What is being brought back.

    Attributes:
        leftover: From where.
        keys: Runs that are back but not yet copied or saved again.
        refusals: A sentence for each that cannot be opened.
    """

    leftover: Leftover
    keys: set[int] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)


class Recovering(QObject):
    """Looks for copies that a crash has left and brings the runs back.

    Signals:
        found: There is something to bring back; a sentence that says what was lost.
        nothing_found: There is not.
        lost: Runs were lost; a sentence.
        recovered: Runs are back; a sentence.
    """

    found = Signal(str)
    nothing_found = Signal()
    lost = Signal(str)
    recovered = Signal(str)

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        files: FileDesk,
        autosave: Autosave,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._files = files
        self._offered: list[Leftover] = []
        self._taken: list[_Opening] = []
        autosave.copied.connect(self._forget)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._forget)

    def look(self, root: Path, declined: bool = False) -> None:
        """Look for what crashes have left.

        Args:
            root: See `rnnlab.session.places`.
            declined: Whether to offer again what was declined.
        """

        def work() -> Iterator[list[Leftover]]:
            yield [_leftover(folder) for folder in crashed_windows(root, declined)]

        self._background.start(work, self._offer, on_failed=self.lost.emit)

    def recover(self) -> None:
        """Open what was offered; its folder goes when copies of our own are on disk."""
        offered, self._offered = self._offered, []
        for leftover in offered:
            self._open(_Opening(leftover))

    def decline(self) -> None:
        """Leave what was offered where it is; it is not offered again by itself."""
        offered, self._offered = self._offered, []

        def work() -> Iterator[None]:
            for leftover in offered:
                _set_aside(leftover)
            yield None

        self._background.start(work, lambda _: None)

    def shut_down(self) -> None:
        """Leave to the next window what was not taken. All tasks have ended before."""
        for leftover in self._offered:
            leftover.folder.let_go()
        for opening in self._taken:
            _clear_away(opening)
        self._offered, self._taken = [], []

    def _offer(self, leftovers: list[Leftover]) -> None:
        empty = [leftover for leftover in leftovers if not leftover.copies]
        self._offered += [leftover for leftover in leftovers if leftover.copies]
        for leftover in empty:
            if leftover.note is not None:
                self.lost.emit(sentence_for([leftover]))
            leftover.folder.remove()
        if self._offered:
            self.found.emit(sentence_for(self._offered))
        else:
            self.nothing_found.emit()

    def _open(self, opening: _Opening) -> None:
        def taken(value: Opened | str) -> None:
            if isinstance(value, str):
                opening.refusals.append(value)
            else:
                opening.keys.add(self._files.take_in(value, unsaved=True).key)

        self._background.start(
            lambda: _open_all(opening.leftover),
            taken,
            lambda: self._end(opening),
            self.lost.emit,
        )

    def _end(self, opening: _Opening) -> None:
        for sentence in opening.refusals:
            self.lost.emit(sentence)
        folder, count = opening.leftover.folder, len(opening.keys)
        if not count:
            folder.let_go()  # left for a person to look at
            return
        self._taken.append(opening)
        runs = "One run is" if count == 1 else f"{_number(count)} runs are"
        self.recovered.emit(f"{runs} back, and not saved yet; “Train” goes on.")

    def _forget(self, key: int) -> None:
        """Remove the folder of a crash once nothing depends on it."""
        for opening in list(self._taken):
            opening.keys.discard(key)
            if not opening.keys:
                self._taken.remove(opening)
                _clear_away(opening)

    def _on_run_changed(self, key: int) -> None:
        run = self._runs.runs.get(key)
        if run is None or not run.unsaved:
            self._forget(key)


def _clear_away(opening: _Opening) -> None:
    """Remove what is back; what could not be opened may be openable another day."""
    if opening.refusals:
        with suppress(UserError):
            _set_aside(opening.leftover)
        opening.leftover.folder.let_go()
    else:
        opening.leftover.folder.remove()


def _set_aside(leftover: Leftover) -> None:
    """Leave a folder where it is, to be offered only to who asks."""
    note = leftover.note or WindowNote(0.0)
    leftover.folder.write_note(replace(note, declined=True))
    leftover.folder.let_go()


def sentence_for(leftovers: Sequence[Leftover]) -> str:
    """What was lost, in one sentence: how many runs, and how old their newest copies were."""
    pairs = [
        (leftover.note, run)
        for leftover in leftovers
        if leftover.note is not None
        for run in leftover.note.runs
    ]
    if not pairs:
        return "Runs that were not saved when rnnlab ended unexpectedly can be recovered."
    trained = sum(run.status == Status.TRAINING.value for _, run in pairs)
    count = trained or len(pairs)
    what = "training" if trained else "not saved"
    verb = "run was" if count == 1 else "runs were"
    named = "; ".join(_copy_of(note, run) for note, run in pairs[:_MOST_NAMED])
    more = len(pairs) - _MOST_NAMED
    rest = f"; and {more} more" if more > 0 else ""
    return f"{_number(count)} {verb} {what} when rnnlab ended unexpectedly: {named}{rest}."


def _copy_of(note: WindowNote, run: RunNote) -> str:
    if run.copied_step is None:
        return f"of “{run.name}” there is no copy yet (step {run.step:,})"
    if run.copied_step >= run.step:
        return f"“{run.name}” is complete, at step {run.copied_step:,}"
    age = max(round(note.moment - run.copied_at), 0)
    return f"the newest copy of “{run.name}” was {age} s old, at step {run.copied_step:,}"


def _number(count: int) -> str:
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six")
    return words[count] if count < len(words) else str(count)


def _leftover(folder: RecoveryFolder) -> Leftover:
    from rnnlab.session.errors import RunFileError

    try:
        note: WindowNote | None = folder.read_note()
    except RunFileError:
        note = None
    return Leftover(folder, note, tuple(folder.run_keys()))


def _open_all(leftover: Leftover) -> Iterator[Opened | str]:
    """Each run, from its newest copy that is sound; or a sentence that says why not."""
    from rnnlab.session.errors import RunFileError, previous_generation

    folder = leftover.folder
    for key in leftover.copies:
        newest = folder.run_path(key)
        try:
            yield read_run(newest, folder.read_text)
            continue
        except RunFileError as error:
            refusal = str(error)
        try:
            yield read_run(previous_generation(newest), folder.read_text)
        except RunFileError:
            yield refusal
