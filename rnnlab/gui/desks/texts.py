"""The text that is open: its source, its tokens, its split."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rnnlab.config import TextConfig
from rnnlab.gui.desks.background import Background
from rnnlab.text import (
    BuiltIn,
    Corpus,
    RemoteText,
    Source,
    fetching,
    open_files,
    prepare,
    source_from_text,
)

Read = Callable[[], Source | Generator[float, None, Source]]


class TextDesk(QObject):
    """Reads and encodes texts in the background; the last good one stays until the next.

    Signals:
        opening: A text is being read; carries its name. One of the other two follows.
        progressed: The share of a large text that is read, from 0 to 1.
        corpus_changed: `corpus` is another one.
        refused: It could not be used; carries a sentence. `corpus` is the one before.
    """

    opening = Signal(str)
    progressed = Signal(float)
    corpus_changed = Signal()
    refused = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._task: int | None = None
        self._under_way: tuple[str, Read] | None = None
        self.source: Source | None = None
        self.corpus: Corpus | None = None
        self.config = TextConfig()

    @property
    def busy(self) -> bool:
        """Whether a text is being read."""
        return self._under_way is not None

    def open_files(self, paths: list[Path], encoding: str | None = None) -> None:
        """Read one or more files as one text."""
        name = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
        self._open(name, lambda: open_files(paths, encoding))

    def open_built_in(self, text: BuiltIn) -> None:
        """Open a text of the catalogue, in the unit it is meant for."""
        self.config = TextConfig(unit=text.unit)
        self._open(text.title, text.source)

    def open_remote(self, text: RemoteText) -> None:
        """Fetch a text from the network, or from the cache if it was fetched before."""
        self._open(text.title, lambda: fetching(text))

    def open_pasted(self, text: str, name: str = "Pasted text") -> None:
        """Open a text that was pasted or dropped."""
        self._open(name, lambda: source_from_text(text, name))

    def open_corpus(self, source: Source, corpus: Corpus) -> None:
        """Show a text that is encoded already."""
        self._background.cancel(self._task)
        self._accept((source, corpus))

    def read_again(self, encoding: str) -> None:
        """Read the same files in another encoding."""
        source = self.source
        if source is not None and source.paths:
            name, paths = source.name, source.paths
            self._open(name, lambda: replace(open_files(paths, encoding), name=name))

    def cancel(self) -> None:
        """Give up the text that is being read; the one before stays."""
        if self.busy:
            self._background.cancel(self._task)
            self._refuse(
                "Reading was cancelled; go on with the text that is open, or choose another."
            )

    def set_config(self, config: TextConfig) -> None:
        """Cut the text into tokens in another way; one that is being read, once it is there."""
        self.config = config
        source, corpus = self.source, self.corpus
        if self._under_way is not None:
            self._open(*self._under_way)
        elif source is not None and corpus is not None and config != corpus.codec.config:
            self._open(source.name, lambda: source)

    def _open(self, name: str, read: Read) -> None:
        self._background.cancel(self._task)
        config = self.config

        def work() -> Iterator[float | tuple[Source, Corpus]]:
            found = read()
            source = found if isinstance(found, Source) else (yield from found)
            yield from prepare(source, config)

        self._under_way = (name, read)
        self.opening.emit(name)
        self._task = self._background.start(
            work,
            self._take,
            on_failed=self._refuse,
            title=f"Reading {name}",
            on_given_up=self.cancel,
        )

    def _take(self, told: float | tuple[Source, Corpus]) -> None:
        if isinstance(told, tuple):
            self._accept(told)
        else:
            self.progressed.emit(told)

    def _accept(self, opened: tuple[Source, Corpus]) -> None:
        self._under_way = None
        self.source, self.corpus = opened
        self.config = self.corpus.codec.config
        self.corpus_changed.emit()

    def _refuse(self, sentence: str) -> None:
        self._under_way = None
        if self.corpus is not None:
            self.config = self.corpus.codec.config
        self.refused.emit(sentence)
