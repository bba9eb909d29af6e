"""What models are asked about a text, and what they answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from rnnlab.config import UserError
from rnnlab.text import Codec, IntArray, TextError
from rnnlab.text.tokens import UNKNOWN
from rnnlab.text.vocabulary import quoted

if TYPE_CHECKING:
    from rnnlab.generation import Ranked, Scorer

FloatArray = npt.NDArray[np.float64]

BLANK = "▢"  # as in `rnnlab.generation.scoring`, which needs torch
LONGEST = 2_000  # tokens; more are not looked at one by one
PROPOSED = 6
_INSTEAD = 5
_PER_BIT = 1.0 / math.log(2.0)


class Question(Protocol):
    """What can be asked of any model; two that are equal have the same answer."""

    def answered_by(self, scorer: Scorer, codec: Codec) -> Any:
        """Work the answer out; slow, for a background thread.

        Raises:
            UserError: This model cannot answer; a sentence says why.
        """

    def texts(self) -> Sequence[str]:
        """All that the model has to read."""


@dataclass(frozen=True)
class Scored:
    """One line of text as a model read it, from a zero state.

    Attributes:
        tokens: As the model knows them, (N,); the first is context only.
        log_probabilities: Of those after the first, (N − 1,), in nats.
        sentence: Why there are none; empty if all is well.
    """

    tokens: tuple[str, ...]
    log_probabilities: FloatArray
    sentence: str = ""


@dataclass(frozen=True)
class Figures:
    """How likely some tokens are together: in nats, in bits a token, as perplexity."""

    log_probability: float
    bits_per_token: float
    perplexity: float


def figures(lines: Sequence[Scored]) -> Figures | None:
    """Of all lines together; None where no token is scored."""
    every = np.concatenate([line.log_probabilities for line in lines] or [np.zeros(0)])
    if not len(every):
        return None
    loss = -float(every.mean())
    perplexity = math.exp(loss) if loss < 700 else math.inf
    return Figures(float(every.sum()), loss * _PER_BIT, perplexity)


@dataclass(frozen=True)
class HowLikely:
    """How likely is each token of some lines, each line by itself?"""

    lines: tuple[str, ...]

    def answered_by(self, scorer: Scorer, codec: Codec) -> list[Scored]:
        """Score line by line, until `LONGEST` tokens are read."""
        answered, left = [], LONGEST
        for line in self.lines:
            answered.append(_score_line(scorer, codec, line, left))
            left -= len(answered[-1].tokens)
        return answered

    def texts(self) -> Sequence[str]:
        """The lines."""
        return self.lines


@dataclass(frozen=True)
class WhatElse:
    """What was expected at a place of a line?

    Attributes:
        line: The text.
        place: Index of a token, from 1.
        tokens: Of the line as the asker cut it; a model that cuts it otherwise is silent.
    """

    line: str
    place: int
    tokens: tuple[str, ...]

    def answered_by(self, scorer: Scorer, codec: Codec) -> list[tuple[str, float]]:
        """The likeliest tokens with their probabilities."""
        ids = codec.encode(self.line)[:LONGEST]
        if tuple(codec.vocabulary.decode(ids)) != self.tokens:
            return []
        chances = np.exp(scorer.next(ids[: self.place]))
        likeliest = (-chances).argsort(kind="stable")[:_INSTEAD].tolist()
        return [(codec.vocabulary.tokens[each], float(chances[each])) for each in likeliest]

    def texts(self) -> Sequence[str]:
        """The line was named where it was scored."""
        return ()


@dataclass(frozen=True)
class WhichOne:
    """Which of several texts is likelier, after what stands before all of them?"""

    context: str
    alternatives: tuple[str, ...]

    def answered_by(self, scorer: Scorer, codec: Codec) -> list[Ranked]:
        """Weigh them; they keep their order."""
        from rnnlab.generation import rank

        _require_short(codec, [self.context, *self.alternatives])
        joined = [self._joined(text, codec) for text in self.alternatives]
        found = {each.text: each for each in rank(scorer, codec, joined, self.context)}
        return [found[text] for text in joined]

    def texts(self) -> Sequence[str]:
        """Context and alternatives."""
        return (self.context, *self.alternatives)

    def _joined(self, text: str, codec: Codec) -> str:
        """Between context and text a person means a space, which to characters is a token."""
        apart = self.context and not self.context[-1].isspace() and text[0].isalnum()
        return f" {text}" if apart and codec.config.unit == "char" else text


@dataclass(frozen=True)
class Fitted:
    """A candidate in the blank.

    Attributes:
        whole: The whole text with it, weighed against the other candidates.
        before: The text up to it, weighed likewise: all that is known on the way there.
    """

    whole: Ranked
    before: Ranked


@dataclass(frozen=True)
class WhatFits:
    """Which candidate fits into the blank of a text?"""

    text: str
    candidates: tuple[str, ...]

    def answered_by(self, scorer: Scorer, codec: Codec) -> list[Fitted]:
        """Weigh the candidates with and without what stands after them; they keep their order."""
        from rnnlab.generation import fill_in, rank

        _require_short(codec, [self.text])
        wholes = {each.text: each for each in fill_in(scorer, codec, self.text, self.candidates)}
        before = self.text.partition(BLANK)[0]
        beginnings = [before + candidate for candidate in self.candidates]
        halves = {each.text: each for each in rank(scorer, codec, beginnings, context="")}
        return [Fitted(wholes[each], halves[before + each]) for each in self.candidates]

    def texts(self) -> Sequence[str]:
        """The text with each candidate."""
        return [self.text.replace(BLANK, candidate) for candidate in self.candidates]


@dataclass(frozen=True)
class WhatWould:
    """What would a model itself put into the blank of a text?"""

    text: str

    def answered_by(self, scorer: Scorer, codec: Codec) -> list[str]:
        """The tokens that make the whole text likeliest, the best first."""
        from rnnlab.generation import propose

        _require_short(codec, [self.text])
        return [each.text for each in propose(scorer, codec, self.text, PROPOSED)]

    def texts(self) -> Sequence[str]:
        """The text without its blank."""
        return self.text.split(BLANK)


def read_as_unknown(question: Question, codec: Codec) -> str:
    """What a model reads as ``<unk>``, in a sentence; empty if nothing."""
    if codec.vocabulary.unknown is None:
        return ""
    unknown = dict.fromkeys(token for text in question.texts() for token in _unknown(codec, text))
    verb = "is" if len(unknown) == 1 else "are"
    return f"{quoted(unknown)} {verb} read as {UNKNOWN}." if unknown else ""


def _unknown(codec: Codec, text: str) -> list[str]:
    return [token for token in codec.unknown_tokens(text) if token != BLANK]


def _score_line(scorer: Scorer, codec: Codec, line: str, most: int) -> Scored:
    try:
        ids = codec.encode(line)
    except UserError as problem:
        return Scored((), np.zeros(0), str(problem))
    read: IntArray = ids[: max(most, 0)]
    tokens = tuple(codec.vocabulary.decode(read))
    if len(ids) < 2:
        return Scored(tokens, np.zeros(0), "One token says nothing by itself; write on.")
    if len(read) < 2:
        return Scored((), np.zeros(0), f"After {LONGEST:,} tokens no more is read here.")
    cut = f"The first {len(read):,} of {len(ids):,} tokens." if len(read) < len(ids) else ""
    return Scored(tokens, scorer.after(read[:1], [read[1:]])[0], cut)


def _require_short(codec: Codec, texts: Sequence[str]) -> None:
    longest = max(len(codec.encode(text.replace(BLANK, ""))) for text in texts)
    if longest > LONGEST:
        raise TextError(
            f"A text to weigh may have {LONGEST:,} tokens here, not {longest:,}; shorten it."
        )
