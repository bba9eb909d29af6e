"""Needle tasks over single signs: recall, brackets, counting, copying, parity, adding."""

import numpy as np

from rnnlab.text.needles.base import Ids, Mask, NeedleBatch, NeedleTask
from rnnlab.text.tasks import BRACKET_PAIRS, COPY_SIGN, NEEDLES, RECALL_SIGN

_FILLERS = "abcdefgh"
_END = "⏎"
_LARGEST = 4  # of the numbers that are added


def _recall(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    """Key, lag − 1 fillers, question, key: ``Ebbadcah?E`` at lag 8."""
    keys = generator.integers(len(NEEDLES), size=(1, size))
    first_filler = len(NEEDLES)
    fillers = generator.integers(first_filler, first_filler + len(_FILLERS), size=(lag - 1, size))
    question = np.full((1, size), first_filler + len(_FILLERS))
    return _asked_at_the_end(np.concatenate([keys, fillers, question, keys]), needles=1)


def _parity(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    """Lag bits, question, their sum modulo 2: ``01101=1`` at lag 5."""
    bits = generator.integers(2, size=(lag, size))
    answers = bits.sum(axis=0, keepdims=True) % 2
    return _asked_at_the_end(np.concatenate([bits, np.full((1, size), 2), answers]), needles=lag)


def _adding(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    """Lag numbers of which two are marked, question, the sum of the two.

    The first number is marked always, so that it is ``lag`` steps from the question; the
    other is any of the rest.
    """
    numbers = generator.integers(_LARGEST + 1, size=(lag, size))
    marked = np.zeros((lag, size), dtype=bool)
    marked[0] = True
    marked[generator.integers(1, lag, size=size), np.arange(size)] = True
    sums = np.where(marked, numbers, 0).sum(axis=0, keepdims=True)
    shown = np.where(marked, numbers + 2 * _LARGEST + 1, numbers)
    question = np.full((1, size), 3 * _LARGEST + 2)
    batch = _asked_at_the_end(np.concatenate([shown, question, sums]), needles=0)
    batch.needle[:lag] = marked
    return batch


def _copying(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    """Lag letters, a sign, the same letters: each is asked for ``lag`` steps after it came."""
    letters = generator.integers(len(_FILLERS), size=(lag, size))
    sign = np.full((1, size), len(_FILLERS))
    tokens = np.concatenate([letters, sign, letters])
    scored, needle = _masks(tokens)
    needle[:lag] = True
    scored[lag:] = True
    return NeedleBatch(tokens, scored, needle)


def bracket_depth(lag: int) -> int:
    """Brackets open at once, so that the outermost is asked for after ``lag`` steps."""
    return lag // 2 + 1


def _brackets(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    """As many brackets as the depth, each of a kind of its own, then all of them closed."""
    depth = bracket_depth(lag)
    openers = generator.integers(len(BRACKET_PAIRS), size=(depth, size))
    tokens = np.concatenate([openers, openers[::-1] + len(BRACKET_PAIRS)])
    scored, needle = _masks(tokens)
    needle[:depth] = True
    scored[depth - 1 :] = True
    return NeedleBatch(tokens, scored, needle)


def _counting(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    """``aaabbb⏎``: n from half the lag to the lag; filled up with line ends.

    Scored are the end after the last b and the b before it, so that who always says the same
    is right half of the time.
    """
    numbers = generator.integers(max(2, lag // 2), lag + 1, size=size)
    places = np.arange(2 * lag + 1)[:, None]
    tokens = np.where(places < numbers, 0, np.where(places < 2 * numbers, 1, 2))
    scored, needle = _masks(tokens)
    scored[2 * numbers - 1, np.arange(size)] = True
    scored[2 * numbers - 2, np.arange(size)] = True
    needle[:] = places[:-1] < numbers
    return NeedleBatch(tokens.astype(np.int64), scored, needle)


def _asked_at_the_end(tokens: Ids, needles: int) -> NeedleBatch:
    scored, needle = _masks(tokens)
    scored[-1] = True
    needle[:needles] = True
    return NeedleBatch(tokens, scored, needle)


def _masks(tokens: Ids) -> tuple[Mask, Mask]:
    shape = (len(tokens) - 1, tokens.shape[1])
    return np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)


RECALL = NeedleTask(
    key="recall",
    title="Recall a key",
    description="One of 8 keys, random fillers, a question: which key was it?",
    lag_means="tokens from the key to the question",
    tokens=(*NEEDLES, *_FILLERS, RECALL_SIGN),
    answers=tuple(NEEDLES),
    chance=1 / len(NEEDLES),
    draw=_recall,
)
BRACKETS = NeedleTask(
    key="brackets",
    title="Brackets of depth d",
    description="Brackets of three kinds are opened, then each must be closed by its own kind.",
    lag_means="tokens from the outermost bracket to the one before its partner, 2 d − 2",
    tokens=(*(opener for opener, _ in BRACKET_PAIRS), *(closer for _, closer in BRACKET_PAIRS)),
    answers=tuple(closer for _, closer in BRACKET_PAIRS),
    chance=1 / len(BRACKET_PAIRS),
    draw=_brackets,
    shortest=2,
)
COUNTING = NeedleTask(
    key="counting",
    title="Count: aⁿbⁿ",
    description="As many b as a: does the line end now, or does one more b come?",
    lag_means="the largest n; each line has between half as many and as many",
    tokens=("a", "b", _END),
    answers=("b", _END),
    chance=0.5,
    draw=_counting,
    shortest=3,
)
COPYING = NeedleTask(
    key="copying",
    title="Copy letters",
    description="Random letters, a sign, and the same letters again.",
    lag_means="letters to copy, and so tokens from each letter to its copy",
    tokens=(*_FILLERS, COPY_SIGN),
    answers=tuple(_FILLERS),
    chance=1 / len(_FILLERS),
    draw=_copying,
)
PARITY = NeedleTask(
    key="parity",
    title="Parity of bits",
    description="Is the number of ones odd? One bit that is missed spoils the answer.",
    lag_means="bits, and so tokens from the first bit to the question",
    tokens=("0", "1", "="),
    answers=("0", "1"),
    chance=0.5,
    draw=_parity,
)
ADDING = NeedleTask(
    key="adding",
    title="Add two numbers",
    description="Two of many numbers from 0 to 4 are marked with *: what is their sum?",
    lag_means="tokens from the first marked number to the question",
    tokens=(
        *(str(number) for number in range(2 * _LARGEST + 1)),
        *(f"{number}*" for number in range(_LARGEST + 1)),
        "=",
    ),
    answers=tuple(str(number) for number in range(2 * _LARGEST + 1)),
    chance=1 / (_LARGEST + 1),
    draw=_adding,
    shortest=2,
    by_words=True,
)
