"""The n-gram models of the open text, counted in the background."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
from PySide6.QtCore import QObject, Signal

from rnnlab.config import NgramConfig
from rnnlab.gui.desks.arpa_files import ArpaDesk
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.quick_scores import counted, ngram_scores, quick_tokens
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.ngram import Counts, NgramError, NgramModel, perplexity, smooth
from rnnlab.ngram.counts import Level, iterate_levels, tail_of
from rnnlab.text import Corpus, IntArray
from rnnlab.text.stopping import Check, StopSign

DEFAULT_ORDER = 6
# Counting takes about 90 bytes a token: of a text too long for that its beginning has to do.
MOST_COUNTED = 16_000_000
COUNTED_OF_LONGER = 2_000_000


@dataclass(frozen=True)
class Fitted:
    """A model of one order.

    Attributes:
        order: Length of its longest n-grams.
        model: The model.
        perplexity: On the validation tokens that runs are measured on; may be infinite.
        seconds: What counting and smoothing up to this order took.
    """

    order: int
    model: NgramModel
    perplexity: float
    seconds: float


@dataclass
class _Counted:
    """Orders that are counted, and what each took; kept for another smoothing.

    Attributes:
        tokens: How long the beginning of the text is that was counted.
    """

    corpus: Corpus
    tokens: int
    levels: list[Level] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


class NgramDesk(QObject):
    """Fits the orders from 1 up on the training part, or the beginning of a long one.

    Perplexities are those of the validation tokens that networks are measured on, so that
    the lines and the curves can be compared. The counts are kept: another smoothing does not
    count again.

    Attributes:
        config: The smoothing; its order is the highest that is fitted.
        models, perplexities, seconds: By order; see `Fitted`.
        counts: Of all fitted orders; None until all are there.
        sentence: Why there are not all of them; empty if all is well.
        files: Models that were read from ARPA files.

    Signals:
        cleared: The models of the former text or smoothing are gone.
        model_fitted: A model is there; carries its order.
        counted: `counts` are there.
        refused: The text cannot be counted; carries a sentence.
    """

    cleared = Signal()
    model_fitted = Signal(int)
    counted = Signal()
    refused = Signal(str)

    def __init__(
        self, background: Background, texts: TextDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._task: int | None = None
        self._kept: _Counted | None = None
        self.config = replace(NgramConfig(), order=DEFAULT_ORDER)
        self.models: dict[int, NgramModel] = {}
        self.perplexities: dict[int, float] = {}
        self.seconds: dict[int, float] = {}
        self.counts: Counts | None = None
        self.sentence = ""
        self.files = ArpaDesk(background, texts, self)
        texts.corpus_changed.connect(self._on_corpus_changed)

    @property
    def busy(self) -> bool:
        """Whether models are being fitted."""
        return self._task is not None

    @property
    def corpus(self) -> Corpus | None:
        """The open text."""
        return self._texts.corpus

    @property
    def tokens(self) -> int:
        """How many tokens at the beginning of the training part are counted."""
        corpus = self._texts.corpus
        return counted_tokens(corpus, self.config.order) if corpus is not None else 0

    def set_config(self, config: NgramConfig) -> None:
        """Smooth in another way, or up to another order."""
        self.config = config
        self._fit()

    def cancel(self) -> None:
        """Fit no more after the present order; what is there stays."""
        if self.busy:
            self._background.cancel(self._task)
            self._task = None
            self._say("Counting was stopped; choose a smoothing or an order to begin again.")

    def named(self) -> dict[str, NgramModel]:
        """Every model there is by its name: the orders, then those of files."""
        orders = {f"{order}-gram": self.models[order] for order in sorted(self.models)}
        return orders | {name: entry.model for name, entry in self.files.models.items()}

    def _on_corpus_changed(self) -> None:
        self._kept = None
        self._fit()

    def _fit(self) -> None:
        self._background.cancel(self._task)
        self._task = self.counts = None
        self.sentence = ""
        for figures in (self.models, self.perplexities, self.seconds):
            figures.clear()
        self.cleared.emit()
        corpus, config = self._texts.corpus, self.config
        if corpus is None:
            return
        kept, stop = self._reusable(corpus, config.order), StopSign()
        self._task = self._background.start(
            lambda: _ladder(kept, config, stop.check),
            self._accept,
            self._finish,
            self._refuse,
            stop=stop,
            title=f"Counting n-grams up to order {config.order}",
            on_given_up=self.cancel,
        )

    def _reusable(self, corpus: Corpus, order: int) -> _Counted:
        """What is counted already, if it is all that is needed; a thread may write to the rest."""
        kept, tokens = self._kept, counted_tokens(corpus, order)
        if kept is not None and kept.tokens == tokens and len(kept.levels) >= order:
            return _Counted(corpus, tokens, kept.levels[:order], kept.seconds[:order])
        self._kept = None
        return _Counted(corpus, tokens)

    def _accept(self, found: Fitted | _Counted) -> None:
        if isinstance(found, _Counted):
            self._kept = found
            corpus = found.corpus
            tail = tail_of(corpus.train[: found.tokens], len(corpus.vocabulary))
            self.counts = Counts(len(corpus.vocabulary), tuple(found.levels), tail)
            self.counted.emit()
            return
        self.models[found.order] = found.model
        self.perplexities[found.order] = found.perplexity
        self.seconds[found.order] = found.seconds
        self.model_fitted.emit(found.order)

    def _finish(self) -> None:
        self._task = None
        self.counted.emit()

    def _refuse(self, sentence: str) -> None:
        self._task = None
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        self.refused.emit(sentence)


def counted_tokens(corpus: Corpus, order: int = DEFAULT_ORDER) -> int:
    """How many tokens at the beginning of the training part are counted, up to an order."""
    most = MOST_COUNTED if order <= DEFAULT_ORDER else MOST_COUNTED // 2
    return corpus.train_end if corpus.train_end <= most else COUNTED_OF_LONGER


def _ladder(kept: _Counted, config: NgramConfig, check: Check) -> Iterator[Fitted | _Counted]:
    """Every order with its perplexity; the counts in the end, also of a text that is too short."""
    try:
        yield from _models(kept, config, check)
    except NgramError:
        if kept.levels:
            yield kept
        raise
    yield kept


def _models(kept: _Counted, config: NgramConfig, check: Check) -> Iterator[Fitted]:
    corpus, size = kept.corpus, len(kept.corpus.vocabulary)
    quick = quick_tokens(corpus)
    ids = np.array(corpus.train[: kept.tokens], np.int32)
    known = list(kept.levels)
    levels = iter(known) if known else _counting(ids, size, kept, config.order, check)
    models = smooth(levels, size, range(1, config.order + 1), config, tail_of(ids, size))
    smoothing = 0.0
    for order in range(1, config.order + 1):
        begun, spent = time.perf_counter(), sum(kept.seconds)
        model = next(models)
        smoothing += time.perf_counter() - begun - (sum(kept.seconds) - spent)
        found = perplexity(counted(quick, ngram_scores(model, corpus.valid, quick)))
        yield Fitted(order, model, found, sum(kept.seconds[:order]) + smoothing)


def _counting(
    ids: IntArray, size: int, kept: _Counted, order: int, check: Check
) -> Iterator[Level]:
    """Count order by order, and keep what was counted with the time that it took."""
    source = islice(iterate_levels(ids, size, check=check), order)
    for _ in range(order):
        begun = time.perf_counter()
        level = next(source)
        kept.levels.append(level)
        kept.seconds.append(time.perf_counter() - begun)
        yield level
