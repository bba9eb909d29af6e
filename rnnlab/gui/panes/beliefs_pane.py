"""Beliefs: how likely texts are to networks and to n-gram models."""

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.desks.belief_examples import examples_for
from rnnlab.gui.desks.believing import FILL_IN, INSTEAD, LIKELIHOOD, PROPOSE, RANK, BeliefDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.beliefs.belief_view import BeliefView
from rnnlab.gui.panes.beliefs.fill_in_view import FillInView
from rnnlab.gui.panes.beliefs.likelihood_view import LikelihoodView
from rnnlab.gui.panes.beliefs.orders_button import OrdersButton
from rnnlab.gui.panes.beliefs.rank_view import RankView
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets.first_look import FirstLook
from rnnlab.text import Corpus


class BeliefsPane(QWidget):
    """Three pages; what nobody looks at is not asked.

    Args:
        look: Gives lengths.
        desk: Asks the models.
        texts: Knows the open text, which the examples fit.
        poller: Says when to draw.
    """

    def __init__(self, look: Look, desk: BeliefDesk, texts: TextDesk, poller: Poller) -> None:
        super().__init__()
        self._desk = desk
        self._texts = texts
        self._dirty = True
        self._looked = False
        self._offered: Corpus | None = None
        self.likelihood = LikelihoodView(look, desk)
        self.rank = RankView(look, desk)
        self.fill_in = FillInView(look, desk)
        self.views: dict[str, BeliefView] = {
            LIKELIHOOD: self.likelihood,
            RANK: self.rank,
            FILL_IN: self.fill_in,
        }
        self.deck = Deck(look, self.views)
        self.orders = OrdersButton(desk)
        self.deck.header.add(self.orders)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)
        desk.changed.connect(self._mark)
        look.changed.connect(self._mark)
        texts.corpus_changed.connect(self._mark)
        self.deck.chosen.connect(self._mark)
        for view in self.views.values():
            view.stale.connect(self._mark)
        FirstLook(self, self._on_first_look)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the pages up to date, if anything has changed and they can be seen."""
        seen = self._looked and self.isVisible() and not self.visibleRegion().isEmpty()
        for page, view in self.views.items():
            self._desk.wake(page, seen and view.isVisible())
        if not seen:
            self._desk.wake(INSTEAD, False)
            self._desk.wake(PROPOSE, False)
            return
        if self._dirty:
            self._dirty = False
            self._offer_examples()
            self.orders.refresh()
            for view in self.views.values():
                if view.isVisible():
                    view.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Show everything anew when it comes back."""
        super().hideEvent(event)
        self._dirty = True

    def _offer_examples(self) -> None:
        corpus = self._texts.corpus
        if corpus is not None and corpus is not self._offered:
            self._offered = corpus
            examples = examples_for(corpus)
            for view in self.views.values():
                view.offer(examples)

    def _on_first_look(self) -> None:
        self._looked = True

    def _mark(self, *_: object) -> None:
        self._dirty = True
