"""The ladder: counting and networks side by side, mixed, and token by token."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.contest import ContestDesk
from rnnlab.gui.desks.ladder import Ladder
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.overtaking import Overtaking
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.speeds import SpeedDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.ladder.choice import ContestChoice
from rnnlab.gui.panes.ladder.duel_page import DuelPage
from rnnlab.gui.panes.ladder.mixing_page import MixingPage
from rnnlab.gui.panes.ladder.table_page import LadderTable
from rnnlab.gui.poller import Poller

TABLE, MIXING, DUEL = "Table", "Mixing", "Who wins where"
_WIDTH_OF_ONE = 560  # the table has eight columns


class LadderPane(QWidget):
    """Three pages; models are only measured while the pages that need it are seen.

    Attributes:
        deck: The pages by title.
        choice: Which run is set against which n-gram model.
    """

    def __init__(
        self,
        look: Look,
        runs: RunDesk,
        ngrams: NgramDesk,
        ladder: Ladder,
        overtaking: Overtaking,
        speeds: SpeedDesk,
        contest: ContestDesk,
        poller: Poller,
    ) -> None:
        super().__init__()
        self._contest = contest
        self._dirty = True
        self.table = LadderTable(look, ladder, speeds, ngrams)
        self.mixing = MixingPage(look, contest)
        self.duel = DuelPage(look, contest)
        self.choice = ContestChoice(look, contest, runs, ngrams)
        pages = {TABLE: self.table, MIXING: self.mixing, DUEL: self.duel}
        self.deck = Deck(look, pages, _WIDTH_OF_ONE)
        self.deck.header.add(self.choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)
        for signal in (runs.records_arrived, runs.run_changed, runs.run_removed):
            signal.connect(self._mark)
        for signal in (runs.current_changed, ngrams.cleared, ngrams.model_fitted, ngrams.counted):
            signal.connect(self._mark)
        for signal in (ngrams.files.changed, overtaking.passed, speeds.changed, contest.changed):
            signal.connect(self._mark)
        for signal in (self.deck.chosen, self.choice.chosen, look.changed):
            signal.connect(self._mark)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the pages that can be seen up to date, if anything has changed."""
        visible = self.isVisible() and not self.visibleRegion().isEmpty()
        shown = set(self.deck.shown())
        compares = bool({MIXING, DUEL} & shown)
        self._contest.wake(visible and compares)
        if not visible or not self._dirty:
            return
        self._dirty = False
        if self.choice.isHidden() == compares:
            self.choice.setVisible(compares)
            self.deck.header.arrange()
        self.choice.refresh()
        if TABLE in shown:
            self.table.refresh()
        if MIXING in shown:
            self.mixing.refresh()
        if DUEL in shown:
            self.duel.refresh()

    def _mark(self, *_: object) -> None:
        self._dirty = True
