"""Who wins where: held-out text, coloured by the model that foresaw each token better."""

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea

from rnnlab.gui.desks.comparing import Contest, Duel
from rnnlab.gui.desks.contest import ContestDesk
from rnnlab.gui.desks.quick_scores import counted
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.ladder.duel_bars import DuelBars, likeliest
from rnnlab.gui.panes.ladder.duel_strip import DuelStrip, FloatArray
from rnnlab.gui.widgets import Card, IconButton, NumberLabel, make_label
from rnnlab.ngram import advantage
from rnnlab.text import Codec
from rnnlab.text.held_out import LEFT_OUT

_EXPLANATION = (
    "Each token of the validation text stands on the colour of the model that gave it the higher "
    "probability, the stronger the larger ln <i>p</i><sub>network</sub> − "
    "ln <i>p</i><sub>n-gram</sub>; the colour is full from ten times the probability on. "
    "An n-gram model often wins within words it has seen, where its table is exact, and the "
    "network where more context is needed than the table has. "
    "A click on a token shows what both expected there."
)
_RIVAL_COLOR = "ngram:3"
_LEVEL = 0.005  # nats that are not worth a word


class DuelPage(Card):
    """A stretch of text, a summary over all of them, and bars for a chosen token.

    Args:
        look: Gives colours and lengths.
        desk: Measures the two models.
    """

    def __init__(self, look: Look, desk: ContestDesk) -> None:
        super().__init__(look, "Who wins where", _EXPLANATION)
        self._desk = desk
        self._column = 0
        self._shown: tuple[Contest, int] | None = None
        self.strip = DuelStrip(look)
        self.bars = DuelBars(look)
        self.summary = make_label("", "small", wrap=True)
        self.place = NumberLabel("", "small")
        self.before = IconButton(look, "chevron-left", "Stretch of text before")
        self.after = IconButton(look, "chevron-right", "Next stretch of text")
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.strip.clicked.connect(self._on_clicked)
        self._arrange()

    def refresh(self) -> None:
        """Show what the desk has measured."""
        contest, run = self._desk.contest, self._desk.chosen_run()
        for widget in (self.strip, self.before, self.after, self.place):
            widget.setVisible(contest is not None)
        if contest is None or run is None:
            self.summary.setText(self._desk.sentence or "Both models are being measured.")
            self.bars.hide()
            self._shown = None
            return
        colors = (run_color(run.cell, run.shade), _RIVAL_COLOR)
        if self._shown != (contest, self._column):
            self._show_stretch(contest, run.codec, colors)
        self._show_duel(self._desk.duel, run.codec, colors)

    def _show_stretch(self, contest: Contest, codec: Codec, colors: tuple[str, str]) -> None:
        columns = contest.quick.positions.shape[1]
        self._column = min(self._column, columns - 1)
        self._shown = (contest, self._column)
        positions = contest.quick.positions[:, self._column]
        tokens = codec.vocabulary.decode(contest.ids[positions])
        names = (contest.name, contest.rival)
        self.strip.show_text(list(tokens), leads_in(contest, self._column), names, colors)
        self.place.set_text(f"{self._column + 1} of {columns}")
        self.summary.setText(summary(contest))

    def _show_duel(self, duel: Duel | None, codec: Codec, colors: tuple[str, str]) -> None:
        mine = duel is not None and duel.column == self._column
        self.bars.setVisible(mine)
        if duel is None or not mine:
            return
        contest, tokens = duel.contest, codec.vocabulary.tokens
        truth = int(contest.ids[contest.quick.positions[duel.row, duel.column]])
        self.strip.choose(duel.row)
        self.bars.show_sides(
            [
                (contest.name, colors[0], likeliest(duel.network, tokens, truth)),
                (contest.rival, colors[1], likeliest(duel.ngram, tokens, truth)),
            ]
        )

    def _on_clicked(self, row: int) -> None:
        self.strip.choose(row)
        self._desk.ask(self._column, row)

    def _turn(self, by: int) -> None:
        contest = self._desk.contest
        if contest is not None:
            self._column = (self._column + by) % contest.quick.positions.shape[1]
            self.strip.choose(None)
            self.refresh()

    def _arrange(self) -> None:
        for widget in (self.before, self.place, self.after):
            self.add_action(widget)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.strip)
        scroll.setMinimumHeight(1)
        row = QHBoxLayout()
        row.addWidget(scroll, 1)
        row.addWidget(self.bars)
        self.body.addWidget(self.summary)
        self.body.addLayout(row, 1)
        self.bars.hide()


def leads_in(contest: Contest, column: int) -> FloatArray:
    """By how many nats the network is ahead at each token of a column; NaN where none counts."""
    first, second = contest.network[:, column], contest.ngram[:, column]
    leads = advantage(first, second) * math.log(2.0)
    leads[contest.quick.targets[:, column] == LEFT_OUT] = np.nan
    return leads


def summary(contest: Contest) -> str:
    """Who wins how often and by how much, over all tokens."""
    leads = contest.lead()
    first, second = contest.name, contest.rival
    wins, losses = leads > 0, leads < 0
    all_in_all = -float(counted(contest.quick, contest.ngram).mean()) + float(
        counted(contest.quick, contest.network).mean()
    )
    return (
        f"{first} (weights of step {contest.step:,}) foresees {_share(wins)} of the "
        f"{len(leads):,} tokens better, these by {_mean(leads[wins])} on average; the {second} "
        f"{_share(losses)}, these by {_mean(-leads[losses])}. {_whole(all_in_all, first, second)}"
    )


def _share(which: npt.NDArray[np.bool_]) -> str:
    return f"{100.0 * float(which.mean()):.0f} %"


def _mean(leads: FloatArray) -> str:
    if not len(leads):
        return "0 nats"
    found = float(leads.mean())
    return f"{found:.2f} nats" if math.isfinite(found) else "more than can be counted"


def _whole(lead: float, first: str, second: str) -> str:
    if math.isinf(lead):
        return f"The {second} thinks a token impossible that came: its loss is infinite."
    if abs(lead) < _LEVEL:
        return "On all tokens they are level."
    ahead = first if lead > 0 else f"the {second}"
    return f"On all tokens {ahead} is {abs(lead):.2f} nats ahead."
