"""Looks into frozen copies of the runs, as often as a small share of the time allows."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.freezing import FreezeDesk, MakeWeights
from rnnlab.gui.desks.insight import Insight, Wish, find_out
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.models.blocks import recurrent_blocks

if TYPE_CHECKING:
    from rnnlab.probes.spectra import Spectrum
    from rnnlab.text import IntArray

SHORTEST_INTERVAL = 3.0  # seconds between two looks into a run that trains
SHARE = 0.02  # of the time that looking may take, for all runs together
_OTHER_TEXT = "The text of this run is not open: open it, then its memory can be measured."


class LookDesk(QObject):
    """Brings an `Insight` of every visible run; the one in front gets what is wished for.

    Attributes:
        insights: The latest by run, always of the watched text.
        sentences: Why a run has none, by run.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        watching: WatchDesk,
        freezing: FreezeDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._watching = watching
        self._freezing = freezing
        self._asked: dict[int, float] = {}
        self._tasks: dict[int, int] = {}
        self._under_way: dict[int, tuple[Wish, IntArray]] = {}
        self._awake = False
        self._wish = Wish()
        self.insights: dict[int, Insight] = {}
        self.sentences: dict[int, str] = {}
        watching.changed.connect(self._on_watch_changed)
        runs.current_changed.connect(self._look_at_all)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._forget)
        runs.probe_arrived.connect(self._on_probe_arrived)

    def wake(self, awake: bool) -> None:
        """Work only while somebody looks."""
        self._awake = awake
        self._look_at_all()

    def wish(self, wish: Wish) -> None:
        """Wish for something of the run in front; what is there already is not asked for again."""
        self._wish = wish
        if self._runs.current is not None:
            self._look(self._runs.current)

    def of_current(self) -> Insight | None:
        """The insight into the run in front."""
        run = self._runs.current
        return self.insights.get(run.key) if run else None

    def sentence_of_current(self) -> str:
        """Why there is none; empty if all is well."""
        run = self._runs.current
        return self.sentences.get(run.key, "") if run else ""

    def _wish_for(self, run: Run) -> Wish:
        """What the run's cell can answer of what is wished for."""
        if run is not self._runs.current:
            return Wish()
        layer = min(self._wish.layer, run.config.model.layers - 1)
        has_block = self._wish.block in recurrent_blocks(run.config.model.cell)
        return replace(self._wish, layer=layer, block=self._wish.block if has_block else None)

    def _look_at_all(self) -> None:
        for run in list(self._runs.runs.values()):
            self._look(run)

    def _look(self, run: Run) -> None:
        """Ask for a look, unless what it would bring is there."""
        if not self._is_up_to_date(run):
            self._ask(run)

    def _ask(self, run: Run) -> None:
        ids, wish = self._watching.ids, self._wish_for(run)
        if ids is None or not self._awake or not run.visible:
            return
        if self._is_under_way(run, wish, ids):
            return
        codec = self._watching.codec
        if codec is None or run.codec.vocabulary.tokens != codec.vocabulary.tokens:
            self._say(run.key, _OTHER_TEXT)
            return
        self._asked[run.key] = time.monotonic()
        self._under_way[run.key] = wish, ids
        self._background.cancel(self._tasks.pop(run.key, None))
        at_start = self._known_start(run, wish)

        def frozen(step: int, make: MakeWeights) -> None:
            self._tasks[run.key] = self._background.start(
                lambda: find_out(run, step, make, ids, wish, at_start),
                self._take,
                on_failed=lambda sentence: self._refuse(run.key, ids, sentence),
                in_line=True,
            )

        self._freezing.ask(run, "looking", frozen)

    def _is_under_way(self, run: Run, wish: Wish, ids: IntArray) -> bool:
        asked, text = self._under_way.get(run.key, (None, None))
        return asked == wish and text is ids

    def _known_start(self, run: Run, wish: Wish) -> Spectrum | None:
        """The spectrum that training began from does not change."""
        held = self.insights.get(run.key)
        same = held is not None and (held.wish.block, held.wish.layer) == (wish.block, wish.layer)
        return held.spectrum_at_start if held is not None and same else None

    def _is_up_to_date(self, run: Run) -> bool:
        """Of a run that trains, the wish alone counts: time brings the next look."""
        held = self.insights.get(run.key)
        if held is None or held.ids is not self._watching.ids or held.wish != self._wish_for(run):
            return False
        return run.active or held.step == run.step

    def _take(self, insight: Insight | None) -> None:
        run = self._runs.runs.get(insight.run) if insight else None
        if insight is None or run is None:
            return
        self._under_way.pop(run.key, None)
        if insight.ids is self._watching.ids:
            self.insights[run.key] = insight
            self.sentences.pop(run.key, None)
            self.changed.emit()
        self._look(run)  # it may have gone on and ended meanwhile

    def _refuse(self, key: int, ids: IntArray, sentence: str) -> None:
        self._under_way.pop(key, None)
        if ids is self._watching.ids and key in self._runs.runs:
            self.insights.pop(key, None)
            self._say(key, sentence)

    def _say(self, key: int, sentence: str) -> None:
        if self.sentences.get(key) != sentence:
            self.sentences[key] = sentence
            self.changed.emit()

    def _on_watch_changed(self) -> None:
        ids = self._watching.ids
        self.insights = {key: one for key, one in self.insights.items() if one.ids is ids}
        self.sentences.clear()
        self.changed.emit()
        self._look_at_all()

    def _on_run_changed(self, key: int) -> None:
        run = self._runs.runs[key]
        if not run.visible:
            self._forget(key)
        elif not run.active or key not in self.insights:
            self._look(run)

    def _on_probe_arrived(self, key: int) -> None:
        run = self._runs.runs.get(key)
        if run is None or not self._is_due(run):
            return
        held = self.insights.get(key)
        if held is None or held.step != run.step:
            self._ask(run)

    def _is_due(self, run: Run) -> bool:
        held = self.insights.get(run.key)
        training = sum(each.active and each.visible for each in self._runs.runs.values())
        rest = (held.seconds if held else 0.0) / SHARE * max(training, 1)
        asked = self._asked.get(run.key, float("-inf"))
        return time.monotonic() - asked >= max(SHORTEST_INTERVAL, rest)

    def _forget(self, key: int) -> None:
        self._background.cancel(self._tasks.pop(key, None))
        for kept in (self.insights, self.sentences, self._asked, self._under_way):
            kept.pop(key, None)
        self.changed.emit()
