"""What the network writes, and what an n-gram model writes beside it."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout

from rnnlab.gui.desks.copied import CopiedDesk
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.desks.writing import Writing, WritingDesk
from rnnlab.gui.look import Look, ngram_color, run_color
from rnnlab.gui.panels.writing.manuscript_view import Continuation
from rnnlab.gui.panels.writing.page import Inputs, Page
from rnnlab.gui.panels.writing.sample_view import SampleView
from rnnlab.text import Codec

_SIDE_BY_SIDE = 560


class WritePage(Page):
    """Lets the current run and an n-gram model go on from the same words.

    Args:
        look: Gives colours, fonts and lengths.
        inputs: What to start from.
        ngrams: Knows the n-gram models of the open text.
        writing: Writes in the background.
        copied: Looks for what stands in the training text.
        texts: Knows the open text.
    """

    def __init__(
        self,
        look: Look,
        inputs: Inputs,
        ngrams: NgramDesk,
        writing: WritingDesk,
        copied: CopiedDesk,
        texts: TextDesk,
    ) -> None:
        super().__init__()
        self._look = look
        self._inputs = inputs
        self._ngrams = ngrams
        self._writing = writing
        self._texts = texts
        self._chosen_order: int | None = None
        self.orders = QComboBox()
        self.orders.setAccessibleName("Order of the n-gram model")
        self.orders.setToolTip("Choose an order; it writes at once.")
        self.network = SampleView(look, writing.network, copied, "Network")
        self.ngram = SampleView(look, writing.ngram, copied, "n-gram model", self.orders)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.network)
        self.splitter.addWidget(self.ngram)
        self.splitter.setCollapsible(0, False)  # the n-gram model may be pushed away
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self._connect()

    def ready(self) -> bool:
        """Whether one of the models can read the prime text."""
        return any(map(self._inputs.prime.readable_by, self.codecs()))

    def busy(self) -> bool:
        """Whether anything is being written or is about to be."""
        desk = self._writing
        return desk.network.busy or desk.ngram.busy or desk.waiting

    def begin(self) -> None:
        """Let both models write, or the one that can read the prime text."""
        run = self._inputs.run
        if run is not None:
            self.network.expect(
                self._inputs.text(),
                monospaced=_is_char(run.codec),
                color=run_color(run.cell, run.shade),
            )
            self._writing.write(run, self._inputs.text(), self._inputs.config())
        self.write_ngram()

    def stop(self) -> None:
        """Write no more."""
        self._writing.stop()

    def write_ngram(self) -> None:
        """Let the n-gram model alone write."""
        order, corpus = self.order(), self._texts.corpus
        if order is None or corpus is None:
            return
        if self._inputs.prime.readable_by(corpus.codec):
            prime, char = self._inputs.text(), _is_char(corpus.codec)
            self.ngram.expect(prime, monospaced=char, color=ngram_color(order))
            self._writing.write_ngram(order, corpus, prime, self._inputs.config())

    def order(self) -> int | None:
        """The order of the n-gram model that writes: the highest until one is chosen."""
        fitted = self._ngrams.models
        if self._chosen_order in fitted:
            return self._chosen_order
        return max(fitted, default=None)

    def codecs(self) -> list[Codec]:
        """Those of the models that can write; they differ once another text is open."""
        run, corpus = self._inputs.runs.current, self._texts.corpus
        codecs = [run.codec] if run is not None else []
        if corpus is not None and self.order() is not None:
            codecs.append(corpus.codec)
        return codecs

    def refresh(self) -> None:
        """Follow the current run and the open text."""
        self._refresh_orders()
        self._refresh_hints()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts beside or below each other."""
        super().resizeEvent(event)
        wide = self.width() >= self._look.px(_SIDE_BY_SIDE)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([1000, 1000])

    def _connect(self) -> None:
        self.orders.activated.connect(self._on_order_chosen)
        runs = self._inputs.runs
        runs.run_changed.connect(lambda _key: self._refresh_hints())
        runs.records_arrived.connect(lambda _keys: self._refresh_hints())
        for view, each in (
            (self.network, self._writing.network),
            (self.ngram, self._writing.ngram),
        ):
            each.begun.connect(self.state_changed)
            each.ended.connect(self.state_changed)
            view.go_on_wanted.connect(
                lambda continuation, writing=each: self._go_on(writing, continuation)
            )
        self._writing.waiting_changed.connect(self.state_changed)

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

    def _refresh_hints(self) -> None:
        run, order = self._inputs.runs.current, self.order()
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

    def _go_on(self, writing: Writing, continuation: Continuation) -> None:
        writing.go_on(continuation.place, continuation.given, self._inputs.config())


def _is_char(codec: Codec) -> bool:
    return codec.config.unit == "char"
