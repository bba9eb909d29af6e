"""Counting, scoring and writing with n-grams."""

import math
from typing import get_args

from rnnlab.benchmarks.results import Goal, Result, Row, compared, measured
from rnnlab.benchmarks.timing import Work, alternate
from rnnlab.config import NgramConfig, SamplingConfig, Smoothing, TextConfig
from rnnlab.generation.ngram_writing import write_ngram
from rnnlab.ngram import NgramModel, count_ngrams, fit, fit_ladder
from rnnlab.text import Corpus, IntArray, Source, build_corpus, built_in

HIGHEST_ORDER = 6
DEFAULT_TEXT = "python-documentation"
SMOOTHINGS: tuple[Smoothing, ...] = get_args(Smoothing)

_SECONDS_FOR_A_MILLION = 1.2
_SCORED_IN_A_SECOND = 1e6
_WRITTEN_IN_A_SECOND = 1e5
_NUMBERS = {2: "twice", 4: "four times", 8: "eight times"}


def measure_ngram(source: Source | None = None, rounds: int = 7, written: int = 100_000) -> Result:
    """The training part (the first 90 %) of a text of characters, counted, scored, written.

    With Kneser–Ney every order is counted and smoothed alone, as a command-line tool would do
    it, and all of them at once, as the window does it. The growth compares the training part
    with its first half, quarter and eighth, in turn; the goal is what n log n gives.

    Args:
        source: The text; by default Python's documentation.
        rounds: Repetitions of everything.
        written: Characters to write in a round.
    """
    corpus = build_corpus(source or built_in(DEFAULT_TEXT).source(), TextConfig())
    rows = (
        *_fitting(corpus, rounds),
        *_growth(corpus, rounds),
        *(row for name in SMOOTHINGS for row in _use(corpus, name, rounds, written)),
    )
    size = f"{corpus.train_end:,} characters, {len(corpus.vocabulary)} different"
    return Result(f"n-grams of “{corpus.name}” ({size})", rows)


def _fitting(corpus: Corpus, rounds: int) -> list[Row]:
    orders = range(1, HIGHEST_ORDER + 1)
    alone = [_fit_one(corpus.train, len(corpus.vocabulary), order) for order in orders]
    *seconds, together = alternate(*alone, _fit_all(corpus, corpus.train), rounds=rounds)
    rows = [
        measured(f"fit order {order}", "s", figures)
        for order, figures in zip(orders, seconds, strict=True)
    ]
    most = _SECONDS_FOR_A_MILLION * corpus.train_end / 1e6
    name = f"fit orders 1–{HIGHEST_ORDER} at once"
    return [*rows, measured(name, "s", together, Goal("at most", most))]


def _growth(corpus: Corpus, rounds: int) -> list[Row]:
    """A part of the text against an eighth of it, whose length is 1."""
    shortest = corpus.train_end // 8
    parts = [corpus.train[: shortest * times] for times in (1, *_NUMBERS)]
    shortest_seconds, *longer = alternate(*(_fit_all(corpus, ids) for ids in parts), rounds=rounds)
    return [
        compared(
            f"fit {words} the text",
            "s",
            seconds,
            "an eighth of it",
            shortest_seconds,
            Goal("at most", times * math.log(shortest * times) / math.log(shortest)),
        )
        for (times, words), seconds in zip(_NUMBERS.items(), longer, strict=True)
    ]


def _use(corpus: Corpus, smoothing: Smoothing, rounds: int, written: int) -> list[Row]:
    """Smoothing, scoring of the held-out part, and writing as the window does it."""
    counts = count_ngrams(corpus.train, len(corpus.vocabulary), HIGHEST_ORDER)
    config = NgramConfig(order=HIGHEST_ORDER, smoothing=smoothing)
    model = fit(counts, config)
    held_out = corpus.ids[corpus.train_end :]
    smoothed, scoring, writing = alternate(
        lambda: fit(counts, config), _score(model, held_out), _write(model, written), rounds=rounds
    )
    scored, drawn = Goal("at least", _SCORED_IN_A_SECOND), Goal("at least", _WRITTEN_IN_A_SECOND)
    return [
        measured(f"{smoothing}: smooth counts", "s", smoothed),
        measured(f"{smoothing}: score", "tokens/s", len(held_out) / scoring, scored),
        measured(f"{smoothing}: write", "characters/s", written / writing, drawn),
    ]


def _fit_one(ids: IntArray, vocabulary_size: int, order: int) -> Work:
    config = NgramConfig(order=order)
    return lambda: fit(count_ngrams(ids, vocabulary_size, order), config)


def _fit_all(corpus: Corpus, ids: IntArray) -> Work:
    orders = range(1, HIGHEST_ORDER + 1)
    return lambda: list(fit_ladder(ids, len(corpus.vocabulary), orders))


def _score(model: NgramModel, ids: IntArray) -> Work:
    return lambda: model.log_probabilities(ids)


def _write(model: NgramModel, length: int) -> Work:
    config = SamplingConfig(length=length)
    return lambda: list(write_ngram(model, [0], config))
