"""Measuring a run beside an n-gram model, as long as somebody looks."""

from __future__ import annotations

import itertools
import time

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.comparing import Contest, Duel, compare, duel_at
from rnnlab.gui.desks.freezing import FreezeDesk, MakeWeights
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.ngram import NgramModel

_LOOKING_SHARE = 0.02  # of the time, while a run trains
_SHORTEST_PAUSE = 5.0
_NO_TEXT = "The text of this run is not the one that is open: open it to compare them."
_NO_RUN = "There is no run to compare yet: press Train first."
_NO_MODEL = "The n-gram models are still being counted."


class ContestDesk(QObject):
    """Measures one run beside one n-gram model while somebody looks.

    A run that trains is measured again and again, in at most a fiftieth of the time.

    Attributes:
        run: Key of the chosen run; None for the current one.
        rival: Name of the chosen n-gram model; empty for the highest order.
        contest: The latest; None until there is one.
        duel: The token that was asked about last.
        sentence: Why there is no contest; empty if all is well.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        ngrams: NgramDesk,
        freezing: FreezeDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._ngrams = ngrams
        self._freezing = freezing
        self._task: int | None = None
        self._numbers = itertools.count(1)
        self._number = 0
        self._under_way = False
        self._awake = False
        self._due = 0.0
        self._place: tuple[int, int] | None = None
        self.run: int | None = None
        self.rival = ""
        self.contest: Contest | None = None
        self.duel: Duel | None = None
        self.sentence = ""
        runs.current_changed.connect(self._on_changed)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)
        runs.records_arrived.connect(self._on_records_arrived)
        ngrams.cleared.connect(self._on_changed)
        ngrams.counted.connect(self._on_changed)
        ngrams.files.changed.connect(self._on_changed)

    @property
    def busy(self) -> bool:
        """Whether something is being measured."""
        return self._under_way

    def wake(self, awake: bool) -> None:
        """Work only while somebody looks."""
        if awake != self._awake:
            self._awake = awake
            self._begin()

    def choose(self, run: int | None, rival: str) -> None:
        """Compare others."""
        self.run, self.rival = run, rival
        self._on_changed()

    def chosen_run(self) -> Run | None:
        """The run that is compared."""
        if self.run is not None:
            return self._runs.runs.get(self.run)
        return self._runs.current

    def chosen_rival(self) -> str:
        """The n-gram model that is compared; empty if there is none yet."""
        named = self._ngrams.named()
        if self.rival in named:
            return self.rival
        orders = sorted(self._ngrams.models)
        return f"{orders[-1]}-gram" if orders else next(iter(named), "")

    def ask(self, column: int, row: int) -> None:
        """Ask what both expected at a token of the contest."""
        self._place = (column, row)
        self._look()

    def _begin(self) -> None:
        """Measure, if there is something new to measure."""
        run, rival = self.chosen_run(), self.chosen_rival()
        refusal = self._refusal(run, rival)
        if refusal or run is None:
            self._show(None, refusal)
            return
        held = self.contest
        model = self._ngrams.named()[rival]
        known = held is not None and held.run == run.key and held.model is model
        if not self._awake or self._under_way or (known and held and held.step == run.step):
            return
        self._under_way = True
        self._number = next(self._numbers)
        number = self._number

        def frozen(step: int, make: MakeWeights) -> None:
            if number == self._number:
                self._measure(run, step, make, rival, model)

        self._freezing.ask(run, "contest", frozen)
        self.changed.emit()

    def _refusal(self, run: Run | None, rival: str) -> str:
        if run is None:
            return _NO_RUN
        if run.corpus is None or run.corpus is not self._ngrams.corpus:
            return _NO_TEXT
        return "" if rival else self._ngrams.sentence or _NO_MODEL

    def _measure(
        self, run: Run, step: int, make: MakeWeights, rival: str, model: NgramModel
    ) -> None:
        self._task = self._background.start(
            lambda: compare(run, step, make, rival, model),
            self._accept,
            on_failed=self._fail,
            in_line=True,
        )

    def _accept(self, found: Contest | None) -> None:
        if found is None:
            return
        self._under_way = False
        pause = max(found.seconds / _LOOKING_SHARE, _SHORTEST_PAUSE)
        self._due = time.monotonic() + pause
        self._show(found, "")
        self._look()
        run = self._runs.runs.get(found.run)
        if run is not None and not run.active:
            self._begin()  # it came to rest meanwhile

    def _fail(self, sentence: str) -> None:
        self._under_way = False
        self._show(None, sentence)

    def _show(self, contest: Contest | None, sentence: str) -> None:
        self.contest, self.sentence = contest, sentence
        if contest is None:
            self.duel = None
        self.changed.emit()

    def _look(self) -> None:
        contest, place = self.contest, self._place
        if contest is None or place is None:
            return
        rows, columns = contest.quick.positions.shape
        if place[0] >= columns or place[1] >= rows:  # of a longer text that was open before
            self._place = None
            return
        self._background.start(lambda: duel_at(contest, *place), self._take_duel)

    def _take_duel(self, duel: Duel) -> None:
        if duel.contest is self.contest and (duel.column, duel.row) == self._place:
            self.duel = duel
            self.changed.emit()

    def _on_changed(self) -> None:
        """Another run or model: what is under way is of no use any more."""
        self._background.cancel(self._task)
        self._number = next(self._numbers)
        self._under_way = False
        held, run = self.contest, self.chosen_run()
        named = self._ngrams.named()
        gone = held is not None and (
            run is None or held.run != run.key or named.get(self.chosen_rival()) is not held.model
        )
        if gone:
            self.contest = self.duel = None
        self._begin()
        self.changed.emit()

    def _on_run_changed(self, key: int) -> None:
        run = self.chosen_run()
        if run is not None and key == run.key and not run.active:
            self._begin()

    def _on_run_removed(self, key: int) -> None:
        if key == self.run:
            self.run = None
        self._on_changed()

    def _on_records_arrived(self, keys: set[int]) -> None:
        run = self.chosen_run()
        if run is not None and run.key in keys and time.monotonic() >= self._due:
            self._begin()
