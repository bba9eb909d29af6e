"""How likely a text is to every model, token by token."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QToolTip, QVBoxLayout, QWidget

from rnnlab.gui.desks.belief_examples import Example
from rnnlab.gui.desks.belief_questions import Figures, HowLikely, Scored, figures
from rnnlab.gui.desks.believing import INSTEAD, LIKELIHOOD, BeliefDesk
from rnnlab.gui.desks.judging import Answer, Judge
from rnnlab.gui.look import Look
from rnnlab.gui.panes.beliefs.belief_view import BeliefView, Key, Make
from rnnlab.gui.panes.beliefs.expectation import Pointed, explain
from rnnlab.gui.panes.beliefs.figures import judge_color, of_which_step, short
from rnnlab.gui.panes.beliefs.lines_edit import LinesEdit
from rnnlab.gui.panes.beliefs.model_row import Figure, ModelRow, RowFacts
from rnnlab.gui.panes.beliefs.probability_strip import ProbabilityStrip
from rnnlab.gui.panes.beliefs.surprise_scale import SurpriseScale
from rnnlab.gui.widgets import make_label

_COLUMNS = (62, 64, 62)
_ROOM_FOR_SCALE = 350
_DRAWN_AT_ONCE = 4_000  # tokens a frame; more would make the window stutter
_EXPLANATION = (
    "A text is as likely as all its tokens in turn, log <i>p</i>(<i>x</i>) = "
    "Σ<sub><i>t</i></sub> log <i>p</i>(<i>x<sub>t</sub></i> | <i>x</i><sub>&lt;<i>t</i></sub>); "
    "each line is read by itself from a zero state, so its first token is context only. "
    "Over <i>T</i> tokens that is −log<sub>2</sub> <i>p</i>(<i>x</i>)/<i>T</i> bits per token, "
    "and the perplexity exp(−ln <i>p</i>(<i>x</i>)/<i>T</i>) is how many tokens it wavered "
    "between. "
    "A ground is the stronger the more the token surprised the model, on one scale for all; "
    "point at a token to see what was expected, click to keep that."
)
_ASKING = "The models are reading …"
_EMPTY = "Type or paste a sentence, or several, a line each."


class ScoredLine(QWidget):
    """A line as one model read it: figures over a strip."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.row = ModelRow(look, _COLUMNS)
        self.strip = ProbabilityStrip(look)
        self.sentence = make_label("", "small", wrap=True)
        self._scored: Scored | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(4))
        column.setSpacing(0)
        for part in (self.row, self.strip, self.sentence):
            column.addWidget(part)

    def show_scored(self, judge: Judge, step: int | None, scored: Scored) -> bool:
        """Whether it was not shown before."""
        self.row.show_facts(_facts(judge, step, figures([scored])))
        if scored is self._scored:
            return False
        self._scored = scored
        self.strip.setVisible(bool(scored.tokens))
        self.strip.show_scored(scored.tokens, scored.log_probabilities)
        self.strip.setAccessibleName(f"Text as {judge.name} read it")
        self.sentence.setText(scored.sentence)
        self.sentence.setVisible(bool(scored.sentence))
        return True


class LikelihoodView(BeliefView):
    """Lines to type in; for each line and model its figures over a strip of tokens."""

    def __init__(self, look: Look, desk: BeliefDesk) -> None:
        super().__init__(look, desk, LIKELIHOOD, _EXPLANATION)
        self.field = LinesEdit(look, "Text whose likelihood is asked, a sentence a line")
        self.field.settled.connect(self._ask)
        self.heads = ModelRow(look, _COLUMNS)
        heads = tuple(map(Figure, ("log p, nats", "bits/token", "perplexity")))
        self.heads.show_facts(RowFacts("", "", heads, explanation="Columns"))
        self.heads.setToolTip("Of every line: log p(x) in nats, −log₂ p(x)/T, exp(−ln p(x)/T)")
        self._pinned: Pointed | None = None
        self._under: Pointed | None = None
        self._place = QPoint()
        self._room = 0
        self.scale = SurpriseScale(look)
        self.build_with(self.heading(self.field), self.heads, self.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the heads of the columns are worth more than the scale."""
        super().resizeEvent(event)
        self.scale.setVisible(self.width() >= self.look.px(_ROOM_FOR_SCALE))

    def take(self, example: Example) -> None:
        """Ask about both sentences of an example."""
        self.field.offer(example.right)

    def is_own(self) -> bool:
        """Whether somebody has typed here."""
        return self.field.own and bool(self.field.toPlainText())

    def refresh(self) -> None:
        """Show the latest answer of each model."""
        lines = self.field.lines()
        found = [(judge, self.desk.answer(LIKELIHOOD, judge.key)) for judge in self.desk.judges()]
        answered = [(judge, answer) for judge, answer in found if answer is not None]
        waiting = self.nobody() if answered or not found else _ASKING
        self.say(waiting if lines else _EMPTY, self.field.sentence())
        shown = self.arrange(self._wanted(lines, answered))
        self._room = _DRAWN_AT_ONCE
        for judge, answer in answered:
            self._draw(shown, judge, answer)
        self._show_expectations()

    def _wanted(
        self, lines: tuple[str, ...], answered: list[tuple[Judge, Answer]]
    ) -> list[tuple[Key, Make]]:
        wanted = self.notes(answered) if lines else []
        if len(lines) > 1:
            words = f"{'both' if len(lines) == 2 else f'all {len(lines)}'} lines together"
            wanted.append((("together", words), partial(make_label, words, "small")))
            wanted += [
                (("total", judge.key), partial(ModelRow, self.look, _COLUMNS))
                for judge, _ in answered
            ]
            wanted.append((("apart",), partial(make_label, "each line by itself", "small")))
        for number, _ in enumerate(lines):
            wanted += [
                (("line", number, judge.key), partial(self._make_line, number))
                for judge, answer in answered
                if answer.result is not None and number < len(answer.result)
            ]
            if self._pinned is not None and self._pinned.line == number:
                wanted.append((("detail", number), self._make_detail))
        return wanted

    def _draw(self, shown: dict[Key, QWidget], judge: Judge, answer: Answer) -> None:
        lines: list[Scored] = answer.result or []
        total = shown.get(("total", judge.key))
        if isinstance(total, ModelRow):
            total.show_facts(_facts(judge, answer.step, figures(lines)))
        for number, scored in enumerate(lines):
            line = shown.get(("line", number, judge.key))
            if isinstance(line, ScoredLine):
                if self._room <= 0:
                    self.stale.emit()
                    return
                if line.show_scored(judge, answer.step, scored):
                    self._room -= len(scored.tokens)
                line.strip.frame(self._framed(number, scored.tokens))

    # tokens pointed at

    def strip(self, line: int, judge: str) -> ProbabilityStrip | None:
        """The strip of a line as a model read it, if it is there."""
        found = self.part("line", line, judge)
        return found.strip if isinstance(found, ScoredLine) else None

    def _make_line(self, number: int) -> QWidget:
        made = ScoredLine(self.look)
        made.strip.pointed.connect(lambda place, at: self._point(made, number, place, at))
        made.strip.hovered.connect(self._on_hovered)
        made.strip.clicked.connect(lambda place: self._pin(self._at(made, number, place)))
        return made

    @property
    def detail(self) -> QLabel | None:
        """What was expected at the token that is held, if there is room for it."""
        found = self.part("detail", self._pinned.line) if self._pinned is not None else None
        return found if isinstance(found, QLabel) else None

    def _make_detail(self) -> QWidget:
        made = QLabel()
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setWordWrap(True)
        return made

    def _at(self, line: ScoredLine, number: int, place: int) -> Pointed | None:
        question, tokens = self.desk.question(LIKELIHOOD), line.strip.read
        if not isinstance(question, HowLikely) or not 0 <= place < len(tokens):
            return None
        if number >= len(question.lines):
            return None
        return Pointed(number, question.lines[number], tokens, place)

    def _point(self, line: ScoredLine, number: int, place: int, at: QPoint) -> None:
        self._under, self._place = self._at(line, number, place), at
        self._ask_instead()
        self._show_expectations()

    def _on_hovered(self, token: int) -> None:
        if token < 0:
            self._under = None
            QToolTip.hideText()
            self._ask_instead()

    def _pin(self, pointed: Pointed | None) -> None:
        self._pinned = None if pointed == self._pinned else pointed
        self._ask_instead()
        self.refresh()
        if self.detail is not None:
            self.bring_into_view(self.detail)

    def _framed(self, number: int, tokens: tuple[str, ...]) -> int | None:
        held = self._pinned
        return held.place if held and (held.line, held.tokens) == (number, tokens) else None

    def _ask_instead(self) -> None:
        pointed = self._under or self._pinned
        self.desk.ask(INSTEAD, pointed.question if pointed else None)
        self.desk.wake(INSTEAD, pointed is not None)

    def _show_expectations(self) -> None:
        if self._under is not None:
            words = explain(self.desk, self.look, self._under, "tooltip")
            QToolTip.showText(self._place, words, self)
        if self.detail is not None and self._pinned is not None:
            self.detail.setText(explain(self.desk, self.look, self._pinned, "panel"))

    def _ask(self) -> None:
        lines = self.field.lines()
        self._under = self._pinned = None
        self._ask_instead()
        self.desk.ask(LIKELIHOOD, HowLikely(lines) if lines else None)
        self.stale.emit()


def _facts(judge: Judge, step: int | None, found: Figures | None) -> RowFacts:
    color, detail = judge_color(judge), of_which_step(judge, step)
    if found is None:
        return RowFacts(judge.name, color, (), detail=detail)
    columns = (found.log_probability, found.bits_per_token, found.perplexity)
    words = tuple(Figure(short(value), place == 2) for place, value in enumerate(columns))
    name = ", ".join(filter(None, (judge.name, detail)))
    explanation = (
        f"{name}: log-probability {words[0].words} nats, {words[1].words} bits per token, "
        f"perplexity {words[2].words}"
    )
    return RowFacts(judge.name, color, words, explanation=explanation, detail=detail)
