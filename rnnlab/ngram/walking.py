"""The distributions of one model after many contexts, which share their ends.

The distribution after a context is made from that after the context without its first token,
and a walk through a text has met that one nearly always: a new context costs one look-up
instead of one for each order.
"""

from collections.abc import Sequence

import numpy as np

from rnnlab.ngram.add_delta import AddDelta
from rnnlab.ngram.arrays import Floats
from rnnlab.ngram.backoff import BackoffModel
from rnnlab.ngram.lookup import ABSENT, Table, recent
from rnnlab.ngram.model import NgramModel

Context = tuple[int, ...]

MOST_NUMBERS = 2**23
"""64 MiB of probabilities are kept."""


class Walk:
    """Gives distributions, and remembers those of shorter contexts.

    Args:
        model: Any n-gram model.
    """

    def __init__(self, model: NgramModel) -> None:
        self._model = model
        self._ranks: dict[Context, int] = {}
        self._known: dict[Context, Floats] = {}

    def distribution(self, context: Context) -> Floats:
        """Probabilities (V,) of the next token, not to be changed; see `NgramModel`."""
        model = self._model
        ids = np.array(context, np.int64)
        if not isinstance(model, BackoffModel | AddDelta):
            return model.distribution(ids)
        if len(context) and not 0 <= min(context) <= max(context) < model.vocabulary_size:
            return model.distribution(ids)  # with the begin symbol, or refused
        if (len(self._known) + model.order) * model.vocabulary_size > MOST_NUMBERS:
            self._known.clear()
            self._ranks.clear()
        tokens = tuple(recent(ids, model.order - 1, model.vocabulary_size))
        if isinstance(model, BackoffModel):
            return self._after(model, tokens)
        return model.after(self._rank(model.levels, tokens), len(tokens))

    def _after(self, model: BackoffModel, context: Context) -> Floats:
        known = self._known.get(context)
        if known is not None:
            return known
        if not context:
            known = model.levels[0].probabilities[: model.vocabulary_size]
        else:
            known = self._longer(model, context, self._after(model, context[1:]))
        self._known[context] = known
        return known

    def _longer(self, model: BackoffModel, context: Context, shorter: Floats) -> Floats:
        rank = self._rank(model.levels, context)
        if rank == ABSENT:
            return shorter
        level = model.levels[len(context)]
        rows = level.followers(rank)
        probabilities: Floats = shorter * float(level.weights[rank])
        probabilities[level.keys[rows] - rank * level.base] = level.probabilities[rows]
        return probabilities

    def _rank(self, tables: Sequence[Table], ngram: Context) -> int:
        if len(ngram) < 2:
            return ngram[0] if ngram else 0
        rank = self._ranks.get(ngram)
        if rank is None:
            rank = self._rank(tables, ngram[:-1])
            if rank != ABSENT:
                rank = tables[len(ngram) - 1].rank_after(rank, ngram[-1])
            self._ranks[ngram] = rank
        return rank
