"""N-grams against bare yardsticks and against themselves, by processor time."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from rnnlab.benchmarks.growth import Growth
from rnnlab.benchmarks.material import benchmark_corpus
from rnnlab.benchmarks.ngram_growth import fitting_growth, scoring_growth, writing_growth
from rnnlab.benchmarks.results import Row, compared
from rnnlab.benchmarks.timing import alternate
from rnnlab.config import NgramConfig, SamplingConfig
from rnnlab.generation.ngram_writing import write_ngram
from rnnlab.ngram import count_ngrams, fit, fit_ladder

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]

Best = Callable[[Callable[[], Row], float], float]
ORDERS = range(1, 7)


def _fitting() -> Growth:
    return fitting_growth(benchmark_corpus(), rounds=5, clock=process_time)


def _inverse(row: Row) -> Row:
    """A ratio of costs as one of speeds, of which more is better."""
    assert row.ratio is not None
    return compared(row.name, "", np.ones(1), row.against, np.array([row.ratio.median]))


def test_fitting_costs_a_few_times_what_sorting_does(best: Best) -> None:
    assert best(lambda: _fitting().speeds()[-1], 0.1) > 0.1


def test_fitting_time_grows_hardly_faster_than_the_text(best: Best) -> None:
    assert best(lambda: _inverse(_fitting().growth()), 1 / 1.8) > 1 / 1.8


def test_fitting_six_orders_at_once_costs_much_less_than_one_after_another(best: Best) -> None:
    corpus = benchmark_corpus()
    size = len(corpus.vocabulary)

    def one_after_another() -> None:
        for order in ORDERS:
            fit(count_ngrams(corpus.train, size, order), NgramConfig(order=order))

    def measure() -> Row:
        alone, together = alternate(
            one_after_another,
            lambda: list(fit_ladder(corpus.train, size, ORDERS)),
            rounds=5,
            clock=process_time,
        )
        return compared("at once", "/s", 1 / together, "one after another", 1 / alone)

    assert best(measure, 1.8) > 1.8


def test_scoring_is_not_slower_than_a_search_for_each_order(best: Best) -> None:
    def measure() -> Row:
        return scoring_growth(benchmark_corpus(), rounds=5, clock=process_time).speeds()[-1]

    assert best(measure, 0.7) > 0.7


def test_writing_with_smoothing_costs_some_times_what_a_dictionary_does(best: Best) -> None:
    def measure() -> Row:
        growth = writing_growth(benchmark_corpus(), 2_500, rounds=3, clock=process_time)
        return growth.speeds()[-1]

    assert best(measure, 0.03) > 0.03


def test_contexts_never_seen_do_not_slow_writing_down(best: Best) -> None:
    # add-δ of a high order soon writes only what was never seen
    corpus = benchmark_corpus()
    counts = count_ngrams(corpus.train, len(corpus.vocabulary), 6)
    models = [fit(counts, NgramConfig(6, name)) for name in ("add-delta", "kneser-ney")]

    def measure() -> Row:
        config = SamplingConfig(length=10_000)
        works = [lambda model=model: list(write_ngram(model, [0], config)) for model in models]
        add_delta, kneser_ney = alternate(*works, rounds=3, clock=process_time)
        return compared("add-δ", "/s", 1 / add_delta, "Kneser–Ney", 1 / kneser_ney)

    assert best(measure, 1.0) > 1.0
