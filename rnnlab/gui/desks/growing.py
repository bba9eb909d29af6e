"""How the tables of n-grams grow with the text, and what they never see."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.ngram import Growth, growth
from rnnlab.ngram.sparsity import DEFAULT_FRACTIONS
from rnnlab.text import Corpus
from rnnlab.text.stopping import Check, StopSign

HIGHEST_ORDER = 8
MOST_STUDIED = 2_000_000
MOST_HELD_OUT = 200_000
_STOPPED = "Counting was stopped; open the text again to begin anew."


class GrowthDesk(QObject):
    """Counts an eighth, a quarter, a half and all of the training part while somebody looks.

    All orders up to 8 are counted, whichever are fitted; of a long text its beginning.

    Attributes:
        growths: What was found so far, the shortest part first.
        sentence: Why there is no more; empty if all is well.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self, background: Background, texts: TextDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._task: int | None = None
        self._measured: Corpus | None = None
        self._awake = False
        self.growths: list[Growth] = []
        self.sentence = ""
        texts.corpus_changed.connect(self._on_corpus_changed)

    @property
    def busy(self) -> bool:
        """Whether something is being counted."""
        return self._task is not None

    @property
    def parts(self) -> int:
        """How many parts of the text are counted in the end."""
        return len(DEFAULT_FRACTIONS)

    def wake(self, awake: bool) -> None:
        """Work only while somebody looks; what is counted stays until the next text."""
        if awake != self._awake:
            self._awake = awake
            self._begin()

    def _begin(self) -> None:
        corpus = self._texts.corpus
        if not self._awake or self.busy or corpus is None or corpus is self._measured:
            return
        self._measured, stop = corpus, StopSign()
        self._task = self._background.start(
            lambda: _grow(corpus, stop.check),
            self._accept,
            self._finish,
            self._refuse,
            stop=stop,
            title="Counting how the n-grams grow with the text",
            on_given_up=lambda: self._refuse(_STOPPED),
        )
        self.changed.emit()

    def _accept(self, found: Growth) -> None:
        self.growths.append(found)
        self.changed.emit()

    def _finish(self) -> None:
        self._task = None
        self.changed.emit()

    def _refuse(self, sentence: str) -> None:
        self.sentence = sentence
        self._finish()

    def _on_corpus_changed(self) -> None:
        self._background.cancel(self._task)
        self._task = self._measured = None
        self.growths.clear()
        self.sentence = ""
        self.changed.emit()
        self._begin()


def _grow(corpus: Corpus, check: Check) -> Iterator[Growth]:
    ids = np.array(corpus.train[:MOST_STUDIED], np.int32)
    held_out = np.array(corpus.valid[:MOST_HELD_OUT], np.int32)
    yield from growth(ids, len(corpus.vocabulary), HIGHEST_ORDER, held_out, check=check)
