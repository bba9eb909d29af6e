"""The n-gram models of the open text, counted in the background."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from rnnlab.config import NgramConfig
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.ngram import NgramModel, fit_ladder, perplexity
from rnnlab.text import Corpus, IntArray
from rnnlab.text.held_out import LEFT_OUT, QUICK_TOKENS, HeldOut, held_out

ORDERS = range(1, 7)
# Counting takes about 90 bytes a token: of a text too long for that its beginning has to do.
MOST_COUNTED = 16_000_000
COUNTED_OF_LONGER = 2_000_000


class NgramDesk(QObject):
    """Fits orders 1–6 on the training part, or the beginning of a long one, of every new text.

    Perplexities are those of the validation tokens that networks are measured on, so that
    the lines and the curves can be compared.

    Signals:
        cleared: The models of the former text are gone.
        model_fitted: A model is there; carries its order.
        refused: The text cannot be counted; carries a sentence.
    """

    cleared = Signal()
    model_fitted = Signal(int)
    refused = Signal(str)

    def __init__(
        self, background: Background, texts: TextDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._task: int | None = None
        self.config = NgramConfig()
        self.models: dict[int, NgramModel] = {}
        self.perplexities: dict[int, float] = {}
        texts.corpus_changed.connect(self._fit)

    def set_config(self, config: NgramConfig) -> None:
        """Smooth in another way; the order is not used, all are fitted."""
        self.config = config
        self._fit()

    def _fit(self) -> None:
        self._background.cancel(self._task)
        self.models.clear()
        self.perplexities.clear()
        self.cleared.emit()
        corpus, config = self._texts.corpus, self.config
        if corpus is not None:
            self._task = self._background.start(
                lambda: _ladder(corpus, config), self._accept, on_failed=self.refused.emit
            )

    def _accept(self, fitted: tuple[int, NgramModel, float]) -> None:
        order, model, perplexity = fitted
        self.models[order] = model
        self.perplexities[order] = perplexity
        self.model_fitted.emit(order)


def counted_tokens(corpus: Corpus) -> int:
    """How many tokens at the beginning of the training part are counted."""
    return corpus.train_end if corpus.train_end <= MOST_COUNTED else COUNTED_OF_LONGER


def _ladder(corpus: Corpus, config: NgramConfig) -> Iterator[tuple[int, NgramModel, float]]:
    """Every order with its perplexity on the quick validation tokens."""
    quick = held_out(corpus.valid, corpus.counts, QUICK_TOKENS)
    counted = np.array(corpus.train[: counted_tokens(corpus)], np.int32)
    for order, model in fit_ladder(counted, len(corpus.vocabulary), ORDERS, config):
        yield order, model, perplexity(_log_probabilities(model, corpus.valid, quick))


def _log_probabilities(model: NgramModel, ids: IntArray, quick: HeldOut) -> npt.NDArray[np.float64]:
    """Of the targets that count, each given the tokens before it in the whole part."""
    columns = []
    for positions, targets in zip(quick.positions.T, quick.targets.T, strict=True):
        first, last = int(positions[0]), int(positions[-1])
        context = min(first, model.order - 1)
        stretch = np.array(ids[first - context : last + 1], np.int32)
        columns.append(model.log_probabilities(stretch)[context:][targets != LEFT_OUT])
    return np.concatenate(columns)
