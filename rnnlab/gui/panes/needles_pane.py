"""Needle tests: who can remember how far, and why a vanished gradient is not forgetting."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.needles import NeedleDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.needles.mixed_view import MixedView
from rnnlab.gui.panes.needles.sweep_view import SweepView
from rnnlab.gui.poller import Poller
from rnnlab.training.needles.mixed import DEFAULT_BUDGET
from rnnlab.training.needles.results import Budget


class NeedlesPane(QWidget):
    """Two views on small networks that are trained for a question each.

    Args:
        look: Gives lengths.
        desk: Holds what was found.
        poller: Says when to draw.
        sweep_budget, mixed_budget: How long each network may train; for tests.
    """

    def __init__(
        self,
        look: Look,
        desk: NeedleDesk,
        poller: Poller,
        sweep_budget: Budget | None = None,
        mixed_budget: Budget = DEFAULT_BUDGET,
    ) -> None:
        super().__init__()
        self._dirty = True
        self.sweep = SweepView(look, desk, sweep_budget)
        self.mixed = MixedView(look, desk, mixed_budget)
        self.deck = Deck(
            look, {"Who finds the needle": self.sweep, "Vanished is not forgotten": self.mixed}
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)
        desk.changed.connect(self._mark)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the views up to date, if anything has changed and they can be seen."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        self.sweep.refresh()
        self.mixed.refresh()

    def _mark(self) -> None:
        self._dirty = True
