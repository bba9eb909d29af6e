"""Models of rising order over one text."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Literal

from rnnlab.config import NgramConfig
from rnnlab.ngram.add_delta import add_delta_models
from rnnlab.ngram.arrays import Ids, Ranks
from rnnlab.ngram.counts import Counts, Level, iterate_levels, tail_of
from rnnlab.ngram.errors import NgramError
from rnnlab.ngram.interpolation import (
    Rule,
    absolute_discounting,
    interpolated_models,
    maximum_likelihood,
    witten_bell,
)
from rnnlab.ngram.jelinek_mercer import jelinek_mercer_models
from rnnlab.ngram.kneser_ney import kneser_ney_models
from rnnlab.ngram.model import NgramModel
from rnnlab.ngram.stupid_backoff import stupid_backoff_models

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
    tail = counts.tail
    return next(smooth(levels, counts.vocabulary_size, {config.order}, config, tail))


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
    tail = tail_of(train_ids, vocabulary_size, sentence_starts)
    for model in smooth(levels, vocabulary_size, wanted, config, tail):
        yield model.order, model


def smooth(
    levels: Iterable[Level],
    vocabulary_size: int,
    orders: Collection[int],
    config: NgramConfig,
    tail: Ranks,
) -> Iterator[NgramModel]:
    """Fit models of several orders to counts that are there, or are taken one at a time.

    Args:
        levels: Of the orders 1, 2, …
        vocabulary_size: Number of tokens that can be predicted, V.
        orders: Which orders.
        config: The smoothing; its ``order`` is not used.
        tail: The end of the text, see `tail_of`.

    Yields:
        A model for each of the orders as soon as its counts are there, lowest first.
    """
    match config.smoothing:
        case "kneser-ney":
            return kneser_ney_models(levels, vocabulary_size, orders)
        case "add-delta":
            return add_delta_models(levels, vocabulary_size, orders, config.delta)
        case "stupid-backoff":
            return stupid_backoff_models(levels, vocabulary_size, orders, config.alpha)
        case "jelinek-mercer":
            return jelinek_mercer_models(levels, vocabulary_size, orders, tail)
        case smoothing:
            rule = _rule(smoothing, config.discount)
            return interpolated_models(levels, vocabulary_size, orders, rule)


def _rule(
    smoothing: Literal["maximum-likelihood", "witten-bell", "absolute-discounting"],
    discount: float,
) -> Rule:
    rules: dict[str, Rule] = {
        "maximum-likelihood": maximum_likelihood,
        "witten-bell": witten_bell,
        "absolute-discounting": absolute_discounting(discount),
    }
    return rules[smoothing]
