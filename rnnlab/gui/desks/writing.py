"""Texts that models write, in the background, piece by piece."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Slice:
    """What was written in a moment, and how long that took."""

    text: str
    seconds: float


class Writing(QObject):
    """One text in the making.

    Attributes:
        characters: Length of what is written.
        seconds: Time spent on it in the background, without waiting for the screen.

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
        self.characters = 0
        self.seconds = 0.0

    @property
    def busy(self) -> bool:
        """Whether a text is being written."""
        return self._task is not None

    def write(self, pieces: Callable[[], Iterator[str]], title: str) -> None:
        """Write what ``pieces`` gives; a text under way is dropped."""
        self._background.cancel(self._task)
        self.characters, self.seconds = 0, 0.0
        self._task = self._background.start(
            lambda: in_slices(pieces()), self._take, self._finish, self._refuse
        )
        self.begun.emit(title)

    def stop(self) -> None:
        """Write no more; what is written stays."""
        if self.busy:
            self._background.cancel(self._task)
            self._finish()

    def _take(self, piece: Slice) -> None:
        self.characters += len(piece.text)
        self.seconds += piece.seconds
        self.written.emit(piece.text)

    def _finish(self) -> None:
        self._task = None
        self.ended.emit()

    def _refuse(self, sentence: str) -> None:
        self._task = None
        self.refused.emit(sentence)
        self.ended.emit()


class WritingDesk(QObject):
    """Writes with the current run, and with an n-gram model beside it.

    Attributes:
        network: The text of the run.
        ngram: The text of the n-gram model.

    Signals:
        waiting_changed: `waiting` is another.
    """

    waiting_changed = Signal()

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
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)

    @property
    def waiting(self) -> bool:
        """Whether a run that trains was asked for its weights and has not yet answered."""
        return self._wanted is not None

    def write(self, run: Run, prime: str, config: SamplingConfig) -> None:
        """Write with a run; one that trains gives a copy of its weights between two steps."""
        self.network.stop()
        if run.active and run.job:
            self._want((run.key, prime, config))
            run.job.take_writer()
            return
        self._want(None)
        make_writer = writer_of(run)
        self._write(run, run.step, make_writer, prime, config)

    def write_ngram(self, order: int, codec: Codec, prime: str, config: SamplingConfig) -> None:
        """Write with the n-gram model of an order."""
        model = self._ngrams.models[order]
        self.ngram.write(lambda: _ngram_text(model, codec, prime, config), f"{order}-gram")

    def stop(self) -> None:
        """Stop both."""
        self._want(None)
        self.network.stop()
        self.ngram.stop()

    def _want(self, wanted: tuple[int, str, SamplingConfig] | None) -> None:
        self._wanted = wanted
        self.waiting_changed.emit()

    def _write(
        self,
        run: Run,
        step: int,
        make_writer: Callable[[], Writer],
        prime: str,
        config: SamplingConfig,
    ) -> None:
        codec = run.codec
        self.network.write(
            lambda: _network_text(make_writer(), codec, prime, config), _title(run, step)
        )

    def _on_writer_arrived(self, key: int, record: WriterRecord) -> None:
        if self._wanted is not None and self._wanted[0] == key:
            _, prime, config = self._wanted
            self._want(None)
            self._write(self._runs.runs[key], record.step, lambda: record.writer, prime, config)

    def _on_run_changed(self, key: int) -> None:
        """Write with a run as it stands if it ended before it could answer."""
        run = self._runs.runs[key]
        if self._wanted is not None and self._wanted[0] == key and not run.active:
            _, prime, config = self._wanted
            self.write(run, prime, config)

    def _on_run_removed(self, key: int) -> None:
        if self._wanted is not None and self._wanted[0] == key:
            self._want(None)


def in_slices(pieces: Iterator[str], seconds: float = _PIECE_SECONDS) -> Iterator[Slice]:
    """Join pieces that come within ``seconds``, so that the screen gets a few at a time."""
    collected: list[str] = []
    begun = time.perf_counter()
    for piece in pieces:
        collected.append(piece)
        spent = time.perf_counter() - begun
        if spent >= seconds:
            yield Slice("".join(collected), spent)
            collected.clear()
            begun = time.perf_counter()
    yield Slice("".join(collected), time.perf_counter() - begun)


def _title(run: Run, step: int) -> str:
    return f"{run.name}, step {step:,}" if step else f"{run.name}, untrained"


def writer_of(run: Run) -> Callable[[], Writer]:
    """What makes a writer of a run that no thread trains at present.

    The trainer is chosen now: once a thread has taken it, the run would give its saved or
    its initial weights instead. Making the writer is slow, and so left to the background.
    """
    trainer = run.trainer()

    def make() -> Writer:
        from rnnlab.generation.writer import Writer

        return Writer.from_model(trainer.model if trainer is not None else run.make_model())

    return make


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
