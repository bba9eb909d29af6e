"""Every smoothing on the same counts and the same validation tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from PySide6.QtCore import QObject, Signal

from rnnlab.config import NgramConfig, Smoothing
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.quick_scores import counted, ngram_scores, quick_tokens
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.ngram import Counts, perplexity, smooth
from rnnlab.text import Corpus

SMOOTHINGS: tuple[Smoothing, ...] = get_args(Smoothing)
_PARAMETERS: dict[Smoothing, str] = {
    "add-delta": "delta",
    "absolute-discounting": "discount",
    "stupid-backoff": "alpha",
}


class SmoothingDesk(QObject):
    """Compares all smoothings when it is asked to.

    Attributes:
        perplexities: By smoothing and order; some may be infinite.
        sentence: Why there are no more; empty if all is well.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        texts: TextDesk,
        ngrams: NgramDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._ngrams = ngrams
        self._task: int | None = None
        self._counts: Counts | None = None
        self._corpus: Corpus | None = None
        self._config = ngrams.config
        self.perplexities: dict[Smoothing, dict[int, float]] = {}
        self.sentence = ""
        ngrams.cleared.connect(self._on_cleared)
        ngrams.counted.connect(self._on_counted)
        ngrams.model_fitted.connect(lambda _: self._take_chosen())

    @property
    def busy(self) -> bool:
        """Whether they are being compared."""
        return self._task is not None

    @property
    def complete(self) -> bool:
        """Whether every smoothing is there."""
        return all(smoothing in self.perplexities for smoothing in SMOOTHINGS)

    def compare(self) -> None:
        """Fit and measure every smoothing with the present δ, discount and α."""
        corpus, counts, config = self._texts.corpus, self._ngrams.counts, self._ngrams.config
        if self.busy or corpus is None:
            return
        if counts is None:
            self._say("The n-grams are still being counted; try again in a moment.")
            return
        self.sentence = ""
        wanted = [each for each in SMOOTHINGS if each != config.smoothing]
        self._task = self._background.start(
            lambda: _compare(corpus, counts, config, wanted), self._accept, self._finish, self._fail
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Compare no more; what is there stays."""
        self._background.cancel(self._task)
        self._finish()

    def _accept(self, found: tuple[Smoothing, dict[int, float]]) -> None:
        smoothing, perplexities = found
        self.perplexities[smoothing] = perplexities
        self.changed.emit()

    def _finish(self) -> None:
        self._task = None
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self._task = None
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        self.changed.emit()

    def _on_cleared(self) -> None:
        """What was measured stays as long as text and settings are those it was measured with."""
        config, corpus = self._ngrams.config, self._texts.corpus
        if corpus is not self._corpus:
            self.perplexities.clear()
        for smoothing, name in _PARAMETERS.items():
            if getattr(config, name) != getattr(self._config, name):
                self.perplexities.pop(smoothing, None)
                self._background.cancel(self._task)
                self._task = None
        self._config, self._corpus = config, corpus
        self.changed.emit()

    def _on_counted(self) -> None:
        counts = self._ngrams.counts
        if counts is None:
            return
        before, self._counts = self._counts, counts
        if before is None or before.levels[-1] is not counts.levels[-1]:
            self.cancel()
            self.perplexities.clear()
        self._take_chosen()

    def _take_chosen(self) -> None:
        chosen = self._ngrams.config.smoothing
        self.perplexities[chosen] = dict(self._ngrams.perplexities)
        self.changed.emit()


def _compare(
    corpus: Corpus, counts: Counts, config: NgramConfig, wanted: list[Smoothing]
) -> Iterator[tuple[Smoothing, dict[int, float]]]:
    quick = quick_tokens(corpus)
    for smoothing in wanted:
        mine = replace(config, smoothing=smoothing)
        found: dict[int, float] = {}
        orders = range(1, counts.order + 1)
        models = smooth(counts.levels, counts.vocabulary_size, orders, mine, counts.tail)
        for model in models:
            scores = counted(quick, ngram_scores(model, corpus.valid, quick))
            found[model.order] = perplexity(scores)
            yield smoothing, dict(found)
