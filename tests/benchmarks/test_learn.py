"""Overtaking n-grams, on a text where it is soon done."""

from rnnlab.benchmarks.learn import measure_learn
from rnnlab.config import RunConfig
from rnnlab.text import Source, source_from_text

QUICK = RunConfig().changed(
    hidden_size=16,
    embedding_size=8,
    batch_size=4,
    sequence_length=16,
    validation_interval=5,
    learning_rate=0.02,
    initialisation="default",  # an untrained network that is no better than guessing
    steps=60,
    device="cpu",
)


def _alphabets() -> Source:
    return source_from_text("abcdefgh" * 1_000, "Alphabets")


def test_the_characters_until_a_network_passes_the_1_gram_are_told() -> None:
    result = measure_learn(_alphabets(), QUICK, highest_order=1)
    characters, seconds = result.rows
    assert characters.name == "passes the 1-gram (8.000)"  # eight characters, equally often
    assert characters.figure.median % (5 * 4 * 16) == 0
    assert 0 < characters.figure.median <= 60 * 4 * 16
    assert seconds.figure.median > 0


def test_an_order_that_is_not_passed_is_named() -> None:
    result = measure_learn(_alphabets(), QUICK.changed(steps=5), highest_order=2)
    assert result.notes[0].startswith("Not passed: the 2-gram (1.0")
