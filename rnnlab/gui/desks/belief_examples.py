"""Sentences to ask models about, which fit the open text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.gui.desks.belief_questions import BLANK
from rnnlab.text import CATALOGUE, UNKNOWN, Corpus

_LOOKED_THROUGH = 20_000  # tokens of the validation part
_SHORTEST, _LONGEST, _BEST = 18, 90, 45  # characters of a line
_WORD = re.compile(r"[^\W\d_]{3,}")
_OFFERED = 4
_CATS = (
    ("The cats, loved by many wolves, ", "were", "was", " full."),
    ("The cat, loved by many wolves, ", "was", "were", " full."),
    ("The cats, which already ate the fish near the old house, ", "were", "was", " full."),
    ("The letters that the girl near the river carried ", "were", "was", " lost."),
)


@dataclass(frozen=True)
class Example:
    """A sentence with one word that could be another.

    Attributes:
        right: The sentence as it should be.
        wrong: With the other word.
        blank: With a blank in the word's place.
        candidates: What could stand there, the right one first.
    """

    right: str
    wrong: str
    blank: str
    candidates: tuple[str, ...]


def examples_for(corpus: Corpus) -> tuple[Example, ...]:
    """A few sentences whose tokens are all known; none if the text offers none."""
    made = [_example(*parts) for parts in _CATS] if corpus.name == CATALOGUE[0].title else []
    fitting = [each for each in made if _is_known(corpus, each)]
    return tuple(fitting or _from_validation(corpus))[:_OFFERED]


def _example(before: str, right: str, wrong: str, after: str, *more: str) -> Example:
    sentence, other, blank = (f"{before}{word}{after}" for word in (right, wrong, BLANK))
    return Example(sentence, other, blank, (right, wrong, *more))


def _is_known(corpus: Corpus, example: Example) -> bool:
    texts = (example.right, *(example.blank.replace(BLANK, each) for each in example.candidates))
    return not any(corpus.codec.unknown_tokens(text) for text in texts)


def _from_validation(corpus: Corpus) -> list[Example]:
    """Lines of the validation part with one word exchanged for another that stands near it."""
    text = corpus.codec.decode(np.array(corpus.valid[:_LOOKED_THROUGH], np.int32))
    lines = [line.strip() for line in text.split("\n")[1:-1]] or [text.strip()[:_BEST]]
    lines = [line for line in dict.fromkeys(lines) if _says_something(line)]
    fitting = [line for line in lines if _SHORTEST <= len(line) <= _LONGEST] or lines[:_OFFERED]
    found = []
    for line in sorted(fitting, key=lambda line: abs(len(line) - _BEST)):
        example = _with_another_word(line, fitting) or _with_another_sign(line, fitting)
        if example is not None and _is_known(corpus, example):
            found.append(example)
        if len(found) == _OFFERED:
            break
    return found


def _says_something(line: str) -> bool:
    return UNKNOWN not in line and len(set(line) - {" "}) > 1


def _with_another_word(line: str, others: Sequence[str]) -> Example | None:
    """Exchange the last word but the first for one as long as possible like it."""
    own = list(_WORD.finditer(line))
    if len(own) < 3:
        return None
    word = own[-1] if len(own) < 4 else own[-2]
    elsewhere = {each for other in others for each in _WORD.findall(other) if each.islower()}
    elsewhere -= {each.group() for each in own}
    alike = sorted(elsewhere, key=lambda each: (abs(len(each) - len(word.group())), each))
    if not alike:
        return None
    return _example(line[: word.start()], word.group(), alike[0], line[word.end() :], *alike[1:3])


def _with_another_sign(line: str, others: Sequence[str]) -> Example | None:
    """Exchange the last character for one that ends another line: for brackets, copies, recall."""
    ends = [each[-1] for each in others if each] + list(line)
    signs = [each for each in dict.fromkeys(ends) if each.strip(", ") and each != line[-1:]]
    if len(line) < 3 or not signs:
        return None
    return _example(line[:-1], line[-1], signs[0], "", *signs[1:3])
