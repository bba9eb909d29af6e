"""Models of rising order over one text."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from rnnlab.config import NgramConfig
from rnnlab.ngram.add_delta import add_delta_models
from rnnlab.ngram.arrays import Ids
from rnnlab.ngram.counts import Counts, Level, iterate_levels
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.kneser_ney import kneser_ney_models
from rnnlab.ngram.model import NgramModel

DEFAULT_ORDERS = range(1, 7)
DEFAULT_CONFIG = NgramConfig()


def fit(counts: Counts, config: NgramConfig) -> NgramModel:
    """Fit one model.

    Args:
        counts: Counts of the orders up to ``config.order`` or beyond.
        config: Order and smoothing.

    Raises:
        NgramError: The counts do not reach the order.
    """
    if counts.order < config.order:
        raise NgramError(
            f"The counts end at order {counts.order}; "
            f"count up to order {config.order} or choose a lower order."
        )
    levels = counts.levels[: config.order]
    return next(_models(levels, counts.vocabulary_size, {config.order}, config))


def fit_ladder(
    train_ids: Ids,
    vocabulary_size: int,
    orders: Iterable[int] = DEFAULT_ORDERS,
    config: NgramConfig = DEFAULT_CONFIG,
    sentence_starts: Ids | None = None,
) -> Iterator[tuple[int, NgramModel]]:
    """Fit models of several orders, lowest first, each as soon as its counts are there.

    Args:
        train_ids: The text (N,), each id below ``vocabulary_size``.
        vocabulary_size: Number of tokens that can be predicted, V.
        orders: Which orders, each at least 1.
        config: The smoothing; its ``order`` is not used.
        sentence_starts: As in `count_ngrams`.

    Yields:
        Each order and its model.

    Raises:
        NgramError: As in `count_ngrams`, when the order is reached that cannot be counted.
    """
    wanted = set(orders)
    levels = islice(
        iterate_levels(train_ids, vocabulary_size, sentence_starts), max(wanted, default=0)
    )
    for model in _models(levels, vocabulary_size, wanted, config):
        yield model.order, model


def _models(
    levels: Iterable[Level], vocabulary_size: int, orders: Collection[int], config: NgramConfig
) -> Iterator[NgramModel]:
    if config.smoothing == "add-delta":
        return add_delta_models(levels, vocabulary_size, orders, config.delta)
    return kneser_ney_models(levels, vocabulary_size, orders)
