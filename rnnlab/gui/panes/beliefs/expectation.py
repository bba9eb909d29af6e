"""What every model thought of one token, in a small table."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from rnnlab.gui.desks.belief_questions import Scored, WhatElse
from rnnlab.gui.desks.believing import INSTEAD, LIKELIHOOD, BeliefDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.beliefs.figures import judge_color, percent
from rnnlab.gui.words import visible_token

_FIRST = "The first token is context only: nothing stands before it that could foretell it."


@dataclass(frozen=True)
class Pointed:
    """A token of a line.

    Attributes:
        line: Number of the line among those asked about.
        text: The line.
        tokens: As the model pointed at cuts it.
        place: Index of the token.
    """

    line: int
    text: str
    tokens: tuple[str, ...]
    place: int

    @property
    def question(self) -> WhatElse | None:
        """What to ask the models; nothing of the first token."""
        return WhatElse(self.text, self.place, self.tokens) if self.place else None


def explain(desk: BeliefDesk, look: Look, pointed: Pointed, surface: str) -> str:
    """Rich text: the token, and a row for each model that cuts the line alike.

    Args:
        desk: Holds the answers.
        look: Gives colours.
        pointed: Which token.
        surface: The colour it is read on.
    """
    word = html.escape(visible_token(pointed.tokens[pointed.place]))
    if not pointed.place:
        return f"<b>{word}</b> {_FIRST}"
    rows = []
    for judge in desk.judges():
        scored = _scored(desk, judge.key, pointed)
        if scored is not None:
            color = look.text_color(judge_color(judge), surface).name()
            chance = percent(math.exp(scored.log_probabilities[pointed.place - 1]))
            expected = _expected(desk, judge.key, pointed)
            rows.append(_row(f"<b style='color:{color}'>{_kept(judge.name)}</b>", chance, expected))
    head = _row(f"<b>{word}</b>", "p", "expected")
    return f"<table cellspacing='0' cellpadding='1'>{head}{''.join(rows)}</table>"


def _row(name: str, chance: str, expected: str) -> str:
    return (
        f"<tr><td>{name}&nbsp;&nbsp;</td><td align='right'>{_kept(chance)}&nbsp;&nbsp;</td>"
        f"<td style='white-space: nowrap'>{expected}</td></tr>"
    )


def _kept(words: str) -> str:
    """Words that are not torn apart."""
    return html.escape(words).replace(" ", "&nbsp;")


def _scored(desk: BeliefDesk, judge: str, pointed: Pointed) -> Scored | None:
    answer = desk.answer(LIKELIHOOD, judge)
    lines: Sequence[Scored] = (answer.result if answer else None) or ()
    if pointed.line >= len(lines) or lines[pointed.line].tokens != pointed.tokens:
        return None
    return lines[pointed.line]


def _expected(desk: BeliefDesk, judge: str, pointed: Pointed) -> str:
    answer = desk.answer(INSTEAD, judge)
    if answer is None or answer.question != pointed.question or answer.result is None:
        return "…"
    return " &nbsp;".join(
        f"{_kept(visible_token(token))}&nbsp;{_kept(percent(chance))}"
        for token, chance in answer.result
    )
