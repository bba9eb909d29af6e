"""Which of several texts is the likeliest to every model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from rnnlab.gui.desks.belief_examples import Example
from rnnlab.gui.desks.belief_questions import WhichOne
from rnnlab.gui.desks.believing import RANK, BeliefDesk
from rnnlab.gui.desks.judging import Judge
from rnnlab.gui.look import Look
from rnnlab.gui.panes.beliefs.belief_view import BeliefView, Key, Make
from rnnlab.gui.panes.beliefs.differences import marked, preferences, sides
from rnnlab.gui.panes.beliefs.figures import (
    judge_color,
    of_which_steps,
    percent,
    places,
    short,
)
from rnnlab.gui.panes.beliefs.line_edit import LineEdit
from rnnlab.gui.panes.beliefs.lines_edit import LinesEdit
from rnnlab.gui.panes.beliefs.model_row import Figure, ModelRow, RowFacts

if TYPE_CHECKING:
    from rnnlab.generation import Ranked

_COLUMNS = (64, 60, 74)
_HEADS = tuple(map(Figure, ("share", "log p, nats", "per token")))
_EXPLANATION = (
    "Each alternative is as likely as all its tokens in turn, log <i>p</i>(<i>x</i>) = "
    "Σ<sub><i>t</i></sub> log <i>p</i>(<i>x<sub>t</sub></i> | <i>x</i><sub>&lt;<i>t</i></sub>), "
    "read after the context, or without one after the end of a line. "
    "The bar is its share among the alternatives, <i>p</i>(<i>x</i>)/Σ<sub><i>y</i></sub> "
    "<i>p</i>(<i>y</i>), and the number before it its place. "
    "As every token costs something, longer texts are less likely; log <i>p</i>(<i>x</i>)/"
    "<i>T</i>, per token, is free of that, and ≠ marks where the models do not agree."
)
_EMPTY = "Type at least two alternatives, a line each."


class RankView(BeliefView):
    """A context, alternatives, and for each of them what every model makes of it."""

    def __init__(self, look: Look, desk: BeliefDesk) -> None:
        super().__init__(look, desk, RANK, _EXPLANATION)
        self.context = LineEdit(
            "Context (optional)", "What stands before every alternative and is not scored"
        )
        self.context.settled.connect(self._ask)
        self.field = LinesEdit(look, "Alternatives, a line each")
        self.field.settled.connect(self._ask)
        self.heads = ModelRow(look, _COLUMNS)
        self.build_with(self.heading(self.field, self.context), self.heads)

    def take(self, example: Example) -> None:
        """Weigh the right sentence of an example against the wrong one."""
        self.context.offer("")
        self.field.offer(f"{example.right}\n{example.wrong}")

    def is_own(self) -> bool:
        """Whether somebody has typed here."""
        typed = self.field.own and self.field.toPlainText()
        return bool(typed) or (self.context.own and bool(self.context.text()))

    def refresh(self) -> None:
        """Show the latest answer of each model."""
        alternatives = self.field.lines()
        answers = self.answers() if alternatives else []
        judges = [judge for judge, _ in answers]
        shown = self.arrange([*self.notes(answers), *self._wanted(alternatives, judges)])
        found = {judge: answer.result for judge, answer in answers if answer and answer.result}
        asked = self.desk.question(self.page)
        if not isinstance(asked, WhichOne) or asked.alternatives != tuple(alternatives):
            found = {}  # what is typed is asked a moment later
        self._say(alternatives, found)
        self._number(shown, alternatives, list(found.values()))
        for judge in judges:
            self._draw(shown, judge, alternatives, found.get(judge))
        steps = of_which_steps([(j, a.step) for j, a in answers if a is not None])
        self.heads.show_facts(RowFacts(steps, "", _HEADS, explanation=steps))

    def _wanted(
        self, alternatives: Sequence[str], judges: Sequence[Judge]
    ) -> list[tuple[Key, Make]]:
        wanted: list[tuple[Key, Make]] = []
        for number, _ in enumerate(alternatives):
            wanted.append((("text", number), self._make_text))
            wanted += [
                (("row", number, judge.key), partial(ModelRow, self.look, _COLUMNS))
                for judge in judges
            ]
        return wanted

    def _make_text(self) -> QWidget:
        made = QLabel()
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setWordWrap(True)
        made.setContentsMargins(0, self.look.px(4), 0, 0)
        return made

    def _say(self, alternatives: Sequence[str], found: dict[Judge, list[Ranked]]) -> None:
        if len(alternatives) < 2:
            self.say(_EMPTY, self.field.sentence())
            return
        best = {judge.name: _best([r.log_probability for r in rs]) for judge, rs in found.items()}
        each = {judge.name: _best([r.per_token for r in rs]) for judge, rs in found.items()}
        per_token = f"Per token: {sides(each)}." if each != best else ""
        room = 2 if len(best) > 1 else 0
        self.say(self.nobody(), preferences(best), per_token, self.field.sentence(), lines=room)

    def _number(
        self,
        shown: dict[Key, QWidget],
        alternatives: Sequence[str],
        found: Sequence[list[Ranked]],
    ) -> None:
        ranks = [places([each.log_probability for each in ranked]) for ranked in found]
        for number, text in enumerate(marked(alternatives) if alternatives else []):
            label = shown.get(("text", number))
            agreed = len({rank[number] for rank in ranks}) < 2
            if isinstance(label, QLabel):
                label.setText(f"{number + 1}{'' if agreed else ' ≠'}&nbsp; {text}")

    def _draw(
        self,
        shown: dict[Key, QWidget],
        judge: Judge,
        alternatives: Sequence[str],
        ranked: list[Ranked] | None,
    ) -> None:
        waiting = RowFacts(judge.name, judge_color(judge), (Figure("…"),) * 3, (0.0,))
        facts = _facts(judge, ranked) if ranked else [waiting] * len(alternatives)
        for number, each in enumerate(facts):
            row = shown.get(("row", number, judge.key))
            if isinstance(row, ModelRow):
                row.show_facts(each)

    def _ask(self) -> None:
        alternatives = self.field.lines()
        question = WhichOne(self.context.text(), alternatives) if alternatives else None
        self.desk.ask(RANK, question)
        self.stale.emit()


def _best(values: Sequence[float]) -> int:
    """Number of the highest, from 1."""
    return max(range(len(values)), key=values.__getitem__) + 1


def _facts(judge: Judge, ranked: Sequence[Ranked]) -> list[RowFacts]:
    totals = places([each.log_probability for each in ranked])
    means = places([each.per_token for each in ranked])
    return [
        _row(judge, each, total, mean)
        for each, total, mean in zip(ranked, totals, means, strict=True)
    ]


def _row(judge: Judge, ranked: Ranked, total: int, mean: int) -> RowFacts:
    figures = (
        Figure(f"#{total} {percent(ranked.share)}", total == 1),
        Figure(short(ranked.log_probability), total == 1),
        Figure(f"#{mean} {short(ranked.per_token)}", mean == 1),
    )
    explanation = (
        f"{judge.name}: place {total}, share {percent(ranked.share)}; log-probability "
        f"{ranked.log_probability:.3f} nats; per token place {mean}, {ranked.per_token:.3f} nats"
    )
    return RowFacts(judge.name, judge_color(judge), figures, (ranked.share,), explanation)
