"""Subject and verb, with a chosen number of words between them.

In the manner of *Cats and clauses* (`rnnlab.text.grammar`): “the cat near the old houses that
the girls followed was”. Between subject and verb stand places and clauses whose nouns are
singular or plural by the toss of a coin; only who remembers the subject knows the verb.
"""

import random
from functools import cache

import numpy as np

from rnnlab.text import lexicon
from rnnlab.text.needles.base import Ids, NeedleBatch, NeedleTask

_PLACES = tuple(word for pair in lexicon.NOUNS["place"] for word in (pair.singular, pair.plural))
_PERSONS = tuple(word for pair in lexicon.NOUNS["person"] for word in (pair.singular, pair.plural))
_WAS = lexicon.BE[0]

# Each class of words; a slot of a sentence is filled with any word of its class.
_CLASSES: dict[str, tuple[str, ...]] = {
    "the": ("the",),
    "that": ("that",),
    "one": tuple(pair.singular for pair in lexicon.NOUNS["animal"]),
    "many": tuple(pair.plural for pair in lexicon.NOUNS["animal"]),
    "near": ("near", "behind", "beside"),
    "old": lexicon.NOUN_ADJECTIVES["place"],
    "place": _PLACES,
    "person": _PERSONS,
    "saw": tuple(verb for verb in lexicon.PAST_VERBS["animal"]),
    "often": lexicon.ADVERBS,
    "waiting": lexicon.RESTING_PARTICIPLES["animal"],
    "was": (_WAS.singular,),
    "were": (_WAS.plural,),
    ".": (".",),
}
_TOKENS = tuple(word for words in _CLASSES.values() for word in words)
_CODES = {name: code for code, name in enumerate(_CLASSES)}
_SIZES = np.array([len(words) for words in _CLASSES.values()])
_STARTS = np.cumsum(_SIZES) - _SIZES

# What may stand between subject and verb, by its number of words.
_PHRASES: dict[int, tuple[tuple[str, ...], ...]] = {
    3: (("near", "the", "place"),),
    4: (("near", "the", "old", "place"), ("that", "the", "person", "saw")),
}
_SHORT: dict[int, tuple[str, ...]] = {0: (), 1: ("waiting",), 2: ("often", "waiting")}
_PLANS = 32  # for each length, drawn once


def agreement_batch(lags: Ids, generator: np.random.Generator) -> NeedleBatch:
    """Sentences up to their verb, each with its own number of words before it.

    Args:
        lags: Words between subject and verb, (B,), 1 or more.
        generator: In the same state it gives the same sentences.

    Returns:
        Sentences of unequal length, filled up with full stops after the verb.
    """
    size, longest = len(lags), int(lags.max())
    plural = generator.integers(2, size=size)
    codes = np.full((longest + 3, size), _CODES["."])
    columns = np.arange(size)
    codes[0] = _CODES["the"]
    codes[1] = np.where(plural, _CODES["many"], _CODES["one"])
    chosen = generator.integers(_PLANS, size=size)
    for column, (lag, plan) in enumerate(zip(lags.tolist(), chosen.tolist(), strict=True)):
        codes[2 : 2 + lag, column] = _plans(lag)[plan]
    codes[lags + 2, columns] = np.where(plural, _CODES["were"], _CODES["was"])
    scored = np.zeros((longest + 2, size), dtype=bool)
    scored[lags + 1, columns] = True
    needle = np.zeros_like(scored)
    needle[1] = True
    return NeedleBatch(_fill(codes, generator), scored, needle)


def _fill(codes: Ids, generator: np.random.Generator) -> Ids:
    """Any word of the class of each slot."""
    draws = np.floor(generator.random(codes.shape) * _SIZES[codes]).astype(np.int64)
    words: Ids = _STARTS[codes] + draws
    return words


@cache
def _plans(length: int) -> Ids:
    """Ways to fill the place between subject and verb, as codes of classes, (plans, length)."""
    generator = random.Random(length)
    plans = [_plan(length, generator) for _ in range(_PLANS)]
    return np.array(plans, dtype=np.int64).reshape(_PLANS, length)


def _plan(length: int, generator: random.Random) -> list[int]:
    """Phrases of three and four words; what they leave over comes first."""
    phrases: list[tuple[str, ...]] = []
    left = length
    while left >= min(_PHRASES):
        words = generator.choice([count for count in _PHRASES if count <= left])
        phrases.append(generator.choice(_PHRASES[words]))
        left -= words
    return [_CODES[name] for phrase in (_SHORT[left], *phrases) for name in phrase]


def _at_one_lag(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    return agreement_batch(np.full(size, lag), generator)


def _mixed(lag: int, size: int, generator: np.random.Generator) -> NeedleBatch:
    return agreement_batch(generator.integers(1, lag + 1, size=size), generator)


AGREEMENT = NeedleTask(
    key="agreement",
    title="Verb agrees with subject",
    description="The cat … was, the cats … were: the words between do not tell which.",
    lag_means="words between subject and verb",
    tokens=_TOKENS,
    answers=(_WAS.singular, _WAS.plural),
    chance=0.5,
    draw=_at_one_lag,
    by_words=True,
)
AGREEMENT_MIXED = NeedleTask(
    key="agreement-mixed",
    title="Agreement, distances mixed",
    description="Short and long sentences mixed: the short ones teach.",
    lag_means="most words between subject and verb; each sentence has 1 to so many",
    tokens=_TOKENS,
    answers=(_WAS.singular, _WAS.plural),
    chance=0.5,
    draw=_mixed,
    by_words=True,
)
