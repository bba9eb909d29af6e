"""Writing: what the network writes, and what an n-gram model writes beside it."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.desks.writing import WritingDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.prime_field import PrimeField
from rnnlab.gui.panels.sample_view import SampleView
from rnnlab.gui.panels.sampling_controls import SamplingControls
from rnnlab.gui.widgets import HelpButton, make_button
from rnnlab.text import Codec

_SIDE_BY_SIDE = 560
_ROOM_FOR_HELP = 300
_BUTTON_WIDTH = 82
_EXPLANATION = (
    "The model reads the prime text, then draws one token after another from "
    "p<sub>i</sub> ∝ exp(z<sub>i</sub> / T), where z are its scores and T is the temperature. "
    "At low T it repeats what is likeliest, at high T all tokens come alike."
)


class WritingPanel(QWidget):
    """Lets the current run and an n-gram model go on from the same words.

    Args:
        look: Gives colours, fonts and lengths.
        runs: Know the current run.
        ngrams: Knows the n-gram models of the open text.
        writing: Writes in the background.
        texts: Knows the open text.
    """

    def __init__(
        self,
        look: Look,
        runs: RunDesk,
        ngrams: NgramDesk,
        writing: WritingDesk,
        texts: TextDesk,
    ) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._ngrams = ngrams
        self._writing = writing
        self._texts = texts
        self._chosen_order: int | None = None
        self.prime = PrimeField()
        self.button = make_button("Write", "pencil")
        self.help = HelpButton(look, "Writing", _EXPLANATION)
        self.controls = SamplingControls(look)
        self.orders = QComboBox()
        self.network = SampleView(look, writing.network, "Network")
        self.ngram = SampleView(look, writing.ngram, "n-gram model", self.orders)
        self._arrange()
        self._connect()
        self.refresh()

    def write(self) -> None:
        """Let both models write, or the one that can read the prime text."""
        run = self._runs.current
        if run is not None and self.prime.readable_by(run.codec):
            self.network.expect(self.prime.text(), monospaced=_is_char(run.codec))
            self._writing.write(run, self.prime.text(), self.controls.config())
        self.write_ngram()

    def write_ngram(self) -> None:
        """Let the n-gram model alone write."""
        order, corpus = self.order(), self._texts.corpus
        if order is None or corpus is None:
            return
        if self.prime.readable_by(corpus.codec):
            prime, config = self.prime.text(), self.controls.config()
            self.ngram.expect(prime, monospaced=_is_char(corpus.codec))
            self._writing.write_ngram(order, corpus.codec, prime, config)

    def order(self) -> int | None:
        """The order of the n-gram model that writes: the highest until one is chosen."""
        fitted = self._ngrams.models
        if self._chosen_order in fitted:
            return self._chosen_order
        return max(fitted, default=None)

    def busy(self) -> bool:
        """Whether anything is being written or is about to be."""
        desk = self._writing
        return desk.network.busy or desk.ngram.busy or desk.waiting

    def refresh(self) -> None:
        """Follow the current run and the open text."""
        codecs = self._codecs()
        self.prime.set_codec(codecs[0] if codecs else None)
        self.controls.offer_unknown(any(codec.vocabulary.unknown is not None for codec in codecs))
        self.controls.set_unit("characters" if all(map(_is_char, codecs)) else "tokens")
        self._refresh_orders()
        self._refresh_button()
        self._refresh_hints()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts beside or below each other."""
        super().resizeEvent(event)
        self._fit()

    def _codecs(self) -> list[Codec]:
        """Those of the models that can write; they differ once another text is open."""
        run, corpus = self._runs.current, self._texts.corpus
        codecs = [run.codec] if run is not None else []
        if corpus is not None and self.order() is not None:
            codecs.append(corpus.codec)
        return codecs

    def _arrange(self) -> None:
        self.orders.setAccessibleName("Order of the n-gram model")
        self.orders.setToolTip("Choose an order; it writes at once.")
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.network)
        self.splitter.addWidget(self.ngram)
        self._row = QHBoxLayout()
        self._row.addWidget(self.prime, 1)
        top = Qt.AlignmentFlag.AlignTop
        self._row.addWidget(self.button, 0, top)
        self._row.addWidget(self.help, 0, top)
        self._card = QFrame()
        self._card.setObjectName("card")
        self._column = QVBoxLayout(self._card)
        self._column.addLayout(self._row)
        self._column.addWidget(self.controls)
        self._column.addWidget(self.splitter, 1)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._card)
        self._space_out()

    def _connect(self) -> None:
        self.button.clicked.connect(self._on_button_clicked)
        self.prime.entered.connect(self._on_entered)
        self.prime.changed.connect(self._refresh_button)
        self.orders.activated.connect(self._on_order_chosen)
        self._runs.current_changed.connect(self.refresh)
        self._runs.run_changed.connect(lambda _key: self._refresh_hints())
        self._runs.records_arrived.connect(lambda _keys: self._refresh_hints())
        self._texts.corpus_changed.connect(self.refresh)
        self._ngrams.cleared.connect(self.refresh)
        self._ngrams.model_fitted.connect(lambda _order: self.refresh())
        for each in (self._writing.network, self._writing.ngram):
            each.begun.connect(self._refresh_button)
            each.ended.connect(self._refresh_button)
        self._writing.waiting_changed.connect(self._refresh_button)
        self._look.changed.connect(self._space_out)

    def _on_button_clicked(self) -> None:
        if self.busy():
            self._writing.stop()
        else:
            self.write()

    def _on_entered(self) -> None:
        if self.button.isEnabled():
            self.write()

    def _on_order_chosen(self, place: int) -> None:
        self._chosen_order = self.orders.itemData(place)
        self.write_ngram()

    def _refresh_orders(self) -> None:
        with QSignalBlocker(self.orders):
            self.orders.clear()
            for order in sorted(self._ngrams.models, reverse=True):
                self.orders.addItem(f"{order}-gram", order)
            self.orders.setCurrentIndex(self.orders.findData(self.order()))
        self.ngram.offer_choice(self.orders.count() > 0)

    def _refresh_button(self) -> None:
        busy = self.busy()
        self.button.setText("Stop" if busy else "Write")
        self.button.setIcon(icon("stop" if busy else "pencil"))
        self.button.setEnabled(busy or any(map(self.prime.readable_by, self._codecs())))

    def _refresh_hints(self) -> None:
        run, order = self._runs.current, self.order()
        if run is not None:
            untrained = "" if run.step else ", still untrained,"
            self.network.set_hint(f"Press Write: {run.name}{untrained} goes on from your words.")
        elif order is not None:
            self.network.set_hint(
                f"Train a model, then let it write; or write with the {order}-gram now."
            )
        else:
            self.network.set_hint("Train a model, then let it write.")
        if order is None:
            self.ngram.set_hint("The n-gram models of the text are being counted.")
        else:
            self.ngram.set_hint(f"Beside it the {order}-gram writes, from the same words.")

    def _fit(self) -> None:
        # Where there is little room, what is typed is worth more than the explanation.
        self.help.setVisible(self.width() >= self._look.px(_ROOM_FOR_HELP))
        wide = self.width() >= self._look.px(_SIDE_BY_SIDE)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([1000, 1000])

    def _space_out(self) -> None:
        px = self._look.px
        self._outer.setContentsMargins(*[px(4)] * 4)
        self._column.setContentsMargins(px(12), px(10), px(12), px(12))
        self._column.setSpacing(px(6))
        self._row.setSpacing(px(6))
        self.button.setMinimumWidth(px(_BUTTON_WIDTH))  # the same for both words
        self._fit()


def _is_char(codec: Codec) -> bool:
    return codec.config.unit == "char"
