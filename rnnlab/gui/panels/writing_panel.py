"""The writing dock: what is read first, how tokens are chosen, and pages of what comes of it."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.desks.writing_room import WritingRoom
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.writing.beam_page import BeamPage
from rnnlab.gui.panels.writing.diary_page import DiaryPage
from rnnlab.gui.panels.writing.draws_page import DrawsPage
from rnnlab.gui.panels.writing.explanations import EXPLANATIONS, NAMES
from rnnlab.gui.panels.writing.next_page import NextPage
from rnnlab.gui.panels.writing.page import Inputs, Page
from rnnlab.gui.panels.writing.page_bar import PageBar
from rnnlab.gui.panels.writing.prime_field import PrimeField
from rnnlab.gui.panels.writing.sampling_controls import SamplingControls
from rnnlab.gui.panels.writing.view_controls import ViewControls
from rnnlab.gui.panels.writing.write_page import WritePage
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import make_button

_BUTTON_WIDTH = 82


class WritingPanel(QWidget):
    """Lets models write, and shows how they come to what they write.

    Args:
        look: Gives colours, fonts and lengths.
        background: Reads prime texts from files.
        runs: Know the current run.
        ngrams: Knows the n-gram models of the open text.
        room: All that writes in the background.
        texts: Knows the open text.
        poller: Says when to draw.

    Attributes:
        pages: The page of each title.
    """

    def __init__(
        self,
        look: Look,
        background: Background,
        runs: RunDesk,
        ngrams: NgramDesk,
        room: WritingRoom,
        texts: TextDesk,
        poller: Poller,
    ) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._ngrams = ngrams
        self._texts = texts
        self.prime = PrimeField(background)
        self.button = make_button("Write", "pencil")
        self.controls = SamplingControls(look)
        inputs = Inputs(runs, self.prime, self.controls)
        self.write_page = WritePage(look, inputs, ngrams, room.writing, room.copied, texts)
        self.draws_page = DrawsPage(look, inputs, room.draws)
        self.next_page = NextPage(look, inputs, room.next_token, self.write_page.network, poller)
        self.beam_page = BeamPage(look, inputs, room.beams)
        self.diary_page = DiaryPage(look, inputs, room.diary)
        self.network, self.ngram = self.write_page.network, self.write_page.ngram
        self.pages: Mapping[str, Page] = {
            "Write": self.write_page,
            "Draws": self.draws_page,
            "Next": self.next_page,
            "Beam": self.beam_page,
            "Diary": self.diary_page,
        }
        self._stack = QStackedWidget()
        self.bar = PageBar(look, self.pages, NAMES, EXPLANATIONS, self._stack)
        self.view_controls = ViewControls(look, [self.network, self.ngram])
        self.controls.append(self.view_controls)
        self._arrange()
        self._connect()
        self.refresh()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.pages[self.bar.value()]

    def write(self) -> None:
        """Do what the page in front is for."""
        self.page.begin()

    def busy(self) -> bool:
        """Whether what the page in front does is under way."""
        return self.page.busy()

    def refresh(self) -> None:
        """Follow the current run and the open text."""
        codecs = self.write_page.codecs()
        self.prime.set_codec(codecs[0] if codecs else None)
        self.controls.offer_unknown(any(codec.vocabulary.unknown is not None for codec in codecs))
        chars = all(codec.config.unit == "char" for codec in codecs)
        self.controls.set_unit("characters" if chars else "tokens")
        for page in self.pages.values():
            page.refresh()
        self._refresh_button()

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self.prime, 1)
        self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        card = QFrame()
        card.setObjectName("card")
        self._column = QVBoxLayout(card)
        self._column.addWidget(self.bar)
        self._column.addLayout(self._row)
        self._column.addWidget(self.controls)
        self._column.addWidget(self._stack, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(card)
        self._look.changed.connect(self._space_out)
        self._space_out()

    def _connect(self) -> None:
        self.button.clicked.connect(self._on_button_clicked)
        self.bar.chosen.connect(self._on_page_chosen)
        self.prime.entered.connect(self._on_entered)
        self.prime.changed.connect(self._refresh_button)
        self.controls.read_unknown.toggled.connect(self.prime.map_unknown)
        self._runs.current_changed.connect(self.refresh)
        self._texts.corpus_changed.connect(self.refresh)
        self._ngrams.cleared.connect(self.refresh)
        self._ngrams.model_fitted.connect(lambda _order: self.refresh())
        for page in self.pages.values():
            page.state_changed.connect(self._refresh_button)

    def _on_button_clicked(self) -> None:
        if self.page.busy():
            self.page.stop()
        else:
            self.page.begin()

    def _on_entered(self) -> None:
        if self.page.ready():
            self.page.begin()

    def _on_page_chosen(self, _title: str) -> None:
        self.controls.setVisible(self.page.uses_controls)
        self.controls.use_temperature(self.page.uses_temperature)
        self._refresh_button()

    def _refresh_button(self) -> None:
        page = self.page
        busy = page.busy()
        self.button.setText(page.stop_words if busy else page.words)
        self.button.setIcon(icon("stop" if busy else page.icon_name))
        self.button.setEnabled(busy or page.ready())

    def _space_out(self) -> None:
        px = self._look.px
        self._outer.setContentsMargins(*[px(4)] * 4)
        self._column.setContentsMargins(px(12), px(8), px(12), px(12))
        self._column.setSpacing(px(6))
        self._row.setSpacing(px(6))
        self.button.setMinimumWidth(px(_BUTTON_WIDTH))  # the same for all words
