"""Run files of the window: saved and opened in the background."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.copying import CopyDesk, MakeCopy
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.text import (
    CATALOGUE,
    Codec,
    Corpus,
    Source,
    TextError,
    open_files,
    prepare,
    source_from_text,
)
from rnnlab.text.stopping import Check, StopSign, checked, never
from rnnlab.training.history import History

if TYPE_CHECKING:
    from rnnlab.session.run_file import SavedRun

MOST_OPENED_AT_ONCE = 3

Text = tuple[Source, Corpus]
Opened = tuple["SavedRun", Source | None, Corpus | None]


class FileDesk(QObject):
    """Saves runs and opens them again.

    Signals:
        saved: A run is on disk; carries its name and the path.
        opened: A run is here; carries its name and what is missing, if anything.
        refused: It did not work; carries a sentence.
    """

    saved = Signal(str, Path)
    opened = Signal(str, str)
    refused = Signal(str)

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        copying: CopyDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._copying = copying
        self._writing: set[Path] = set()
        self._again: dict[Path, Run] = {}
        self._to_open: deque[Path] = deque()
        self._opening = 0

    def path_of(self, run: Run) -> Path | None:
        """The file that a run was last saved in or opened from."""
        return run.path

    def save(self, run: Run, path: Path) -> None:
        """Write a run to a file; one that trains is copied between two steps.

        While the file is written already it waits, so that an older copy never comes last.
        """
        if path in self._writing:
            self._again[path] = run
            return
        who = f"saving as {path}"
        self._copying.ask(run, who, lambda make: self._write(run, path, make))

    def open(self, path: Path) -> None:
        """Read a run file and, if it can be found, its text.

        Of many some wait: each run that comes makes every pane draw, and twenty at once would
        hold the window.
        """
        self._to_open.append(path)
        self._open_next()

    def _open_next(self) -> None:
        if self._opening >= MOST_OPENED_AT_ONCE or not self._to_open:
            return
        path = self._to_open.popleft()
        self._opening += 1

        def ended(sentence: str = "") -> None:
            self._opening -= 1
            if sentence:
                self.refused.emit(sentence)
            self._open_next()

        known, stop = self._runs.texts(), StopSign()
        self._background.start(
            lambda: _open(path, known, stop.check),
            lambda opened: self._accept(path, opened),
            ended,
            ended,
            stop=stop,
            title=f"Opening {path.name}",
            on_given_up=ended,
        )

    def take_in(self, opened: Opened, unsaved: bool = False) -> Run:
        """Put a run that was read, with its text if that is here, into the list.

        Args:
            opened: What `read_run` gave.
            unsaved: Whether it is in no file that the person knows of.
        """
        saved, source, corpus = opened
        if corpus is not None:  # runs of one text share it
            source, corpus = _known_text(saved, self._runs.texts()) or (source, corpus)
        run = Run(
            key=self._runs.new_key(),
            name=saved.name,
            config=saved.config,
            codec=corpus.codec if corpus else Codec(saved.config.text, saved.vocabulary),
            shade=self._runs.new_shade(saved.config.model.cell),
            corpus=corpus,
            source=source,
            history=History.from_arrays(saved.history),
            status=Status.STOPPED,
            saved=saved,
            unsaved=unsaved,
        )
        self._runs.add(run)
        return run

    def _write(self, run: Run, path: Path, make: MakeCopy | None) -> None:
        if make is None:
            self.refused.emit("There is nothing to save yet: train the model first.")
            return
        copy, stop = make, StopSign()
        self._writing.add(path)
        self._background.start(
            lambda: _save(copy, path, stop.check),
            partial(self._note_written, run, path),
            partial(self._end_writing, run, path),
            partial(self._fail_writing, path),
            stop=stop,
            title=f"Saving {path.name}",
            on_given_up=partial(self._give_up_writing, run, path),
        )

    def _note_written(self, run: Run, path: Path, step: int) -> None:
        run.path = path
        run.unsaved = run.step > step  # it may have gone on while it was written

    def _end_writing(self, run: Run, path: Path) -> None:
        if self._go_on(path):
            return
        if run.key in self._runs.runs:
            self._runs.run_changed.emit(run.key)
        self.saved.emit(run.name, path)

    def _fail_writing(self, path: Path, sentence: str) -> None:
        self._go_on(path)
        self.refused.emit(sentence)

    def _give_up_writing(self, run: Run, path: Path) -> None:
        self._again.pop(path, None)
        self._writing.discard(path)
        self.refused.emit(f"Saving “{run.name}” was given up; it counts as not saved.")

    def _go_on(self, path: Path) -> bool:
        """Write the run that waited for this file, if one did."""
        self._writing.discard(path)
        waiting = self._again.pop(path, None)
        if waiting is not None:
            self.save(waiting, path)
        return waiting is not None

    def _accept(self, path: Path, opened: Opened) -> None:
        run = self.take_in(opened)
        run.path = path
        corpus_name = opened[0].corpus_name
        missing = "" if run.corpus else f"Its text “{corpus_name}” was not found here."
        self.opened.emit(run.name, missing)


def _open(path: Path, known: Sequence[Text], check: Check) -> Iterator[Opened]:
    yield read_run(path, known=known, check=check)


def _save(copy: MakeCopy, path: Path, check: Check) -> Iterator[int]:
    from rnnlab.session.run_file import save_run

    saved = copy()
    save_run(path, saved, check)
    yield saved.step


def read_run(
    path: Path,
    kept_text: Callable[[str], str | None] = lambda _: None,
    known: Sequence[Text] = (),
    check: Check = never,
) -> Opened:
    """Read a run file and, if it can be found, its text; slow, for a background thread.

    Args:
        path: The file.
        kept_text: Gives a text that was kept under its hash.
        known: Texts that need not be read again.
        check: Called now and then.

    Raises:
        RunFileError: The file cannot be used.
    """
    from rnnlab.session.run_file import load_run

    saved = load_run(path, check)
    found = _known_text(saved, known)
    source, corpus = found or _find_text(saved, kept_text(saved.corpus_sha256), check)
    return saved, source, corpus


def _known_text(saved: SavedRun, known: Sequence[Text]) -> Text | None:
    """The text of a saved run, if it is there under the same name."""
    for source, corpus in known:
        same = corpus.name == saved.corpus_name and corpus.codec.config == saved.config.text
        if same and _is_text_of(corpus, saved):
            return source, corpus
    return None


def _is_text_of(corpus: Corpus, saved: SavedRun) -> bool:
    """Whether it is the text that a run has learnt from, and gives its tokens."""
    same_text = corpus.sha256 == saved.corpus_sha256
    return same_text and corpus.vocabulary.tokens == saved.vocabulary.tokens


def _find_text(
    saved: SavedRun, kept: str | None, check: Check
) -> tuple[Source | None, Corpus | None]:
    """The text of a saved run, if it is where it was, has not changed, and gives its tokens."""
    from rnnlab.session.runs import source_reference

    reference = source_reference(saved)
    try:
        if kept is not None:
            source: Source | None = source_from_text(kept, saved.corpus_name)
        else:
            source = _read_source(reference)
        if source is None:
            return None, None
        *_, opened = checked(prepare(source, saved.config.text), check)
    except (TextError, OSError, ValueError):
        return None, None
    assert isinstance(opened, tuple)
    return opened if _is_text_of(opened[1], saved) else (None, None)


def _read_source(reference: Mapping[str, Any]) -> Source | None:
    """The files or the built-in text that a run file names, which anyone may have written.

    A file of another size than that of the text is not read at all.
    """
    paths, size = reference.get("paths"), reference.get("size")
    if isinstance(paths, list) and paths:
        named = [Path(path) for path in paths if isinstance(path, str) and _is_here(path)]
        if len(named) < len(paths):
            return None
        if isinstance(size, int) and sum(path.stat().st_size for path in named) != size:
            return None
        return open_files(named, _encoding(reference.get("encoding")))
    for text in CATALOGUE:
        if text.title == reference.get("name"):
            return text.source()
    return None


def _is_here(path: str) -> bool:
    """Whether a path is on this machine: Windows would ask another one for what begins so."""
    return not path.startswith(("\\\\", "//")) and "\0" not in path and Path(path).is_absolute()


def _encoding(named: object) -> str | None:
    """One encoding for all files; found out anew where each had its own."""
    return named if isinstance(named, str) and "," not in named else None
