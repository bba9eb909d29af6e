"""Connections in the text: what moved the prediction of a token, for every run."""

import html
import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnnlab.gui.desks.connections import GRADIENT, OCCLUSION, ConnectionDesk
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panes.token_strip import TokenStrip
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import HelpButton, SegmentedControl, make_label
from rnnlab.gui.words import visible_token

_EXPLANATION = (
    "Point at a token, or click to keep it: a full ground marks earlier tokens that made it "
    "likelier, a hatched one those that made it less likely, the stronger the more, relative to "
    "the strongest of each run. "
    "<i>Gradient × input</i> is ∂ ln <i>p</i>/∂<i>x<sub>t</sub></i> · <i>x<sub>t</sub></i>, the "
    "effect of a small change. "
    "<i>Occlusion</i> is ln <i>p</i> − ln <i>p</i>(without token <i>t</i>), the effect of a mean "
    "vector in its place."
)
_POINT = "Point at a token to see what moved its prediction; a click keeps it."
_NOTHING = "Press Train: then point at a token to see what moved its prediction."


class _RunStrip(QWidget):
    """The name of a run over its strip."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.strip = TokenStrip(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.strip)

    def set_title(self, run: Run, facts: str) -> None:
        color = self._look.text_color(run_color(run.cell, run.shade)).name()
        name = html.escape(run.name)
        muted = self._look.text_color("muted").name()
        self.title.setText(
            f"<b style='color:{color}'>{name}</b> "
            f"<span style='color:{muted}'>{html.escape(facts)}</span>"
        )
        self.strip.setAccessibleName(f"Text as {run.name} read it. {facts}")


class ConnectivityPane(QWidget):
    """One strip of tokens a run; what is pointed at in one is asked of all."""

    def __init__(
        self, look: Look, desk: ConnectionDesk, watching: WatchDesk, poller: Poller
    ) -> None:
        super().__init__()
        self._look = look
        self._desk = desk
        self._watching = watching
        self._dirty = True
        self._was_visible = False
        self._pinned: int | None = None
        self.strips: dict[int, _RunStrip] = {}
        self._build(look)
        desk.changed.connect(self._mark)
        watching.changed.connect(self._on_watch_changed)
        look.changed.connect(self._space_out)
        poller.frame.connect(self.refresh)
        self._space_out()

    def refresh(self) -> None:
        """Bring the strips up to date, if anything has changed and they can be seen."""
        visible = self.isVisible() and not self.visibleRegion().isEmpty()
        if visible != self._was_visible:
            self._was_visible = visible
            self._desk.wake(visible)
            self._dirty = True
        if not visible or not self._dirty:
            return
        self._dirty = False
        runs = self._desk.shown_runs()
        self._match_strips(runs)
        for run in runs:
            self._draw(run)
        self.error.setText(self._desk.sentence)
        self.error.setVisible(bool(self._desk.sentence))
        self.hint.setText((_POINT if runs else _NOTHING) if self._desk.token is None else "")
        self.hint.setVisible(bool(self.hint.text()))

    def _build(self, look: Look) -> None:
        self.method = SegmentedControl({GRADIENT: "Gradient × input", OCCLUSION: "Occlusion"})
        self.method.chosen.connect(self._desk.set_method)
        self.help = HelpButton(look, "Connections in the text", _EXPLANATION)
        self._header = FlowRow(look)
        self._header.add(self.method)
        self._header.add(self.help)
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.hint = make_label(_NOTHING, "muted", wrap=True)
        self._list = QVBoxLayout()
        self._list.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._card = QFrame()
        self._card.setObjectName("card")
        self._inner = QVBoxLayout(self._card)
        for part in (self._header, self.hint, self.error):
            self._inner.addWidget(part)
        self._inner.addWidget(self._scroll, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._card)

    def _match_strips(self, runs: list[Run]) -> None:
        for key in set(self.strips) - {run.key for run in runs}:
            self.strips.pop(key).deleteLater()
        for run in runs:
            if run.key not in self.strips:
                made = _RunStrip(self._look)
                made.strip.hovered.connect(self._on_hovered)
                made.strip.clicked.connect(self._on_clicked)
                self.strips[run.key] = made
                self._list.insertWidget(self._list.count() - 1, made)

    def _draw(self, run: Run) -> None:
        ids, parts = self._watching.ids, self.strips[run.key]
        if ids is None:
            return
        tokens = run.codec.vocabulary.decode(ids)
        parts.strip.show_text(tokens, run_color(run.cell, run.shade))
        effect, token = self._desk.effects.get(run.key), self._desk.token
        if effect is None or effect.token != token:
            # What is being worked out takes the place of the old answer when it comes.
            parts.strip.show_effect(token, np.empty(0))
            parts.set_title(run, "")
            return
        parts.strip.show_effect(token, effect.moved)
        chance = (
            f"p({visible_token(tokens[effect.token])}) = {math.exp(effect.log_probability):.2g}"
        )
        parts.set_title(run, f"step {effect.step:,} · {chance}")

    def _on_hovered(self, token: int) -> None:
        if token >= 1:
            self._desk.ask(token)
        elif token < 0:
            self._desk.ask(self._pinned)

    def _on_clicked(self, token: int) -> None:
        self._pinned = None if token == self._pinned or token < 1 else token
        self._desk.ask(token if token >= 1 else None)

    def _on_watch_changed(self) -> None:
        self._pinned = None
        self._dirty = True

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _space_out(self) -> None:
        px = self._look.px
        self._outer.setContentsMargins(*[px(4)] * 4)
        self._inner.setContentsMargins(px(12), px(8), px(8), px(8))
        self._inner.setSpacing(px(6))
        self._list.setContentsMargins(0, 0, px(8), 0)
        self._list.setSpacing(px(10))
        self._dirty = True
