"""How soon the default settings overtake n-grams."""

import math
from collections.abc import Iterator
from time import perf_counter

from rnnlab.benchmarks.results import Result, Row, measured
from rnnlab.config import RunConfig
from rnnlab.ngram import fit_ladder, perplexity
from rnnlab.text import Corpus, Source, build_corpus, built_in
from rnnlab.text.held_out import QUICK_TOKENS, held_out
from rnnlab.training.loop import train
from rnnlab.training.records import ValidationRecord
from rnnlab.training.trainer import Trainer

DEFAULT_TEXT = "python-documentation"
DEFAULT_CONFIG = RunConfig()


def measure_learn(
    source: Source | None = None, config: RunConfig = DEFAULT_CONFIG, highest_order: int = 6
) -> Result:
    """Training until the network is better than modified Kneser–Ney of each order.

    Network and n-grams learn from the same training part and are measured on the same
    characters of the validation part, as in the window. The seconds are wall time from the
    first step on and hold the validations.

    Args:
        source: The text; by default Python's documentation.
        config: By default the settings that the window starts with.
        highest_order: Of the n-grams.
    """
    corpus = build_corpus(source or built_in(DEFAULT_TEXT).source(), config.text)
    to_pass = ngram_perplexities(corpus, highest_order)
    rows: list[Row] = []
    reached = math.inf
    for record, seconds in _validations(config, corpus):
        reached = min(reached, math.exp(record.loss))
        for order in [order for order in to_pass if reached < to_pass[order]]:
            rows += _rows(order, to_pass.pop(order), record.tokens, seconds)
        if not to_pass:
            break
    notes = [f"Not passed: the {order}-gram ({figure:.3f})." for order, figure in to_pass.items()]
    notes.append(f"The lowest perplexity seen was {reached:.3f}.")
    return Result(f"learning “{corpus.name}” with the settings given", tuple(rows), tuple(notes))


def ngram_perplexities(corpus: Corpus, highest_order: int) -> dict[int, float]:
    """What the models of orders 1, 2, … reach on the characters that training validates with."""
    scored = held_out(corpus.valid, corpus.counts, QUICK_TOKENS).scored
    models = fit_ladder(corpus.train, len(corpus.vocabulary), range(1, highest_order + 1))
    return {
        order: perplexity(model.log_probabilities(corpus.valid)[scored]) for order, model in models
    }


def _validations(config: RunConfig, corpus: Corpus) -> Iterator[tuple[ValidationRecord, float]]:
    """Each validation and the seconds until then."""
    trainer = Trainer(config, corpus)
    started = perf_counter()
    for record in train(trainer):
        if isinstance(record, ValidationRecord):
            yield record, perf_counter() - started


def _rows(order: int, passed: float, tokens: int, seconds: float) -> list[Row]:
    name = f"passes the {order}-gram ({passed:.3f})"
    return [measured(name, "characters", [tokens]), measured(name, "s", [seconds])]
