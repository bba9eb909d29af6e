"""How fast every model writes, measured when it is asked for."""

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

_SECONDS = 0.4
_BETWEEN_LOOKS = 64  # tokens between two looks at the clock
_BETWEEN_BREATHS = 64 * 64  # tokens between two places where the work may be ended
_LENGTH = 100_000
_SETTINGS = SamplingConfig(length=_LENGTH, temperature=1.0, seed=1)


def run_key(run: Run) -> str:
    """Name of a run among the models of the ladder."""
    return f"run {run.key}"


class SpeedDesk(QObject):
    """Lets one model after another write for less than half a second each.

    Attributes:
        speeds: Tokens a second, by the name of an n-gram model or `run_key`.
        sentence: Why one of them is missing; empty if all is well.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        ngrams: NgramDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._ngrams = ngrams
        self._waiting: list[str] = []
        self._now: str | None = None
        self._task: int | None = None
        self.speeds: dict[str, float] = {}
        self.sentence = ""
        runs.writer_arrived.connect(self._on_writer_arrived)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)
        ngrams.cleared.connect(self._on_cleared)

    @property
    def busy(self) -> bool:
        """Whether a model is being measured."""
        return self._now is not None

    def measure(self) -> None:
        """Measure every model there is, one after another."""
        self.cancel()
        self.sentence = ""
        runs = [run_key(run) for run in self._runs.runs.values()]
        self._waiting = [*self._ngrams.named(), *runs]
        self._next()

    def cancel(self) -> None:
        """Measure no more; what is there stays."""
        self._background.cancel(self._task)
        self._task = self._now = None
        self._waiting.clear()
        self.changed.emit()

    def _next(self) -> None:
        self._task = self._now = None
        if self._waiting:
            self._now = self._waiting.pop(0)
            self._begin(self._now)
        self.changed.emit()

    def _begin(self, key: str) -> None:
        model, run = self._ngrams.named().get(key), self._run(key)
        corpus = self._ngrams.corpus
        if model is not None and corpus is not None:
            codec = corpus.codec
            self._start(key, lambda: _ngram_ids(model, codec))
        elif run is not None and run.active and run.job:
            run.job.take_writer()
        elif run is not None:
            self._write(run, _resting_writer(run))
        else:
            self._next()

    def _run(self, key: str) -> Run | None:
        return next((run for run in self._runs.runs.values() if run_key(run) == key), None)

    def _write(self, run: Run, make: Callable[[], Writer]) -> None:
        codec = run.codec
        self._start(run_key(run), lambda: _network_ids(make(), codec))

    def _start(self, key: str, ids: Callable[[], Iterator[int]]) -> None:
        def arrived(speed: float) -> None:
            if speed:
                self.speeds[key] = speed

        def failed(sentence: str) -> None:
            self.sentence = sentence
            self._next()

        self._task = self._background.start(lambda: _speed(ids()), arrived, self._next, failed)

    def _on_writer_arrived(self, key: int, record: WriterRecord) -> None:
        run = self._runs.runs[key]
        if self._now == run_key(run) and self._task is None:
            self._write(run, lambda: record.writer)

    def _on_run_changed(self, key: int) -> None:
        """Measure a run as it stands if it ended before it could answer."""
        run = self._runs.runs[key]
        if self._now == run_key(run) and self._task is None and not run.active:
            self._write(run, _resting_writer(run))

    def _on_run_removed(self, key: int) -> None:
        self.speeds.pop(f"run {key}", None)
        if self._now == f"run {key}":
            self._background.cancel(self._task)
            self._next()

    def _on_cleared(self) -> None:
        """Other models have the same names."""
        for name in [name for name in self.speeds if name.endswith("-gram")]:
            del self.speeds[name]
        self.changed.emit()


def _resting_writer(run: Run) -> Callable[[], Writer]:
    """The trainer is chosen now: a thread that takes it later would have other weights."""
    trainer = run.trainer()

    def make() -> Writer:
        from rnnlab.generation.writer import Writer

        return Writer.from_model(trainer.model if trainer is not None else run.make_model())

    return make


def _network_ids(writer: Writer, codec: Codec) -> Iterator[int]:
    from rnnlab.generation.writing import prime_ids, write

    yield from write(writer, prime_ids(codec, ""), _SETTINGS)


def _ngram_ids(model: NgramModel, codec: Codec) -> Iterator[int]:
    from rnnlab.generation.ngram_writing import write_ngram
    from rnnlab.generation.writing import prime_ids

    yield from write_ngram(model, prime_ids(codec, ""), _SETTINGS)


def _speed(ids: Iterator[int]) -> Iterator[float]:
    """Tokens a second of this thread's own processor time; 0 in between.

    The first stretch is left out: it loads and makes what all others find.
    """
    written, begun, spent = 0, 0.0, 0.0
    for number, _ in enumerate(ids, start=1):
        if number % _BETWEEN_LOOKS:
            continue
        if not begun:
            begun = time.thread_time()
            continue
        written, spent = written + _BETWEEN_LOOKS, time.thread_time() - begun
        if spent >= _SECONDS:
            break
        if number % _BETWEEN_BREATHS == 0:
            yield 0.0
    yield written / spent if spent else 0.0
