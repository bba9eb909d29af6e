"""Texts that models write, in the background, piece by piece."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.ngram import NgramModel
from rnnlab.text import Codec
from rnnlab.training.records import WriterRecord

if TYPE_CHECKING:
    from rnnlab.generation.writer import Writer

_PIECE_SECONDS = 0.05


class Writing(QObject):
    """One text in the making.

    Signals:
        begun: Carries what is being written with, as words for a person.
        written: Carries the next piece of the text.
        ended: The text is complete or was stopped.
        refused: It could not be written; carries a sentence.
    """

    begun = Signal(str)
    written = Signal(str)
    ended = Signal()
    refused = Signal(str)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._task: int | None = None

    @property
    def busy(self) -> bool:
        """Whether a text is being written."""
        return self._task is not None

    def write(self, pieces: Callable[[], Iterator[str]], title: str) -> None:
        """Write what ``pieces`` gives; a text under way is dropped."""
        self._background.cancel(self._task)
        self.begun.emit(title)
        self._task = self._background.start(
            lambda: in_slices(pieces()), self.written.emit, self._finish, self._refuse
        )

    def stop(self) -> None:
        """Write no more; what is written stays."""
        if self.busy:
            self._background.cancel(self._task)
            self._finish()

    def _finish(self) -> None:
        self._task = None
        self.ended.emit()

    def _refuse(self, sentence: str) -> None:
        self._task = None
        self.refused.emit(sentence)
        self.ended.emit()


class WritingDesk(QObject):
    """Writes with the current run, and with an n-gram model beside it."""

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        ngrams: NgramDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs = runs
        self._ngrams = ngrams
        self.network = Writing(background, self)
        self.ngram = Writing(background, self)
        self._wanted: tuple[int, str, SamplingConfig] | None = None
        runs.writer_arrived.connect(self._on_writer_arrived)

    def write(self, run: Run, prime: str, config: SamplingConfig) -> None:
        """Write with a run; one that trains gives a copy of its weights between two steps."""
        if run.active and run.job:
            self._wanted = (run.key, prime, config)
            run.job.take_writer()
            return
        self._wanted = None
        step = run.step
        codec = run.codec
        self.network.write(
            lambda: _network_text(_writer_of(run), codec, prime, config), _title(run, step)
        )

    def write_ngram(self, order: int, codec: Codec, prime: str, config: SamplingConfig) -> None:
        """Write with the n-gram model of an order."""
        model = self._ngrams.models[order]
        self.ngram.write(lambda: _ngram_text(model, codec, prime, config), f"{order}-gram")

    def stop(self) -> None:
        """Stop both."""
        self._wanted = None
        self.network.stop()
        self.ngram.stop()

    def _on_writer_arrived(self, key: int, record: WriterRecord) -> None:
        if self._wanted is None or self._wanted[0] != key:
            return
        _, prime, config = self._wanted
        self._wanted = None
        run = self._runs.runs[key]
        codec = run.codec
        self.network.write(
            lambda: _network_text(record.writer, codec, prime, config), _title(run, record.step)
        )


def in_slices(pieces: Iterator[str], seconds: float = _PIECE_SECONDS) -> Iterator[str]:
    """Join pieces that come within ``seconds``, so that the screen gets a few at a time."""
    slice_: list[str] = []
    begun = time.perf_counter()
    for piece in pieces:
        slice_.append(piece)
        if time.perf_counter() - begun >= seconds:
            yield "".join(slice_)
            slice_.clear()
            begun = time.perf_counter()
    yield "".join(slice_)


def _title(run: Run, step: int) -> str:
    return f"{run.name}, step {step:,}"


def _writer_of(run: Run) -> Writer:
    from rnnlab.generation.writer import Writer

    return Writer.from_model(run.make_model())


def _network_text(
    writer: Writer, codec: Codec, prime: str, config: SamplingConfig
) -> Iterator[str]:
    from rnnlab.generation.writing import prime_ids, write_text

    yield from write_text(writer, codec, prime_ids(codec, prime), config)


def _ngram_text(
    model: NgramModel, codec: Codec, prime: str, config: SamplingConfig
) -> Iterator[str]:
    from rnnlab.generation.ngram_writing import ngram_text

    yield from ngram_text(model, codec, prime, config)
