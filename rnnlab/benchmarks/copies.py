"""Looking for copied pieces."""

import numpy as np

from rnnlab.benchmarks.results import Goal, Result, measured
from rnnlab.benchmarks.timing import alternate
from rnnlab.text import IntArray
from rnnlab.text.copied import index_text

_VALUES = 64


def measure_copies(length: int = 5_000_000, sample_length: int = 5_000, rounds: int = 3) -> Result:
    """The index of a training text, and a sample compared with it.

    The text is made of words of chance, drawn as unevenly as words are (Zipf), so that pieces
    of all lengths come again; half of the sample is copied from it in pieces.

    Args:
        length: Characters of the training text.
        sample_length: Characters of the sample.
        rounds: Repetitions.
    """
    random = np.random.default_rng(1)
    text = _words_of_chance(length, random)
    index = index_text(text)
    sample = _half_copied(text, sample_length, random)
    build, compare = alternate(
        lambda: index_text(text), lambda: index.compare(sample), rounds=rounds
    )
    rows = (
        measured(f"index of {length:,} characters", "s", build, Goal("at most", 10.0)),
        measured(f"sample of {sample_length:,} characters", "s", compare, Goal("at most", 0.5)),
    )
    return Result("copied pieces of any length, found in the training text", rows)


def _words_of_chance(length: int, random: np.random.Generator) -> IntArray:
    lexicon = [random.integers(1, _VALUES, random.integers(2, 11)) for _ in range(5_000)]
    words = [np.append(word, 0) for word in lexicon]
    chosen = np.minimum(random.zipf(1.3, length // 3), len(words)) - 1
    return np.concatenate([words[word] for word in chosen.tolist()])[:length].astype(np.int32)


def _half_copied(text: IntArray, length: int, random: np.random.Generator) -> IntArray:
    sample = random.integers(0, _VALUES, length).astype(np.int32)
    for start in range(0, length - 100, 100):
        place = int(random.integers(0, len(text) - 50))
        sample[start : start + 50] = text[place : place + 50]
    return sample
