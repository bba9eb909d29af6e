"""Runs without training, for panels that only show them."""

from collections.abc import Callable
from importlib import import_module

import pytest

from rnnlab.config import RunConfig, Value
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.text import build_corpus, source_from_text

# Loads torch now: what it makes when a thread loads it later would be looked through after
# every test.
import_module("rnnlab.session.runs")

TEXT = "the cat sat on the mat and the dog sat on the log. " * 60

AddRun = Callable[..., Run]


@pytest.fixture
def add_run(instrument: Instrument) -> AddRun:
    """Puts a small run that nobody has trained into the list and in front."""
    source = source_from_text(TEXT, "Cats")
    corpus = build_corpus(source, RunConfig().text)

    def add(name: str, status: Status = Status.NEW, **settings: Value) -> Run:
        small: dict[str, Value] = {
            "hidden_size": 8,
            "embedding_size": 4,
            "batch_size": 4,
            "sequence_length": 16,
            "steps": 20,
            "threads": 1,
            "device": "cpu",
        }
        config = RunConfig().changed(**(small | settings))
        run = Run(
            key=instrument.runs.new_key(),
            name=name,
            config=config,
            codec=corpus.codec,
            shade=instrument.runs.new_shade(config.model.cell),
            corpus=corpus,
            source=source,
            status=status,
        )
        instrument.runs.add(run)
        return run

    return add
