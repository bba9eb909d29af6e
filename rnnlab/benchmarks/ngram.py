"""Counting, scoring and writing with n-grams."""

from time import perf_counter
from typing import get_args

from rnnlab.benchmarks.ngram_growth import (
    HIGHEST_ORDER,
    fitting_growth,
    n_log_n_goal,
    scoring_growth,
    writing_growth,
)
from rnnlab.benchmarks.results import Goal, Result, Row, headline, measured
from rnnlab.benchmarks.timing import Clock, Work, alternate
from rnnlab.config import NgramConfig, SamplingConfig, Smoothing, TextConfig
from rnnlab.generation.ngram_writing import write_ngram
from rnnlab.ngram import NgramModel, count_ngrams, fit, fit_ladder
from rnnlab.text import Corpus, IntArray, Source, build_corpus, built_in

DEFAULT_TEXT = "python-documentation"
OTHERS: tuple[Smoothing, ...] = tuple(name for name in get_args(Smoothing) if name != "kneser-ney")

_SECONDS_FOR_A_MILLION = 1.2
_SCORED_IN_A_SECOND = 1e6
_WRITTEN_IN_A_SECOND = 1e5


def measure_ngram(
    source: Source | None = None,
    rounds: int = 3,
    written: int = 100_000,
    clock: Clock = perf_counter,
) -> Result:
    """The training part (the first 90 %) of a text of characters, counted, scored, written.

    With Kneser–Ney every order is counted and smoothed alone, as a command-line tool would do
    it, and all of them at once, as the window does it. Then each is done to an eighth, a
    quarter, half and all of the text; the goal of the growth of fitting is what n log n gives.

    Args:
        source: The text; by default Python's documentation.
        rounds: Repetitions of everything.
        written: Characters to write in a round.
        clock: As in `alternate`.
    """
    corpus = build_corpus(source or built_in(DEFAULT_TEXT).source(), TextConfig())
    growths = {
        fitting_growth(corpus, rounds, clock): n_log_n_goal(corpus.train_end // 8),
        scoring_growth(corpus, rounds, clock): None,
        writing_growth(corpus, written // 8, rounds, clock): None,
    }
    rows = (
        *_fitting(corpus, rounds, clock),
        *(row for growth, goal in growths.items() for row in growth.rows(None, goal)),
        *(headline(row) for row in _use(corpus, "kneser-ney", rounds, written, clock)),
        *(row for name in OTHERS for row in _use(corpus, name, rounds, written, clock)),
    )
    size = f"{corpus.train_end:,} characters, {len(corpus.vocabulary)} different"
    notes = tuple(growth.note() for growth in growths)
    return Result(f"n-grams of “{corpus.name}” ({size})", rows, notes)


def _fitting(corpus: Corpus, rounds: int, clock: Clock) -> list[Row]:
    orders = range(1, HIGHEST_ORDER + 1)
    alone = [_fit_one(corpus.train, len(corpus.vocabulary), order) for order in orders]
    at_once = _fit_all(corpus.train, len(corpus.vocabulary))
    *seconds, together = alternate(*alone, at_once, rounds=rounds, clock=clock)
    rows = [
        measured(f"fit order {order}", "s", figures)
        for order, figures in zip(orders, seconds, strict=True)
    ]
    most = _SECONDS_FOR_A_MILLION * corpus.train_end / 1e6
    name = f"fit orders 1–{HIGHEST_ORDER} at once"
    return [*rows, headline(measured(name, "s", together, Goal("at most", most)))]


def _use(
    corpus: Corpus, smoothing: Smoothing, rounds: int, written: int, clock: Clock
) -> list[Row]:
    """Smoothing, scoring of the held-out part, and writing as the window does it."""
    counts = count_ngrams(corpus.train, len(corpus.vocabulary), HIGHEST_ORDER)
    config = NgramConfig(order=HIGHEST_ORDER, smoothing=smoothing)
    model = fit(counts, config)
    held_out = corpus.ids[corpus.train_end :]
    works = (lambda: fit(counts, config), _score(model, held_out), _write(model, written))
    smoothed, scoring, writing = alternate(*works, rounds=rounds, clock=clock)
    scored, drawn = Goal("at least", _SCORED_IN_A_SECOND), Goal("at least", _WRITTEN_IN_A_SECOND)
    return [
        measured(f"{smoothing}: smooth counts", "s", smoothed),
        measured(f"{smoothing}: score", "tokens/s", len(held_out) / scoring, scored),
        measured(f"{smoothing}: write", "characters/s", written / writing, drawn),
    ]


def _fit_one(ids: IntArray, vocabulary_size: int, order: int) -> Work:
    config = NgramConfig(order=order)
    return lambda: fit(count_ngrams(ids, vocabulary_size, order), config)


def _fit_all(ids: IntArray, vocabulary_size: int) -> Work:
    orders = range(1, HIGHEST_ORDER + 1)
    return lambda: list(fit_ladder(ids, vocabulary_size, orders))


def _score(model: NgramModel, ids: IntArray) -> Work:
    return lambda: model.log_probabilities(ids)


def _write(model: NgramModel, length: int) -> Work:
    config = SamplingConfig(length=length)
    return lambda: list(write_ngram(model, [0], config))
