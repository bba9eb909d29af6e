"""Texts that models write, in the background, slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.drafts import MakeReader, Slice, draft, draft_on
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import MakeWriter, WriterDesk, title_of
from rnnlab.ngram import NgramModel
from rnnlab.text import Codec, Corpus, TextError

if TYPE_CHECKING:
    from rnnlab.generation.manuscript import Alternative, Manuscript
    from rnnlab.generation.writing import Reader

_ALTERNATIVES = 8
_CHECKED = 20_000  # characters at the end of a change; more cannot be typed or pasted
_WHO = "writing"


class Writing(QObject):
    """One text in the making.

    Attributes:
        title: What it is written with, as words for a person.
        codec: Of the model; None before the first text.
        corpus: The text that the model has learnt from; None if that is not here.
        manuscript: The text with the truth about each token, once the prime text is read.
        characters: Length of what is written.
        seconds: Time spent on it in the background, without waiting for the screen.

    Signals:
        begun: Carries `title`.
        reading: The share of a long prime text that is read, from 0 to 1.
        written: Carries a `Slice`.
        ended: The text is complete or was stopped.
        refused: It could not be written; carries a sentence.
        alternatives_arrived: Place in the manuscript and a list of `Alternative`.
    """

    begun = Signal(str)
    reading = Signal(float)
    written = Signal(object)
    ended = Signal()
    refused = Signal(str)
    alternatives_arrived = Signal(int, object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._task: int | None = None
        self._asking: int | None = None
        self.title = ""
        self.codec: Codec | None = None
        self.corpus: Corpus | None = None
        self.manuscript: Manuscript[Any] | None = None
        self.characters = 0
        self.seconds = 0.0

    @property
    def busy(self) -> bool:
        """Whether a text is being written."""
        return self._task is not None

    def write(
        self,
        make_reader: MakeReader,
        codec: Codec,
        prime: str,
        config: SamplingConfig,
        title: str,
        corpus: Corpus | None = None,
    ) -> None:
        """Read a prime text and write on; a text under way is dropped."""
        self.title, self.codec, self.corpus = title, codec, corpus
        self._start(lambda: draft(make_reader, codec, prime, config))

    def go_on(self, place: int | None, given: str, config: SamplingConfig) -> None:
        """Write anew from a place on, with the same weights; a change that the model cannot read
        is refused, and the text stays as it is.

        Args:
            place: Of the first token that is replaced; None if the prime text was changed.
            given: What stands there instead, or the new prime text.
            config: Settings to go on with.
        """
        before, codec = self.manuscript, self.codec
        if before is None or codec is None:
            return
        try:
            codec.encode(given[-_CHECKED:])
        except TextError as problem:
            self.refused.emit(str(problem))
            return
        if place is None:
            self._start(lambda: draft(lambda: before.reader, codec, given, config))
        else:
            self._start(lambda: draft_on(before, place, given, codec, config))

    def stop(self) -> None:
        """Write no more; what is written stays."""
        if self.busy:
            self._background.cancel(self._task)
            self._finish()

    def ask_alternatives(self, place: int) -> None:
        """Ask for the tokens that could have stood at a place of the manuscript."""
        manuscript = self.manuscript
        self._background.cancel(self._asking)
        if manuscript is not None and 0 < place < len(manuscript):
            self._asking = self._background.start(
                lambda: _alternatives(manuscript, place),
                lambda found: self.alternatives_arrived.emit(place, found),
            )

    def _start(self, work: Callable[[], Iterator[float | Manuscript[Any] | Slice]]) -> None:
        self._background.cancel(self._task)
        self._background.cancel(self._asking)
        self.characters, self.seconds, self.manuscript = 0, 0.0, None
        self._task = self._background.start(work, self._take, self._finish, self._refuse)
        self.begun.emit(self.title)

    def _take(self, told: float | Manuscript[Any] | Slice) -> None:
        if isinstance(told, Slice):
            self.characters += len(told.text)
            self.seconds += told.seconds
            self.written.emit(told)
        elif isinstance(told, float):
            self.reading.emit(told)
        else:
            self.manuscript = told

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
        writers: WriterDesk,
        ngrams: NgramDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._writers = writers
        self._ngrams = ngrams
        self.network = Writing(background, self)
        self.ngram = Writing(background, self)
        writers.waiting_changed.connect(self.waiting_changed)

    @property
    def waiting(self) -> bool:
        """Whether a run that trains was asked for its weights and has not yet answered."""
        return self._writers.waits(_WHO)

    def write(self, run: Run, prime: str, config: SamplingConfig) -> None:
        """Write with a run; one that trains gives a copy of its weights between two steps."""
        self.network.stop()

        def begin(step: int, make: MakeWriter) -> None:
            title = title_of(run, step)
            self.network.write(make, run.codec, prime, config, title, run.corpus)

        self._writers.ask(run, _WHO, begin)

    def write_ngram(self, order: int, corpus: Corpus, prime: str, config: SamplingConfig) -> None:
        """Write with the n-gram model of an order."""
        model = self._ngrams.models[order]
        make = _ngram_reader(model)
        self.ngram.write(make, corpus.codec, prime, config, f"{order}-gram", corpus)

    def stop(self) -> None:
        """Stop both."""
        self._writers.forget(_WHO)
        self.network.stop()
        self.ngram.stop()


def _ngram_reader(model: NgramModel) -> MakeReader:
    def make() -> Reader[Any]:
        from rnnlab.generation.ngram_writing import NgramReader

        return NgramReader(model)

    return make


def _alternatives(manuscript: Manuscript[Any], place: int) -> Iterator[list[Alternative]]:
    yield manuscript.alternatives(place, _ALTERNATIVES)
