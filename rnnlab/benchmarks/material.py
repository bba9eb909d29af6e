"""The text and the settings that speed is measured with. Loads without torch."""

from collections import Counter
from functools import cache

from rnnlab.config import Cell, ModelConfig, RunConfig, declared
from rnnlab.text import Corpus, Source, build_corpus, built_in, source_from_text

CHARACTERS = 65  # as in tinyshakespeare, the usual text of such measurements
LENGTH = 400_000
UNENDING = 1_000_000_000


@cache
def benchmark_text() -> Source:
    """English with 65 different characters: the rarer ones of Python's documentation are spaces.

    Raises:
        TextError: The interpreter came without its documentation.
    """
    text = built_in("python-documentation").source().text[:LENGTH]
    kept = {character for character, _ in Counter(text).most_common(CHARACTERS)}
    reduced = "".join(character if character in kept else " " for character in text)
    return source_from_text(reduced, "Python’s documentation in 65 characters")


@cache
def benchmark_corpus() -> Corpus:
    """The same, encoded and split.

    Raises:
        TextError: The interpreter came without its documentation.
    """
    return build_corpus(benchmark_text(), RunConfig().text)


@cache
def long_corpus(times: int = 16) -> Corpus:
    """The same text over and over, for batches that fill a graphics card.

    Raises:
        TextError: The interpreter came without its documentation.
    """
    text = benchmark_text()
    return build_corpus(source_from_text(text.text * times, text.name), RunConfig().text)


def benchmark_config(cell: Cell = "lstm", hidden_size: int = 256) -> RunConfig:
    """One layer, embedding 64, no dropout, batch 32, length 64, on the CPU; the rest as always."""
    return RunConfig().changed(
        cell=cell,
        layers=1,
        hidden_size=hidden_size,
        embedding_size=64,
        dropout=0.0,
        batch_size=32,
        sequence_length=64,
        steps=UNENDING,
        device="cpu",
        threads=0,
    )


def tokens_per_step(config: RunConfig) -> int:
    """Training tokens of one batch."""
    return config.training.batch_size * config.training.sequence_length


def model_name(config: RunConfig) -> str:
    """Cell and size, ``LSTM 256``."""
    model, declarations = config.model, declared(ModelConfig)
    cell = declarations["cell"].choices[model.cell].replace(",", "")
    title = declarations["reservoir"].label if model.is_reservoir else cell
    return f"{title} {model.hidden_size}"
