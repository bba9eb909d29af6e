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
from rnnlab.ngram.lookup import ABSENT, Table
from rnnlab.ngram.model import NgramModel

Context = tuple[int, ...]

MOST_NUMBERS = 2**23
"""64 MiB of probabilities are kept."""

MOST_RANKS = 2**18
"""As many n-grams have their ranks kept, some 50 MB."""

_NEVER_SEEN: Context = (ABSENT,)
"""Stands for all contexts that do not occur in the text."""


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
        """Probabilities (V,) of the next token, not to be changed; see `NgramModel`.

        Contexts after which the model expects the same have the same array in common, as long
        as it is remembered.
        """
        model = self._model
        if not isinstance(model, BackoffModel | AddDelta) or not self._is_usual(context):
            return model.distribution(np.array(context, np.int64))
        self._forget_if_full(model)
        tokens = context[max(0, len(context) - model.order + 1) :]
        if isinstance(model, BackoffModel):
            return self._after(model, tokens)
        return self._smoothed(model, tokens)

    def _forget_if_full(self, model: NgramModel) -> None:
        numbers = (len(self._known) + model.order) * model.vocabulary_size
        if numbers > MOST_NUMBERS or len(self._ranks) > MOST_RANKS:
            self._known.clear()
            self._ranks.clear()

    def _is_usual(self, context: Context) -> bool:
        """Whether there is no begin symbol in it, nor anything that is to be refused."""
        return not context or 0 <= min(context) <= max(context) < self._model.vocabulary_size

    def _smoothed(self, model: AddDelta, context: Context) -> Floats:
        rank = self._rank(model.levels, context)
        known = context if rank != ABSENT else _NEVER_SEEN
        found = self._known.get(known)
        if found is None:
            found = self._known[known] = model.after(rank, len(context))
        return found

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
