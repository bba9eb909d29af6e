"""What of a written text stands in the text that the model has learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.text import Corpus, IntArray

if TYPE_CHECKING:
    from rnnlab.text.copied import Copies, CopyIndex

LENGTHS = (5, 10, 20, 50)
MOST_INDEXED = 5_000_000  # tokens; sorting takes 40 bytes for each
MOST_COMPARED = 20_000
_MOST_PLACES = 1_000
_AROUND = 90  # tokens of a passage on either side
_DECODED_AT_ONCE = 200_000


@dataclass(frozen=True, eq=False)
class Learnt:
    """A training text made ready to be looked through.

    Attributes:
        corpus: Whose training part it is.
        index: Of its first `MOST_INDEXED` tokens.
        words: All words in them.
        size: How many tokens these are.
    """

    corpus: Corpus
    index: CopyIndex
    words: frozenset[str]
    size: int


@dataclass(frozen=True, eq=False)
class Findings:
    """What was found in a sample.

    Attributes:
        learnt: Where it was looked for.
        ids: (M,) the tokens looked at.
        first: Place in the manuscript of the first of them.
        copies: The longest known piece from each of them on.
        new_words: Words that do not stand in the training text.
    """

    learnt: Learnt
    ids: IntArray
    first: int
    copies: Copies
    new_words: list[str]

    def words(self) -> str:
        """The figures in a line."""
        shares = [(length, self.copies.share(length)) for length in LENGTHS]
        parts = [f"{length}: {share:.0%}" for length, share in shares if share is not None]
        longest = self.copies.longest()
        figures = " · copied n-grams " + ", ".join(parts) if parts else ""
        return f"longest copy {longest.length if longest else 0:,}{figures}"


@dataclass(frozen=True)
class Passage:
    """A place in the training text.

    Attributes:
        before, copied, after: The text there.
        place: Of its first token.
        times: How often the piece stands there, at most `_MOST_PLACES`.
        share: How far into the training text, 0 to 1.
    """

    before: str
    copied: str
    after: str
    place: int
    times: int
    share: float


class CopiedDesk(QObject):
    """Compares samples with training texts, one after the other, in the background.

    The index of the last text is kept.

    Signals:
        indexing: A training text is being sorted, which takes a moment; carries its name.
        found: Carries the asker and `Findings`.
    """

    indexing = Signal(str)
    found = Signal(object, object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._learnt: Learnt | None = None
        self._tasks: dict[int, int] = {}

    def compare(self, who: object, corpus: Corpus, ids: IntArray, first: int, text: str) -> None:
        """Look through a sample; a former wish of the same asker is dropped.

        Args:
            who: The asker.
            corpus: Its training part is looked through.
            ids: (M,) the sample, at most `MOST_COMPARED` tokens.
            first: Place in the manuscript of the first token.
            text: The sample as a text, in which new words are looked for.
        """
        self.drop(who)
        known = self._known(corpus)
        if known is None:
            self.indexing.emit(corpus.name)

        def take(told: Learnt | Findings | None) -> None:
            if isinstance(told, Findings):
                self.found.emit(who, told)
            elif told is not None:
                self._learnt = told

        self._tasks[id(who)] = self._background.start(
            lambda: _compare(known, corpus, ids, first, text), take
        )

    def drop(self, who: object) -> None:
        """Look no more for somebody."""
        self._background.cancel(self._tasks.pop(id(who), None))

    def _known(self, corpus: Corpus) -> Learnt | None:
        learnt = self._learnt
        if learnt is None or learnt.corpus.sha256 != corpus.sha256:
            return None
        return learnt if learnt.corpus.codec == corpus.codec else None


def passage(findings: Findings, start: int, length: int, place: int) -> Passage:
    """The training text around a copied piece.

    Args:
        findings: In which it was found.
        start: Place of its first token in the sample.
        length: Its tokens.
        place: Where it stands in the training text.
    """
    learnt = findings.learnt
    decode, train = learnt.corpus.codec.decode, learnt.corpus.train
    end = place + length
    places = learnt.index.places(findings.ids[start : start + length], _MOST_PLACES)
    return Passage(
        before=decode(train[max(0, place - _AROUND) : place]),
        copied=decode(train[place:end]),
        after=decode(train[end : end + _AROUND]),
        place=place,
        times=len(places),
        share=place / max(learnt.size, 1),
    )


def _compare(
    known: Learnt | None, corpus: Corpus, ids: IntArray, first: int, text: str
) -> Iterator[Learnt | Findings | None]:
    from rnnlab.text.copied import new_words

    learnt = known
    if learnt is None:
        for made in _learn(corpus):
            yield None
            learnt = made
        assert learnt is not None
        yield learnt
    copies = learnt.index.compare(ids)
    lower_case = corpus.codec.config.lower_case
    yield Findings(learnt, ids, first, copies, new_words(text, learnt.words, lower_case))


def _learn(corpus: Corpus) -> Iterator[Learnt | None]:
    """Make an index, with None whenever one may give up waiting."""
    from rnnlab.text.copied import index_in_rounds, known_words

    ids = np.array(corpus.train[:MOST_INDEXED], np.int32)
    lower_case = corpus.codec.config.lower_case
    for index in index_in_rounds(ids):
        if index is None:
            yield None
            continue
        yield None
        words: set[str] = set()
        for piece in _pieces(corpus, ids):
            words |= known_words(piece, lower_case)
            yield None
        yield Learnt(corpus, index, frozenset(words), len(ids))


def _pieces(corpus: Corpus, ids: IntArray) -> Iterator[str]:
    """The text of the tokens, cut between words."""
    if corpus.codec.config.unit == "word":
        yield " ".join(corpus.codec.vocabulary.tokens)
        return
    rest = ""
    for start in range(0, len(ids), _DECODED_AT_ONCE):
        text = rest + corpus.codec.decode(ids[start : start + _DECODED_AT_ONCE])
        cut = max(text.rfind(" "), text.rfind("\n")) + 1
        yield text[:cut]
        rest = text[cut:]
    yield rest
