"""Counting, scoring and writing with n-grams."""

from itertools import islice

from rnnlab.benchmarks.results import Result, Row, compared, measured
from rnnlab.benchmarks.timing import Work, alternate
from rnnlab.config import NgramConfig, SamplingConfig, TextConfig
from rnnlab.generation.ngram_writing import NgramReader
from rnnlab.generation.writing import write
from rnnlab.ngram import NgramModel, count_ngrams, fit, fit_ladder
from rnnlab.text import Corpus, IntArray, Source, build_corpus, built_in

HIGHEST_ORDER = 6
DEFAULT_TEXT = "python-documentation"


def measure_ngram(source: Source | None = None, rounds: int = 7, written: int = 20_000) -> Result:
    """Modified Kneser–Ney over the training part (the first 90 %) of a text of characters.

    Every order is counted and smoothed alone, as a command-line tool would do it, and all of
    them at once, as the window does it. The growth compares the whole training part with its
    first half and its first quarter, in turn: 2 and 4 would be linear.

    Args:
        source: The text; by default Python's documentation.
        rounds: Repetitions of everything.
        written: Characters to write in a round.
    """
    corpus = build_corpus(source or built_in(DEFAULT_TEXT).source(), TextConfig())
    rows = (
        *_fitting(corpus, rounds),
        *_growth(corpus, rounds),
        *_use(corpus, rounds, written),
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
    return [*rows, measured(f"fit orders 1–{HIGHEST_ORDER} at once", "s", together)]


def _growth(corpus: Corpus, rounds: int) -> list[Row]:
    half, quarter = (corpus.train[: corpus.train_end // part] for part in (2, 4))
    whole_seconds, half_seconds, quarter_seconds = alternate(
        *(_fit_all(corpus, ids) for ids in (corpus.train, half, quarter)), rounds=rounds
    )
    return [
        compared("fit twice the text", "s", half_seconds, "a quarter of it", quarter_seconds),
        compared("fit four times the text", "s", whole_seconds, "a quarter of it", quarter_seconds),
    ]


def _use(corpus: Corpus, rounds: int, written: int) -> list[Row]:
    """Scoring of the held-out part, and writing as the window does it."""
    counts = count_ngrams(corpus.train, len(corpus.vocabulary), HIGHEST_ORDER)
    models = [fit(counts, NgramConfig(order=order)) for order in (3, HIGHEST_ORDER)]
    held_out = corpus.ids[corpus.train_end :]
    works = [work for model in models for work in (_score(model, held_out), _write(model, written))]
    seconds = alternate(*works, rounds=rounds)
    rows = []
    for index, model in enumerate(models):
        scoring, writing = seconds[2 * index], seconds[2 * index + 1]
        rows.append(
            measured(f"score with order {model.order}", "tokens/s", len(held_out) / scoring)
        )
        rows.append(measured(f"write with order {model.order}", "characters/s", written / writing))
    return rows


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
    return lambda: list(islice(write(NgramReader(model), [0], config), length))
