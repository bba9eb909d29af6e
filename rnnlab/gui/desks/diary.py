"""The story of a training: the same words gone on from at one step after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rnnlab.config import SamplingConfig
from rnnlab.generation.writing_log import LogEntry, WritingLog
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.drafts import MakeReader, read_ahead
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.writers import MakeWriter, WriterDesk
from rnnlab.text import Codec

if TYPE_CHECKING:
    from rnnlab.generation.writer import Writer

MOST_TOKENS = 1_000  # of an entry
_WHO = "diary"
_WRITTEN_AT_ONCE = 64


@dataclass(frozen=True)
class Order:
    """What a diary is kept with.

    Attributes:
        every: Steps from one entry to the next.
        prime: What is read before each entry.
        config: How tokens are chosen; the same draws for every entry.
    """

    every: int
    prime: str
    config: SamplingConfig


@dataclass(frozen=True)
class Diary:
    """Of one run."""

    order: Order
    log: WritingLog


class DiaryDesk(QObject):
    """Lets every run that trains write every so many steps, as long as it is switched on.

    An entry is left out while the one before it is still being written, so that training
    never waits. Diaries live as long as the window.

    Attributes:
        order: What diaries are kept with; None while it is off.
        diaries: By the key of the run.
        sentence: Why an entry could not be written; empty if all is well.

    Signals:
        changed: There is an entry more, or a diary less, or `order` is another.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        writers: WriterDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._writers = writers
        self._tasks: dict[int, int] = {}
        self.order: Order | None = None
        self.diaries: dict[int, Diary] = {}
        self.sentence = ""
        runs.records_arrived.connect(self._on_records)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)

    def begin(self, every: int, prime: str, config: SamplingConfig) -> None:
        """Keep diaries from now on; those kept with other words or choices begin anew."""
        config = replace(config, length=min(config.length, MOST_TOKENS))
        self.order = Order(every, prime, config)
        self.sentence = ""
        current = self._runs.current
        if current is not None:
            self._look_at(current)
        self.changed.emit()

    def end(self) -> None:
        """Keep none any more; what is written stays."""
        self.order = None
        for key in list(self._tasks):
            self._forget_task(key)
        self.changed.emit()

    def entries(self, run: Run | None) -> tuple[LogEntry, ...]:
        """What a run has written."""
        diary = self.diaries.get(run.key) if run is not None else None
        return diary.log.entries if diary is not None else ()

    def _on_records(self, keys: set[int]) -> None:
        if self.order is not None:
            for key in keys:
                self._look_at(self._runs.runs[key])

    def _on_run_changed(self, key: int) -> None:
        """Write once more at the end of a training."""
        run = self._runs.runs.get(key)
        if self.order is not None and run is not None and run.ended and run.step:
            self._look_at(run, at_the_end=True)

    def _look_at(self, run: Run, at_the_end: bool = False) -> None:
        """Let a run write if it is time to."""
        order = self.order
        if order is None or run.key in self._tasks or self._writers.waits(_who(run)):
            return
        diary = self.diaries.get(run.key)
        if diary is None or diary.order != order:
            diary = self.diaries[run.key] = Diary(order, WritingLog(order.every))
            self._write(run, diary, 0, _initial(run))
            return
        entries = diary.log.entries
        newer = bool(entries) and run.step > entries[-1].step
        if diary.log.due(run.step) or (at_the_end and newer):
            self._writers.ask(
                run, _who(run), lambda step, make: self._write(run, diary, step, make)
            )

    def _write(self, run: Run, diary: Diary, step: int, make: MakeWriter) -> None:
        order, codec = diary.order, run.codec

        def take(told: float | str) -> None:
            if isinstance(told, str):
                diary.log.add(step, told)
                self.changed.emit()

        def done() -> None:
            self._tasks.pop(run.key, None)
            if run.key in self._runs.runs:
                self._look_at(run, at_the_end=run.ended)

        def fail(sentence: str) -> None:
            self.sentence = sentence
            self.end()

        self._tasks[run.key] = self._background.start(
            lambda: _entry(make, codec, order), take, done, fail
        )

    def _forget_task(self, key: int) -> None:
        self._background.cancel(self._tasks.pop(key, None))

    def _on_run_removed(self, key: int) -> None:
        self._forget_task(key)
        if self.diaries.pop(key, None) is not None:
            self.changed.emit()


def _who(run: Run) -> str:
    return f"{_WHO} {run.key}"


def _initial(run: Run) -> MakeWriter:
    """A writer with the weights that a run has begun with: they follow from its settings."""
    config, size = run.config, len(run.codec.vocabulary)

    def make() -> Writer:
        from rnnlab.generation.writer import Writer
        from rnnlab.models.language_model import build_model

        return Writer.from_model(build_model(config.model, size, config.training.seed))

    return make


def _entry(make: MakeReader, codec: Codec, order: Order) -> Iterator[float | str]:
    """A text, with numbers in between whenever one may give up waiting."""
    from rnnlab.generation.writing import prime_ids, write_text

    reader, rest = yield from read_ahead(make(), prime_ids(codec, order.prime))
    pieces: list[str] = []
    for number, piece in enumerate(write_text(reader, codec, rest, order.config)):
        pieces.append(piece)
        if number % _WRITTEN_AT_ONCE == 0:
            yield float(number)
    yield "".join(pieces)
