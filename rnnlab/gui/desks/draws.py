"""Texts at several temperatures from one stream of random numbers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.drafts import SLICE_SECONDS, MakeReader, read_ahead
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import MakeWriter, WriterDesk, title_of
from rnnlab.text import Codec, IntArray

MOST_TOKENS = 2_000  # of each text
_WHO = "same draws"


@dataclass(frozen=True, eq=False)
class Draws:
    """The next tokens of K texts.

    Attributes:
        pieces: For each text, what each of its n tokens has added.
        ids: (n, K) the tokens.
    """

    pieces: tuple[tuple[str, ...], ...]
    ids: IntArray

    def differs(self, text: int) -> npt.NDArray[np.bool_]:
        """(n,) whether the token is another one than in the text before; none in the first."""
        differs: npt.NDArray[np.bool_] = self.ids[:, text] != self.ids[:, max(text - 1, 0)]
        return differs


class DrawsDesk(QObject):
    """Writes with the current run at several temperatures at once.

    Signals:
        begun: Carries what is written with, as words for a person.
        written: Carries `Draws`.
        ended: The texts are complete or were stopped.
        refused: They could not be written; carries a sentence.
        waiting_changed: `busy` may be another.
    """

    begun = Signal(str)
    written = Signal(object)
    ended = Signal()
    refused = Signal(str)
    waiting_changed = Signal()

    def __init__(
        self, background: Background, writers: WriterDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._writers = writers
        self._task: int | None = None
        writers.waiting_changed.connect(self.waiting_changed)

    @property
    def busy(self) -> bool:
        """Whether texts are being written or are about to be."""
        return self._task is not None or self._writers.waits(_WHO)

    def write(
        self, run: Run, prime: str, config: SamplingConfig, temperatures: Sequence[float]
    ) -> None:
        """Write at each of the temperatures, at most `MOST_TOKENS` tokens."""
        self.stop()
        config = replace(config, length=min(config.length, MOST_TOKENS))

        def begin(step: int, make: MakeWriter) -> None:
            self._task = self._background.start(
                lambda: _write(make, run.codec, prime, config, temperatures),
                self._take,
                self._finish,
                self._refuse,
            )
            self.begun.emit(title_of(run, step))

        self._writers.ask(run, _WHO, begin)

    def stop(self) -> None:
        """Write no more; what is written stays."""
        self._writers.forget(_WHO)
        if self._task is not None:
            self._background.cancel(self._task)
            self._finish()

    def _take(self, told: float | Draws) -> None:
        if isinstance(told, Draws):
            self.written.emit(told)

    def _finish(self) -> None:
        self._task = None
        self.ended.emit()

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence)
        self._finish()


def _write(
    make: MakeReader,
    codec: Codec,
    prime: str,
    config: SamplingConfig,
    temperatures: Sequence[float],
) -> Iterator[float | Draws]:
    from rnnlab.generation.joining import Joiner
    from rnnlab.generation.writing import forbidden_ids, prime_ids, write_side_by_side

    ids = prime_ids(codec, prime)
    reader, rest = yield from read_ahead(make(), ids)
    forbidden = forbidden_ids(codec.vocabulary, config)
    joiners = [Joiner(codec) for _ in temperatures]
    for joiner in joiners:
        for token_id in rest.tolist():
            joiner.add(token_id)
    rows = write_side_by_side(reader, rest, config, temperatures, forbidden)
    while True:
        taken = list(_for_a_moment(rows))
        if not taken:
            return
        pieces = tuple(
            tuple(joiner.add(row[text]) for row in taken) for text, joiner in enumerate(joiners)
        )
        yield Draws(pieces, np.array(taken, np.int32))


def _for_a_moment(rows: Iterator[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """What comes within a slice of time, at least one."""
    end = time.perf_counter() + SLICE_SECONDS
    for row in rows:
        yield row
        if time.perf_counter() > end:
            return
