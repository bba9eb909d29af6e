"""What a written text has copied: figures in a line, underlines, the passage at a click."""

import re
from html import escape

import numpy as np

from rnnlab.gui.desks.copied import MOST_COMPARED, MOST_INDEXED, CopiedDesk, Findings, passage
from rnnlab.gui.desks.writing import Writing
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.manuscript_view import ManuscriptView, Underline
from rnnlab.gui.widgets import ElidedLabel, Popover
from rnnlab.gui.widgets.labels import plain_tip
from rnnlab.text.copied import Span

SHORTEST = 20
_MOST_NAMED = 6
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class CopiedMarks(ElidedLabel):
    """Looks for copies in each text that is complete, as long as it is switched on.

    Args:
        look: Gives lengths.
        writing: Whose text is looked through.
        copied: Looks in the background.
        view: Where copies are underlined.
    """

    def __init__(
        self, look: Look, writing: Writing, copied: CopiedDesk, view: ManuscriptView
    ) -> None:
        super().__init__("", "small")
        self._look = look
        self._writing = writing
        self._copied = copied
        self._view = view
        self._on = False
        self._shortest = SHORTEST
        self.findings: Findings | None = None
        self._spans: list[Span] = []
        self.hide()
        writing.begun.connect(lambda _title: self._forget())
        writing.ended.connect(self.look_for_copies)
        view.edited.connect(self._forget)
        view.underline_clicked.connect(self.explain)
        copied.indexing.connect(self._on_indexing)
        copied.found.connect(self._on_found)

    def set_on(self, on: bool) -> None:
        """Look for copies from now on, or no more."""
        self._on = on
        self._forget()
        if on:
            self.look_for_copies()

    def set_shortest(self, tokens: int) -> None:
        """Underline pieces of at least so many tokens."""
        self._shortest = tokens
        self._underline()

    def look_for_copies(self) -> None:
        """Compare the text, if it is complete, with what its model has learnt from."""
        writing = self._writing
        if not self._on or writing.busy or writing.manuscript is None:
            return
        self.show()
        if writing.corpus is None:
            self.setText("Open the text that this run has learnt from to see what is copied.")
            return
        if not len(self._view.marks):
            self.setText("Nothing is written that could be copied.")
            return
        begin = max(0, len(self._view.marks) - MOST_COMPARED)
        mark = self._view.marks[begin]
        text = self._view.text_between(mark.start, self._view.end())
        if mark.start:  # perhaps in the middle of a word
            text = re.sub(r"^\w+", "", text)
        ids = writing.manuscript.ids[mark.place :]
        self._copied.compare(self, writing.corpus, ids, mark.place, text)

    def explain(self, underline: Underline) -> Popover | None:
        """Show the passage of the training text that an underlined piece was copied from."""
        if self.findings is None:
            return None
        if underline.word:
            words = "does not stand in the training text."
            rich = f"<b>{escape(self._text(underline))}</b> {words}"
        else:
            rich = self._passage(self._spans[underline.number])
        popover = Popover(self._look, rich, self)
        popover.open_below(self._view)
        return popover

    def _on_indexing(self, name: str) -> None:
        if self._on and self.findings is None:
            self.setText(f"Sorting “{name}”, to find copies in it …")

    def _on_found(self, who: object, findings: Findings) -> None:
        if who is not self:
            return
        self.findings = findings
        self._underline()

    def _forget(self) -> None:
        self._copied.drop(self)
        self.findings = None
        self._view.underline([])
        self.setText("")
        self.hide()

    def _underline(self) -> None:
        findings = self.findings
        if findings is None:
            return
        self._spans = findings.copies.spans(self._shortest)
        copies = self._of_spans(findings.first)
        self._view.underline(copies + self._of_words(findings.new_words))
        self.setText(self._words(findings))
        self.setToolTip(plain_tip(self.text()))

    def _words(self, findings: Findings) -> str:
        unit = "characters" if findings.learnt.corpus.codec.config.unit == "char" else "tokens"
        words = findings.words()
        if findings.new_words:
            named = ", ".join(findings.new_words[:_MOST_NAMED])
            more = len(findings.new_words) - _MOST_NAMED
            words += f" · new words {len(findings.new_words):,}: {named}"
            words += f" and {more:,} more" if more > 0 else ""
        if findings.learnt.size < len(findings.learnt.corpus.train):
            words += f" · looked for in the first {MOST_INDEXED:,} tokens"
        if findings.first > int(self._view.marks.places[0]):
            words += f" · the last {len(findings.ids):,} {unit} of the sample"
        return words

    def _of_spans(self, first: int) -> list[Underline]:
        """Where the copied pieces stand, the place of the sample being ``first``."""
        begins = first + np.array([span.start for span in self._spans], np.int32)
        lengths = np.array([span.length for span in self._spans], np.int32)
        marks, last = self._view.marks, len(self._view.marks) - 1
        starts = marks.starts[marks.places.searchsorted(begins).clip(0, last)]
        ends = marks.ends[marks.places.searchsorted(begins + lengths - 1).clip(0, last)]
        both = zip(starts.tolist(), ends.tolist(), strict=True)
        return [Underline(*each, False, number) for number, each in enumerate(both)]

    def _of_words(self, new: list[str]) -> list[Underline]:
        """Every place of a new word in what was looked at."""
        assert self.findings is not None
        known, end = frozenset(new), self._view.end()
        begin = self._view.marks[self._index_of(self.findings.first)].start
        text = self._view.document().toPlainText()[begin:]
        if self.findings.learnt.corpus.codec.config.lower_case:
            text = text.lower()
        found = (each for each in _WORD.finditer(text) if each.group() in known)
        return [
            Underline(begin + each.start(), min(begin + each.end(), end), True, number)
            for number, each in enumerate(found)
        ]

    def _index_of(self, place: int) -> int:
        marks = self._view.marks
        return min(int(np.searchsorted(marks.places, place)), len(marks) - 1)

    def _text(self, underline: Underline) -> str:
        return self._view.text_between(underline.start, underline.end)

    def _passage(self, span: Span) -> str:
        assert self.findings is not None
        found = passage(self.findings, span.start, span.length, span.place)
        times = {1: "once", 2: "twice"}.get(found.times, f"{found.times:,} times")
        where = f"here at token {found.place:,}, {found.share:.0%} into it"
        text = f"… {_rich(found.before)}<b><u>{_rich(found.copied)}</u></b>{_rich(found.after)} …"
        return (
            f"<p>These {span.length:,} tokens stand {times} in the training text, {where}:</p>"
            f"<p>{text}</p>"
        )


def _rich(text: str) -> str:
    return escape(text).replace("\n", "<br>")
