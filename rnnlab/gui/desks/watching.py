"""The text that is looked at inside the models: gradients through time, gates, states."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, Signal

from rnnlab.config import UserError
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.probes.result import LossAt, ProbeResult
from rnnlab.text import Codec, Corpus, IntArray, TextError
from rnnlab.training.commands import Watch
from rnnlab.training.records import ProbeRecord

LONGEST = 257
_FIRST_LENGTH = 65


class WatchDesk(QObject):
    """Chooses what is looked at and brings the look inside.

    The text is the beginning of the validation part until one is typed.

    Signals:
        changed: `text` or `loss_at` is another one.
        step_pointed: The pointer is over a time step in some view; its index from 0, or −1.
        refused: The typed text cannot be looked at, or not all of it; carries a sentence.
    """

    changed = Signal()
    step_pointed = Signal(int)
    refused = Signal(str)

    def __init__(
        self,
        background: Background,
        texts: TextDesk,
        runs: RunDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._runs = runs
        self._task: int | None = None
        self._typed: str | None = None
        self.text = ""
        self.ids: IntArray | None = None
        self.loss_at: LossAt = "last"
        texts.corpus_changed.connect(self._on_corpus_changed)
        runs.current_changed.connect(self._look)
        runs.run_changed.connect(self._on_run_changed)

    @property
    def codec(self) -> Codec | None:
        """What the watched ids are ids of."""
        return self._texts.corpus.codec if self._texts.corpus else None

    def set_text(self, text: str) -> None:
        """Look at a typed text; an empty one goes back to the validation text."""
        corpus = self._texts.corpus
        if corpus is None:
            return
        try:
            whole = corpus.codec.encode(text) if text else _beginning(corpus)
            if len(whole) < 2:
                raise TextError("Type at least two tokens: one to read and one to predict.")
        except UserError as error:
            self.refused.emit(str(error))
            return
        self._typed = text or None
        self._watch(whole[:LONGEST])
        if len(whole) > LONGEST:
            self.refused.emit(
                f"Of these {len(whole):,} tokens the first {LONGEST} are looked at; a gradient "
                "over more would take too long."
            )

    def point_at(self, index: int | None) -> None:
        """Highlight a time step in every view; None or −1 ends it."""
        last = len(self.ids) - 2 if self.ids is not None else -1
        self.step_pointed.emit(-1 if index is None or not 0 <= index <= last else index)

    def set_loss_at(self, loss_at: LossAt) -> None:
        """Follow the gradient of another loss."""
        self.loss_at = loss_at
        if self.ids is not None:
            self._watch(self.ids)

    def _on_corpus_changed(self) -> None:
        self.loss_at = "last"
        corpus = self._texts.corpus
        if corpus is not None:
            self._typed = None
            self._watch(_beginning(corpus))

    def _watch(self, ids: IntArray) -> None:
        codec = self.codec
        assert codec is not None
        if isinstance(self.loss_at, int) and self.loss_at >= len(ids) - 1:
            self.loss_at = "last"
        self.ids = ids
        self.text = codec.decode(ids)
        self._runs.watch(Watch(ids, self.loss_at))
        self.changed.emit()
        self._look()

    def _on_run_changed(self, key: int) -> None:
        if self._runs.current is not None and key == self._runs.current.key:
            self._look(only_if_missing=True)

    def _look(self, only_if_missing: bool = False) -> None:
        """Look into a run whose thread does not do it itself."""
        run, ids = self._runs.current, self.ids
        if run is None or run.active or ids is None or run.corpus is not self._texts.corpus:
            return
        if run.history.last_probe is not None and only_if_missing:
            return
        loss_at = self.loss_at

        def arrived(result: ProbeResult) -> None:
            if run.active or run.key not in self._runs.runs:
                return
            tokens = run.step * run.config.training.batch_size * run.config.training.sequence_length
            run.history.last_probe = ProbeRecord(run.step, tokens, result)
            self._runs.probe_arrived.emit(run.key)

        self._background.cancel(self._task)
        self._task = self._background.start(
            lambda: _probe(run, ids, loss_at), arrived, in_line=True
        )


def _beginning(corpus: Corpus) -> IntArray:
    """The first tokens of the validation part."""
    return np.array(corpus.valid[:_FIRST_LENGTH], np.int32)


def _probe(run: Run, ids: IntArray, loss_at: LossAt) -> Iterator[ProbeResult]:
    from rnnlab.probes.gradients import probe

    yield probe(run.make_model(), ids, loss_at)
