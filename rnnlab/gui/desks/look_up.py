"""Looking into the counts: what follows a context, and which n-grams begin with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.words import visible_token
from rnnlab.ngram import Counts, NgramModel, continuations, search
from rnnlab.text import Codec

MOST_ROWS = 500
_NAMED = 5  # unknown tokens in a sentence

Kind = Literal["next", "ngrams"]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Wish:
    """What is looked up.

    Attributes:
        text: A context, or the beginning of n-grams; may be empty.
        order: Length of the n-grams, or order of the model.
        kind: The tokens that come ``next``, or the ``ngrams`` that begin so.
    """

    text: str
    order: int
    kind: Kind


@dataclass(frozen=True, eq=False)
class Next:
    """A token after the context.

    Attributes:
        token: The token.
        count: How often it followed the whole context.
        order: Length of the longest n-gram of context and token that was seen; 0: never seen.
        order_count: How often that one was seen.
        probability: After smoothing.
        shares: (order + 1,) what each order adds to it, beginning with the uniform distribution.
    """

    token: str
    count: int
    order: int
    order_count: int
    probability: float
    shares: FloatArray


@dataclass(frozen=True)
class Ngram:
    """An n-gram with how often it occurs and how many different tokens follow it."""

    tokens: tuple[str, ...]
    count: int
    followers: int


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found, at most `MOST_ROWS` rows.

    Attributes:
        wish: What was asked.
        context: The tokens of the text that were looked at.
        rows: Tokens by falling probability, or n-grams by falling count.
        found: How many there are.
        followed: How often something followed the whole context, and its last … 2, 1, 0 tokens.
        note: What else is to be said.
    """

    wish: Wish
    context: tuple[str, ...]
    rows: tuple[Next | Ngram, ...]
    found: int
    followed: tuple[int, ...] = ()
    note: str = ""


class LookUpDesk(QObject):
    """Answers in the background; while it works only the newest wish is kept.

    Attributes:
        answer: The latest.
        sentence: Why there is none to the present wish; empty if all is well.

    Signals:
        changed: One of them is new.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        texts: TextDesk,
        ngrams: NgramDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._ngrams = ngrams
        self._wish: Wish | None = None
        self._waiting: Wish | None = None
        self._busy = False
        self.answer: Answer | None = None
        self.sentence = ""
        ngrams.cleared.connect(self._forget)
        ngrams.counted.connect(self._ask_again)

    @property
    def busy(self) -> bool:
        """Whether something is being looked up."""
        return self._busy

    def ask(self, wish: Wish) -> None:
        """Look something up, as soon as it is counted."""
        self._wish = self._waiting = wish
        self._begin()

    def _ask_again(self) -> None:
        self._waiting = self._wish
        self._begin()

    def _begin(self) -> None:
        corpus, counts, wish = self._texts.corpus, self._ngrams.counts, self._waiting
        if self._busy or wish is None or corpus is None or counts is None:
            return
        self._waiting = None
        order = max(1, min(wish.order, counts.order))
        model = self._ngrams.models.get(order)
        codec = corpus.codec
        refusal = _refusal(codec, wish.text)
        if refusal or model is None:
            self._show(None, refusal)
            return
        self._busy = True
        self._background.start(
            lambda: _look_up(counts, model, codec, wish, order),
            lambda answer: self._show(answer if counts is self._ngrams.counts else None, ""),
            self._go_on,
            self._fail,
        )

    def _go_on(self) -> None:
        self._busy = False
        self._begin()

    def _fail(self, sentence: str) -> None:
        self._show(None, sentence)
        self._go_on()

    def _show(self, answer: Answer | None, sentence: str) -> None:
        self.answer, self.sentence = answer, sentence
        self.changed.emit()

    def _forget(self) -> None:
        self._waiting = self._wish
        self._show(None, "")


def _refusal(codec: Codec, text: str) -> str:
    """Why a context cannot be looked up; empty if it can."""
    if codec.vocabulary.unknown is not None:
        return ""
    strangers = codec.unknown_tokens(text)
    if not strangers:
        return ""
    return f"This text has no {_named(strangers)}: take other tokens to look up what follows."


def _named(tokens: list[str]) -> str:
    words = ", ".join(f"“{visible_token(token)}”" for token in tokens[:_NAMED])
    return words if len(tokens) <= _NAMED else f"{words} and {len(tokens) - _NAMED} more"


def _look_up(
    counts: Counts, model: NgramModel, codec: Codec, wish: Wish, order: int
) -> Iterator[Answer]:
    ids = codec.encode(wish.text)
    strangers = codec.unknown_tokens(wish.text)
    are = "is" if len(strangers) == 1 else "are"
    known_by = f"{_named(strangers)} {are} read as the unknown token. " if strangers else ""
    if wish.kind == "next":
        yield _next(counts, model, codec, wish, ids.astype(np.int64), known_by)
    else:
        yield _ngrams(counts, codec, wish, ids.tolist(), order, known_by)


def _next(
    counts: Counts,
    model: NgramModel,
    codec: Codec,
    wish: Wish,
    ids: npt.NDArray[np.int64],
    note: str,
) -> Answer:
    found, tokens = continuations(counts, model, ids), codec.vocabulary.tokens
    rows = tuple(
        Next(
            tokens[token],
            int(found.counts[token]),
            int(found.orders[token]),
            int(found.orders_counts[token]),
            float(found.probabilities[token]),
            found.shares[:, token],
        )
        for token in found.likeliest(MOST_ROWS).tolist()
    )
    context = tuple(tokens[token] for token in found.context)
    followed = tuple(reversed(found.context_counts.tolist()))
    return Answer(wish, context, rows, len(tokens), followed, note)


def _ngrams(
    counts: Counts, codec: Codec, wish: Wish, beginning: list[int], order: int, note: str
) -> Answer:
    tokens = codec.vocabulary.tokens
    if len(beginning) > order:
        raised = min(len(beginning), counts.order)
        beginning = beginning[-raised:]
        order = raised
    found = search(counts, order, beginning, MOST_ROWS)
    begin = counts.vocabulary_size
    rows = tuple(
        Ngram(tuple(tokens[i] if i < begin else "⊢" for i in ids), count, followers)
        for ids, count, followers in zip(
            found.tokens.tolist(), found.counts.tolist(), found.followers.tolist(), strict=True
        )
    )
    return Answer(wish, tuple(tokens[i] for i in beginning), rows, found.found, note=note)
