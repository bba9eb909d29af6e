"""Counting, scoring and writing with n-grams on growing amounts, beside bare yardsticks."""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import accumulate
from random import Random
from time import perf_counter

import numpy as np

from rnnlab.benchmarks.growth import Contender, Growth, grown, measure_growth
from rnnlab.benchmarks.results import Goal
from rnnlab.benchmarks.timing import Clock, Work
from rnnlab.config import NgramConfig, SamplingConfig
from rnnlab.generation.ngram_writing import write_ngram
from rnnlab.ngram import count_ngrams, fit, fit_ladder
from rnnlab.text import Corpus, IntArray

HIGHEST_ORDER = 6
EIGHTHS = 8

SORTING = "sorting as many numbers for each order"
SEARCHING = "a binary search for each order"
DICTIONARY = "a dictionary in Python"


def fitting_growth(corpus: Corpus, rounds: int, clock: Clock = perf_counter) -> Growth:
    """Orders 1 to 6 of an eighth, a quarter, half and all of the training part.

    The yardstick sorts as many 64-bit numbers at random once for each order above the first,
    which no counting by sorted keys can do without.
    """
    orders = range(1, HIGHEST_ORDER + 1)

    def fitting(size: int) -> Work:
        ids = corpus.train[:size]
        return lambda: list(fit_ladder(ids, len(corpus.vocabulary), orders))

    def sorting(size: int) -> Work:
        numbers = np.random.default_rng(1).integers(0, 2**62, size)
        return lambda: [np.sort(numbers) for _ in orders[1:]]

    return measure_growth(
        Contender(f"fit orders 1–{HIGHEST_ORDER}", fitting),
        Contender(SORTING, sorting),
        "tokens",
        grown(corpus.train_end // EIGHTHS),
        rounds,
        clock,
    )


def scoring_growth(corpus: Corpus, rounds: int, clock: Clock = perf_counter) -> Growth:
    """An eighth, a quarter, half and all of the held-out part, by Kneser–Ney of order 6.

    The yardstick looks numbers at random up in tables of the model's sizes.
    """
    counts = count_ngrams(corpus.train, len(corpus.vocabulary), HIGHEST_ORDER)
    model = fit(counts, NgramConfig(order=HIGHEST_ORDER))
    held_out = corpus.ids[corpus.train_end :]
    keys = [level.keys for level in counts.levels[1:]]

    def scoring(size: int) -> Work:
        ids = held_out[:size]
        return lambda: model.log_probabilities(ids)

    def searching(size: int) -> Work:
        random = np.random.default_rng(1)
        wanted = [random.choice(table, size) for table in keys]
        return lambda: [table.searchsorted(some) for table, some in zip(keys, wanted, strict=True)]

    return measure_growth(
        Contender(f"score, order {HIGHEST_ORDER}", scoring),
        Contender(SEARCHING, searching),
        "tokens",
        grown(len(held_out) // EIGHTHS),
        rounds,
        clock,
    )


def writing_growth(
    corpus: Corpus, shortest: int, rounds: int, clock: Clock = perf_counter
) -> Growth:
    """Writing with Kneser–Ney of order 6.

    The yardstick is what one writes first: a dictionary from the last five tokens to what
    followed them in the text, without any smoothing, built before the time is taken.
    """
    counts = count_ngrams(corpus.train, len(corpus.vocabulary), HIGHEST_ORDER)
    model = fit(counts, NgramConfig(order=HIGHEST_ORDER))
    chain = MarkovChain(corpus.train, HIGHEST_ORDER - 1)
    return measure_growth(
        Contender(
            f"write, order {HIGHEST_ORDER}",
            lambda size: lambda: list(write_ngram(model, [0], SamplingConfig(length=size))),
        ),
        Contender(DICTIONARY, lambda size: lambda: chain.write(size)),
        "tokens",
        grown(shortest),
        rounds,
        clock,
    )


def n_log_n_goal(size: int) -> Goal:
    """What n log n allows for eight times a size, over eight times the cost."""
    return Goal("at most", math.log(size * EIGHTHS) / math.log(size))


class MarkovChain:
    """Tokens drawn as they followed the last few in a text.

    Args:
        ids: The text.
        length: Of a context.
    """

    def __init__(self, ids: IntArray, length: int) -> None:
        followers: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
        tokens = ids.tolist()
        for place in range(len(tokens) - length):
            followers[tuple(tokens[place : place + length])][tokens[place + length]] += 1
        self._start = tuple(tokens[:length])
        self._tables = {
            context: (list(found), list(accumulate(found.values())))
            for context, found in followers.items()
        }

    def write(self, length: int) -> list[int]:
        """So many tokens; from the beginning again where the text had ended."""
        random, context, written = Random(1), self._start, list[int]()
        for _ in range(length):
            if context not in self._tables:
                context = self._start
            tokens, reached = self._tables[context]
            written.append(tokens[bisect_right(reached, random.random() * reached[-1])])
            context = (*context[1:], written[-1])
        return written
