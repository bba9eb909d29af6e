"""Small texts and runs to train."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from rnnlab.config import RunConfig, TextConfig
from rnnlab.text import Corpus, build_corpus, source_from_text
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]

SMALL = {
    "hidden_size": 8,
    "embedding_size": 5,
    "batch_size": 4,
    "sequence_length": 6,
    "steps": 40,
    "validation_interval": 10,
    "device": "cpu",
    "threads": 1,
}


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """1,000 characters of nine kinds; an epoch of the small runs is 37 steps."""
    words = random.Random(3).choices(["the cat ", "sat. ", "a hat ", "at the "], k=250)
    text = "".join(words)[:1000]
    return build_corpus(source_from_text(text, "Cats"), TextConfig(valid_fraction=0.1))


@pytest.fixture
def make_trainer(corpus: Corpus) -> MakeTrainer:
    """Makes a trainer of a small run; arguments are settings."""

    def make(steps_per_look: int | None = None, **values: Any) -> Trainer:
        config = RunConfig(text=corpus.codec.config).changed(**SMALL | values)
        return Trainer(config, corpus, steps_per_look)

    return make
