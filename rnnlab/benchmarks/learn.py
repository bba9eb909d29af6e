"""How soon the default settings overtake n-grams, and where they end."""

import math
from collections.abc import Iterator
from time import perf_counter

from rnnlab.benchmarks.results import Result, Row, measured
from rnnlab.config import RunConfig
from rnnlab.ngram import fit_ladder, perplexity
from rnnlab.text import Corpus, Source, build_corpus, built_in
from rnnlab.text.held_out import QUICK_TOKENS, held_out
from rnnlab.training.evaluation import mean_loss
from rnnlab.training.loop import train
from rnnlab.training.records import ValidationRecord
from rnnlab.training.trainer import Trainer

DEFAULT_TEXT = "python-documentation"
# All of the last tenth is held out, as in the figures that are known of tinyshakespeare.
DEFAULT_CONFIG = RunConfig().changed(valid_fraction=0.1)


def measure_learn(
    source: Source | None = None, config: RunConfig = DEFAULT_CONFIG, highest_order: int = 6
) -> Result:
    """Training to the end, and when the network is better than modified Kneser–Ney of each order.

    Network and n-grams learn from the same training part and are measured on the same
    characters of the validation part, as in the window; at the end the network is measured on
    all of that part. The seconds are wall time from the first step on and hold the validations.

    Args:
        source: The text; by default Python's documentation.
        config: By default the settings that the window starts with.
        highest_order: Of the n-grams.
    """
    corpus = build_corpus(source or built_in(DEFAULT_TEXT).source(), config.text)
    to_pass = ngram_perplexities(corpus, highest_order)
    rows: list[Row] = []
    reached, trainer = math.inf, Trainer(config, corpus)
    for record, seconds in _validations(trainer):
        reached = min(reached, math.exp(record.loss))
        for order in [order for order in to_pass if reached < to_pass[order]]:
            rows += _rows(f"passes the {order}-gram ({to_pass.pop(order):.3f})", record, seconds)
    rows += _rows("trained to the end", record, seconds)
    loss = mean_loss(trainer.model, held_out(corpus.valid, corpus.counts))
    rows.append(measured("loss at the end", "nats", [loss]))
    notes = [f"Not passed: the {order}-gram ({figure:.3f})." for order, figure in to_pass.items()]
    return Result(f"learning “{corpus.name}” with the settings given", tuple(rows), tuple(notes))


def ngram_perplexities(corpus: Corpus, highest_order: int) -> dict[int, float]:
    """What the models of orders 1, 2, … reach on the characters that training validates with."""
    scored = held_out(corpus.valid, corpus.counts, QUICK_TOKENS).scored
    models = fit_ladder(corpus.train, len(corpus.vocabulary), range(1, highest_order + 1))
    return {
        order: perplexity(model.log_probabilities(corpus.valid)[scored]) for order, model in models
    }


def _validations(trainer: Trainer) -> Iterator[tuple[ValidationRecord, float]]:
    """Each validation and the seconds until then; at least one."""
    started = perf_counter()
    for record in train(trainer):
        if isinstance(record, ValidationRecord):
            yield record, perf_counter() - started


def _rows(name: str, record: ValidationRecord, seconds: float) -> list[Row]:
    return [measured(name, "characters", [record.tokens]), measured(name, "s", [seconds])]
