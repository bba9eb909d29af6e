"""What fits into a blank, with and without what stands after it, for every model."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from rnnlab.gui.desks.belief_examples import Example
from rnnlab.gui.desks.belief_questions import BLANK, Fitted, WhatFits, WhatWould
from rnnlab.gui.desks.believing import FILL_IN, PROPOSE, BeliefDesk
from rnnlab.gui.desks.judging import Judge
from rnnlab.gui.look import Look
from rnnlab.gui.panes.beliefs.belief_view import BeliefView, Key, Make
from rnnlab.gui.panes.beliefs.differences import listed
from rnnlab.gui.panes.beliefs.figures import judge_color, of_which_steps, percent, places
from rnnlab.gui.panes.beliefs.line_edit import LineEdit
from rnnlab.gui.panes.beliefs.model_row import Figure, ModelRow, RowFacts
from rnnlab.gui.widgets import make_button
from rnnlab.gui.words import visible_token

_COLUMNS = (76, 76)
_HEADS = (Figure("whole text"), Figure(f"before {BLANK}"))
_HEADS_EXPLAINED = "Shares among the candidates: with the whole text, and with what stands before"
_MOST_CANDIDATES = 12
_EXPLANATION = (
    "The text is read with each candidate <i>w</i> in the blank, and its share is "
    "<i>p</i>(<i>a w b</i>)/Σ<sub><i>v</i></sub> <i>p</i>(<i>a v b</i>), where <i>a</i> stands "
    "before the blank and <i>b</i> after it. "
    "The grey bar is what is known on the way there, "
    "<i>p</i>(<i>a w</i>)/Σ<sub><i>v</i></sub> <i>p</i>(<i>a v</i>): a recurrent network reads "
    "from left to right and has not yet seen <i>b</i>. "
    "Where the two differ, looking to the right matters: log <i>p</i>(<i>a w b</i>) = "
    "log <i>p</i>(<i>a w</i>) + log <i>p</i>(<i>b</i> | <i>a w</i>), so what fits badly to "
    "<i>b</i> is paid for there."
)


class FillInView(BeliefView):
    """A sentence with a blank, candidates for it, and what every model makes of them."""

    def __init__(self, look: Look, desk: BeliefDesk) -> None:
        super().__init__(look, desk, FILL_IN, _EXPLANATION)
        self.field = LineEdit(f"A sentence with {BLANK}", f"{BLANK} is what is to be filled in")
        self.field.settled.connect(self._ask)
        self.blank = make_button(BLANK)
        self.blank.setToolTip(f"Put the blank {BLANK} where the cursor is; there is one at most")
        self.blank.setAccessibleName("Put the blank where the cursor is")
        self.blank.clicked.connect(self.put_blank)
        self.candidates = LineEdit(
            "Candidates, or leave it to the model",
            "What could stand in the blank, with commas between; empty for what the first "
            "model would put there",
        )
        self.candidates.settled.connect(self._ask)
        self.propose = make_button("Propose")
        self.propose.setToolTip("Let the first model say what it would put in the blank")
        self.propose.clicked.connect(self.let_propose)
        self.heads = ModelRow(look, _COLUMNS)
        self._proposed: tuple[str, ...] = ()
        fields = (_beside(self.field, self.blank), _beside(self.candidates, self.propose))
        self.build_with(self.heading(*fields), self.heads)

    def take(self, example: Example) -> None:
        """Ask what fits into the blank of an example."""
        self.candidates.offer(", ".join(example.candidates))
        self.field.offer(example.blank)

    def is_own(self) -> bool:
        """Whether somebody has typed here."""
        fields = (self.field, self.candidates)
        return any(field.own and field.text() for field in fields)

    def put_blank(self) -> None:
        """Move the blank to where the cursor is, in place of what is selected."""
        if self.field.hasSelectedText():
            self.field.insert("")
        place, text = self.field.cursorPosition(), self.field.text()
        before, after = (part.replace(BLANK, "") for part in (text[:place], text[place:]))
        self.field.setText(before + BLANK + after)
        self.field.setCursorPosition(len(before) + 1)

    def let_propose(self) -> None:
        """Drop the candidates, so that the first model proposes some."""
        self._proposed = ()
        self.desk.ask(PROPOSE, None)
        self.candidates.offer("")

    def refresh(self) -> None:
        """Show the latest answer of each model."""
        self._take_proposals()
        wrong = self._what_is_wrong()
        candidates = () if wrong else self._candidates()
        answers = self.answers() if candidates else []
        judges = [judge for judge, _ in answers]
        shown = self.arrange([*self.notes(answers), *self._wanted(candidates, judges)])
        found = {judge: answer.result for judge, answer in answers if answer and answer.result}
        asked = self.desk.question(FILL_IN)
        if not isinstance(asked, WhatFits) or asked.candidates != candidates:
            found = {}  # what is typed is asked a moment later
        waiting = wrong or self._proposing() or self.nobody()
        self.say(waiting, _looking_right(found), lines=int(bool(candidates)))
        for judge in judges:
            self._draw(shown, judge, candidates, found.get(judge))
        steps = of_which_steps([(j, a.step) for j, a in answers if a is not None])
        self.heads.show_facts(RowFacts(steps, "", _HEADS, explanation=_HEADS_EXPLAINED))
        self.desk.wake(PROPOSE, self.isVisible() and not wrong and not candidates)

    # candidates

    def _typed(self) -> tuple[str, ...]:
        parts = (part.strip() for part in self.candidates.text().split(","))
        return tuple(dict.fromkeys(part for part in parts if part))[:_MOST_CANDIDATES]

    def _candidates(self) -> tuple[str, ...]:
        return self._typed() or self._proposed

    def _take_proposals(self) -> None:
        """Keep the first proposals for a text: others would make the list jump in training."""
        judges = self.desk.judges()
        answer = self.desk.answer(PROPOSE, judges[0].key) if judges else None
        current = answer is not None and answer.question == self.desk.question(PROPOSE)
        if answer is not None and current and answer.result and not self._proposed:
            self._proposed = tuple(answer.result)
            self._ask()

    def _proposing(self) -> str:
        judges = self.desk.judges()
        if self._typed() or not judges:
            return ""
        if self._proposed:
            return ""
        answer = self.desk.answer(PROPOSE, judges[0].key)
        failed = answer is not None and answer.result is None and answer.sentence
        return failed or f"{judges[0].name} is looking for what fits …"

    def _what_is_wrong(self) -> str:
        text = self.field.text()
        count = text.count(BLANK)
        if not text.strip():
            return f"Type a sentence with a blank {BLANK} in it, or take an example."
        if count == 0:
            return f"The blank is missing: put the cursor where it belongs and press {BLANK}."
        if count > 1:
            return f"There are {count} blanks; leave one {BLANK} and write words for the others."
        return ""

    # rows

    def _wanted(self, candidates: Sequence[str], judges: Sequence[Judge]) -> list[tuple[Key, Make]]:
        wanted: list[tuple[Key, Make]] = []
        for candidate in candidates:
            wanted.append((("word", candidate), partial(self._make_word, candidate)))
            wanted += [
                (("row", candidate, judge.key), partial(ModelRow, self.look, _COLUMNS))
                for judge in judges
            ]
        return wanted

    def _make_word(self, candidate: str) -> QWidget:
        shown = visible_token(candidate) if len(candidate) == 1 else candidate
        made = QLabel(f"<b>{html.escape(shown)}</b>")
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setContentsMargins(0, self.look.px(3), 0, 0)
        return made

    def _draw(
        self,
        shown: dict[Key, QWidget],
        judge: Judge,
        candidates: Sequence[str],
        fitted: list[Fitted] | None,
    ) -> None:
        waiting = RowFacts(judge.name, judge_color(judge), (Figure("…"),) * 2, (0.0, 0.0))
        facts = _facts(judge, fitted) if fitted else [waiting] * len(candidates)
        for candidate, each in zip(candidates, facts, strict=True):
            row = shown.get(("row", candidate, judge.key))
            if isinstance(row, ModelRow):
                row.show_facts(each)

    def _ask(self) -> None:
        text = self.field.text()
        asked = self.desk.question(PROPOSE)
        if not isinstance(asked, WhatWould) or asked.text != text:
            self._proposed = ()
        fits = text.count(BLANK) == 1
        self.desk.ask(PROPOSE, WhatWould(text) if fits else None)
        candidates = self._candidates()
        self.desk.ask(FILL_IN, WhatFits(text, candidates) if fits and candidates else None)
        self.stale.emit()


def _beside(field: QWidget, button: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(field, 1)
    row.addWidget(button)
    return made


def _best(shares: Sequence[float]) -> int:
    return max(range(len(shares)), key=shares.__getitem__)


def _looking_right(found: Mapping[Judge, Sequence[Fitted]]) -> str:
    """Whose choice is changed by what stands after the blank, in a sentence."""
    turned: dict[str, list[str]] = {}
    for judge, fitted in found.items():
        whole = fitted[_best([each.whole.share for each in fitted])].whole.text
        before = fitted[_best([each.before.share for each in fitted])].whole.text
        if before != whole:
            change = f"from “{visible_token(before)}” to “{visible_token(whole)}”"
            turned.setdefault(change, []).append(judge.name)
    parts = [f"{listed(names)} {change}" for change, names in turned.items()]
    return f"What follows turns {'; '.join(parts)}." if parts else ""


def _facts(judge: Judge, fitted: Sequence[Fitted]) -> list[RowFacts]:
    wholes = places([each.whole.share for each in fitted])
    befores = places([each.before.share for each in fitted])
    return [
        _row(judge, each, whole, before)
        for each, whole, before in zip(fitted, wholes, befores, strict=True)
    ]


def _row(judge: Judge, fitted: Fitted, whole: int, before: int) -> RowFacts:
    figures = (
        Figure(f"#{whole} {percent(fitted.whole.share)}", whole == 1),
        Figure(f"#{before} {percent(fitted.before.share)}", before == 1),
    )
    explanation = (
        f"{judge.name}, “{fitted.whole.text}”: share {percent(fitted.whole.share)} in the whole "
        f"text (log p = {fitted.whole.log_probability:.3f} nats), "
        f"{percent(fitted.before.share)} from what stands before "
        f"(log p = {fitted.before.log_probability:.3f} nats)"
    )
    bars = (fitted.whole.share, fitted.before.share)
    return RowFacts(judge.name, judge_color(judge), figures, bars, explanation)
