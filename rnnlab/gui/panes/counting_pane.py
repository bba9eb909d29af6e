"""Counting: what n-gram models are made of, what they cost, and what smoothing does."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.growing import GrowthDesk
from rnnlab.gui.desks.look_up import LookUpDesk
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.smoothings import SmoothingDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.counting.controls import NgramControls
from rnnlab.gui.panes.counting.growth_page import GrowthPage
from rnnlab.gui.panes.counting.smoothing_page import SmoothingPage
from rnnlab.gui.panes.counting.sparsity_page import SparsityPage
from rnnlab.gui.panes.counting.storage_page import StoragePage
from rnnlab.gui.panes.counting.table_page import TablePage
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import Notice

TABLE, SPARSITY, STORAGE, GROWTH = "Table", "Sparsity", "Storage", "Growth"
SMOOTHINGS = "Smoothings"
_GROWING = {SPARSITY, STORAGE, GROWTH}


class CountingPane(QWidget):
    """Five pages; what is seen is worked out.

    Attributes:
        deck: The pages by title.
        controls: Smoothing, order, files.
    """

    def __init__(
        self,
        look: Look,
        ngrams: NgramDesk,
        look_up: LookUpDesk,
        growing: GrowthDesk,
        smoothings: SmoothingDesk,
        runs: RunDesk,
        poller: Poller,
    ) -> None:
        super().__init__()
        self._look = look
        self._runs, self._growing = runs, growing
        self._dirty = True
        self._notice: Notice | None = None
        self.table = TablePage(look, look_up, ngrams)
        self.sparsity = SparsityPage(look)
        self.storage = StoragePage(look)
        self.growth = GrowthPage(look)
        self.smoothings = SmoothingPage(look, smoothings, ngrams)
        self.controls = NgramControls(look, ngrams)
        self.deck = Deck(
            look,
            {
                TABLE: self.table,
                SPARSITY: self.sparsity,
                STORAGE: self.storage,
                GROWTH: self.growth,
                SMOOTHINGS: self.smoothings,
            },
        )
        self.deck.header.add(self.controls)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.deck)
        for signal in (ngrams.cleared, ngrams.model_fitted, ngrams.counted, ngrams.refused):
            signal.connect(self._mark)
        for signal in (look_up.changed, growing.changed, smoothings.changed, self.deck.chosen):
            signal.connect(self._mark)
        for signal in (runs.current_changed, runs.run_changed):
            signal.connect(self._mark)
        self.controls.refused.connect(self._refuse)
        ngrams.files.refused.connect(self._refuse)
        ngrams.files.told.connect(self._tell)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the pages that can be seen up to date, if anything has changed."""
        visible = self.isVisible() and not self.visibleRegion().isEmpty()
        shown = set(self.deck.shown())
        self._growing.wake(visible and bool(_GROWING & shown))
        if not visible or not self._dirty:
            return
        self._dirty = False
        if TABLE in shown:
            self.table.refresh()
        if SPARSITY in shown:
            self.sparsity.show_growth(self._growing)
        if STORAGE in shown:
            self.storage.show_growth(self._growing, self._runs.current)
        if GROWTH in shown:
            self.growth.show_growth(self._growing)
        if SMOOTHINGS in shown:
            self.smoothings.show_smoothings()

    def notice(self) -> str:
        """The message that is shown; empty if there is none."""
        return self._notice.text() if self._notice is not None else ""

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _refuse(self, sentence: str) -> None:
        self._say("error", sentence)

    def _tell(self, sentence: str) -> None:
        self._say("info", sentence)

    def _say(self, kind: str, sentence: str) -> None:
        """Put a sentence over the pages; take the one before away."""
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if sentence:
            self._notice = Notice(
                self._look, "error" if kind == "error" else "info", sentence, parent=self
            )
            self._notice.dismissed.connect(lambda: self._say("", ""))
            self._layout.insertWidget(0, self._notice)
