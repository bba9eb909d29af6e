"""Run files of the window: saved and opened in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.text import CATALOGUE, Codec, Corpus, Source, TextError, build_corpus, read_files
from rnnlab.training.history import History
from rnnlab.training.records import StateRecord

if TYPE_CHECKING:
    from rnnlab.session.run_file import SavedRun
    from rnnlab.training.trainer import TrainerState

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
        self, background: Background, runs: RunDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._waiting: dict[int, Path] = {}
        runs.state_arrived.connect(self._on_state_arrived)

    def save(self, run: Run, path: Path) -> None:
        """Write a run to a file; one that trains is copied between two steps."""
        if run.active and run.job:
            self._waiting[run.key] = path
            run.job.take_state()
            return
        trainer = run.trainer()
        if trainer is not None:
            self._write(run, path, trainer.state)
        elif run.saved is not None:
            kept = run.saved
            self._start_writing(run, path, lambda: kept)
        else:
            self.refused.emit("There is nothing to save yet: train the model first.")

    def open(self, path: Path) -> None:
        """Read a run file and, if it can be found, its text."""
        self._background.start(lambda: _open(path), self._accept, on_failed=self.refused.emit)

    def _on_state_arrived(self, key: int, record: StateRecord) -> None:
        path = self._waiting.pop(key, None)
        if path is not None:
            self._write(self._runs.runs[key], path, lambda: record.state)

    def _write(self, run: Run, path: Path, state: Callable[[], TrainerState]) -> None:
        name, config, corpus, source = run.name, run.config, run.corpus, run.source
        history = History.from_arrays(run.history.arrays())
        assert corpus is not None
        assert source is not None

        def capture() -> SavedRun:
            from rnnlab.session.runs import capture_run

            return capture_run(name, config, corpus, source, state(), history)

        self._start_writing(run, path, capture)

    def _start_writing(self, run: Run, path: Path, capture: Callable[[], SavedRun]) -> None:
        def work() -> Iterator[None]:
            from rnnlab.session.run_file import save_run

            save_run(path, capture())
            yield None

        def done() -> None:
            run.unsaved = False
            self._runs.run_changed.emit(run.key)
            self.saved.emit(run.name, path)

        self._background.start(work, lambda _: None, done, self.refused.emit)

    def _accept(self, opened: Opened) -> None:
        saved, source, corpus = opened
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
        )
        self._runs.add(run)
        missing = "" if corpus else f"Its text “{saved.corpus_name}” was not found here."
        self.opened.emit(run.name, missing)


def _open(path: Path) -> Iterator[Opened]:
    from rnnlab.session.run_file import load_run

    saved = load_run(path)
    yield saved, *_find_text(saved)


def _find_text(saved: SavedRun) -> tuple[Source | None, Corpus | None]:
    """The text of a saved run, if it is where it was and has not changed."""
    from rnnlab.session.runs import source_reference

    reference = source_reference(saved)
    try:
        source = _read_source(reference.get("name", ""), reference.get("paths", []))
        corpus = build_corpus(source, saved.config.text) if source else None
    except TextError:
        return None, None
    if corpus is None or corpus.sha256 != saved.corpus_sha256:
        return None, None
    return source, corpus


def _read_source(name: str, paths: list[str]) -> Source | None:
    if paths:
        return read_files([Path(path) for path in paths])
    for text in CATALOGUE:
        if text.title == name:
            return text.source()
    return None
