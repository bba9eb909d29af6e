"""The ladder as a table: every model on the same tokens, with what it costs."""

import math

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton

from rnnlab.gui.desks.ladder import FILE_PREFIX, Ladder, Standing
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.overtaking import Passage
from rnnlab.gui.desks.speeds import SpeedDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.widgets import Card, ElidedLabel, IconButton, make_button
from rnnlab.gui.widgets.rows_model import (
    Cell,
    Heading,
    Row,
    RowsModel,
    to_markdown,
    to_separated,
)
from rnnlab.gui.widgets.table_view import TableView
from rnnlab.gui.words import byte_size, duration, short_number

_EXPLANATION = (
    "Every model is measured on the same validation tokens: perplexity = <i>exp</i>(mean loss), "
    "bits = log<sub>2</sub> perplexity for each token; lower is better. "
    "The size of an n-gram model is the entries of its table, that of a network its parameters of "
    "4 bytes; the time is that of counting and smoothing, or of training. "
    "The speed is how many tokens the model writes in a second of its own processor time at "
    "temperature 1."
)
_WIDTHS = [94, 72, 66, 50, 68, 56, 60]
_PERPLEXITY = 1


class LadderTable(Card):
    """A table that can be sorted by every column and copied.

    Args:
        look: Gives colours and lengths.
        ladder: Knows all models.
        speeds: Measures how fast they write.
        ngrams: Knows what the tokens are.
    """

    def __init__(self, look: Look, ladder: Ladder, speeds: SpeedDesk, ngrams: NgramDesk) -> None:
        super().__init__(look, "The ladder", _EXPLANATION)
        self._ladder = ladder
        self._speeds = speeds
        self._ngrams = ngrams
        self.model = RowsModel(look, _headings("token"), self)
        self.view = TableView(look, self.model, "All models and their perplexities")
        self.view.setMinimumHeight(1)
        self.view.set_widths(_WIDTHS)
        self.view.sortByColumn(_PERPLEXITY, Qt.SortOrder.AscendingOrder)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.facts = ElidedLabel("", "small")
        self.measure = make_button("Measure speed", "clock")
        self.measure.clicked.connect(self._on_measure_clicked)
        self.copy = self._make_copy(look)
        self.add_action(self.measure)
        self.add_action(self.copy)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.view, 1)

    def refresh(self) -> None:
        """Show what is known now."""
        corpus = self._ngrams.corpus
        words = corpus is not None and corpus.codec.config.unit == "word"
        headings = _headings("word" if words else "character")
        if self.model.headings() != headings:
            self.model.set_headings(headings)
            self.view.set_widths(_WIDTHS)
            self.view.sortByColumn(_PERPLEXITY, Qt.SortOrder.AscendingOrder)
        standings = self._ladder.standings()
        self.model.set_rows([_row(standing) for standing in standings])
        self.measure.setText("Stop" if self._speeds.busy else "Measure speed")
        self.measure.setIcon(icon("stop" if self._speeds.busy else "clock"))
        self.facts.setText(self._speeds.sentence or _facts(standings))

    def copy_separated(self) -> None:
        """Put the table on the clipboard for a spreadsheet."""
        QGuiApplication.clipboard().setText(to_separated(self.model))

    def copy_markdown(self) -> None:
        """Put the table on the clipboard as Markdown."""
        QGuiApplication.clipboard().setText(to_markdown(self.model))

    def remove_file(self, key: str) -> None:
        """Forget the model of a file by the key of its row; other models stay."""
        if key.startswith(FILE_PREFIX):
            self._ngrams.files.remove(key.removeprefix(FILE_PREFIX))

    def _open_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if not index.isValid():
            return
        key = self.model.rows()[index.row()].key
        if not key.startswith(FILE_PREFIX):
            return
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry = QAction(icon("trash"), "Remove this model", menu)
        entry.triggered.connect(lambda: self.remove_file(key))
        menu.addAction(entry)
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _make_copy(self, look: Look) -> QToolButton:
        button = IconButton(look, "copy", "Copy the table")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for words, action in (
            ("Copy for a spreadsheet (tabs)", self.copy_separated),
            ("Copy as Markdown", self.copy_markdown),
        ):
            entry = QAction(words, menu)
            entry.triggered.connect(action)
            menu.addAction(entry)
        button.setMenu(menu)
        return button

    def _on_measure_clicked(self) -> None:
        if self._speeds.busy:
            self._speeds.cancel()
        else:
            self._speeds.measure()


def _headings(token: str) -> tuple[Heading, ...]:
    return (
        Heading("model", number=False),
        Heading("perplexity", "On the same validation tokens for all"),
        Heading(f"bits/{'char' if token == 'character' else token}", f"Bits per {token}"),
        Heading("size", "Entries of the table, or parameters"),
        Heading("bytes", "What the table or the parameters take"),
        Heading("time", "Minutes and seconds of counting and smoothing, or of training"),
        Heading("tokens/s", "Tokens written in a second of processor time; press Measure speed"),
        Heading(
            "has passed", "The highest n-gram model passed: after how much text and time", False
        ),
    )


def _row(standing: Standing) -> Row:
    passage, perplexity, bits = standing.passage, standing.perplexity, standing.bits
    passed, tip = "", ""
    if passage is not None:
        passed = f"{passage.order}-gram: {short_number(passage.tokens)}, {_clock(passage)}"
        tip = passage_words(standing)
    if standing.other_text:
        passed, tip = "another text", "This run reads another text: its figures do not compare."
        perplexity = bits = math.nan
    return Row(
        standing.key,
        (
            Cell(standing.name, color=standing.color),
            Cell(_number(perplexity), perplexity, tip if standing.other_text else ""),
            Cell(_number(bits), bits),
            Cell(_short(standing.size), standing.size, _exact(standing.size)),
            Cell(_bytes(standing.bytes), standing.bytes),
            Cell(_seconds(standing.seconds), standing.seconds),
            Cell(_short(standing.speed), standing.speed),
            Cell(passed, passage.tokens if passage else math.nan, tip),
        ),
        strong=standing.current,
    )


def _number(value: float) -> str:
    if math.isnan(value):
        return "–"
    if not value < 1000:
        return _large(value)
    return f"{value:.{3 if value < 10 else 2 if value < 100 else 1}f}"


def _large(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) and value < 1e7 else "∞"


def _short(value: float) -> str:
    """Two digits and a letter, three where they fit: 1.4k, 61k, 459k."""
    if math.isnan(value):
        return "–"
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.{1 if value < 9.95 * size else 0}f}{letter}"
    return f"{value:.0f}"


def _exact(value: float) -> str:
    return "" if math.isnan(value) else f"{value:,.0f}"


def _bytes(value: float) -> str:
    if math.isnan(value):
        return "–"
    return byte_size(int(value)) if value < 1e7 else f"{value / 1e6:.0f} MB"


def _seconds(value: float) -> str:
    if math.isnan(value):
        return "–"
    return duration(value) if value >= 10 else f"{value:.2f} s"


def passage_words(standing: Standing) -> str:
    """When a run passed the highest n-gram model that it has passed; empty if it has none."""
    passage = standing.passage
    if passage is None:
        return ""
    return (
        f"{standing.name} passes the {passage.order}-gram ({_number(passage.perplexity)}) at "
        f"{short_number(passage.tokens)} tokens, {_clock(passage)}"
    )


def _clock(passage: Passage) -> str:
    return duration(passage.seconds)


def _facts(standings: list[Standing]) -> str:
    comparable = [
        each for each in standings if not math.isnan(each.perplexity) and not each.other_text
    ]
    if not comparable:
        return "The n-gram models are being counted."
    best = min(comparable, key=lambda each: each.perplexity)
    words = [f"lowest: {best.name}, {_number(best.perplexity)}"]
    words += [passage_words(each) for each in standings if each.current and each.passage]
    return " · ".join(words)
