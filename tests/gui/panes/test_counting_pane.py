"""The Counting pane with real widgets, over a text whose counts are made by hand."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look, ngram_color
from rnnlab.gui.panes.counting.share_bars import share_words
from rnnlab.gui.panes.counting.table_page import probability_words
from rnnlab.gui.panes.counting_pane import CountingPane
from rnnlab.text.grammar import cats_and_clauses

Rest = Callable[[], None]
TEXT = cats_and_clauses(size=6_000)
TRAIN = TEXT[: int(len(TEXT) * 0.9)]


@pytest.fixture
def pane(instrument: Instrument, look: Look, rest: Rest, qtbot: QtBot) -> Iterator[CountingPane]:
    kit = instrument
    kit.texts.open_pasted(TEXT)
    made = CountingPane(
        look, kit.ngrams, kit.look_up, kit.growing, kit.smoothings, kit.runs, kit.poller
    )
    qtbot.addWidget(made)
    made.resize(585, 300)
    made.show()
    rest()
    made.refresh()
    rest()
    made.refresh()
    yield made
    made.hide()


def shown(pane: CountingPane) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in pane.table.model.rows()]


def type_context(pane: CountingPane, rest: Rest, text: str) -> None:
    pane.table.field.setText(text)
    pane.table.field.returnPressed.emit()
    rest()
    pane.refresh()


def choose(pane: CountingPane, rest: Rest, page: str) -> None:
    pane.deck.choose(page)
    pane.refresh()
    rest()
    pane.refresh()


def test_at_first_the_commonest_ngrams_are_listed(pane: CountingPane) -> None:
    by_hand = Counter(TRAIN[place : place + 6] for place in range(len(TRAIN) - 5))
    assert shown(pane)[0][1] == f"{by_hand.most_common(1)[0][1]:,}"
    assert "different 6-grams" in pane.table.facts.text()


def test_a_context_shows_what_follows_it(pane: CountingPane, rest: Rest) -> None:
    type_context(pane, rest, "The ")
    by_hand = Counter(TRAIN[p + 4] for p in range(len(TRAIN) - 4) if TRAIN[p : p + 4] == "The ")
    rows = {row[0]: row[1] for row in shown(pane)}
    assert {token: rows[token] for token in by_hand} == {t: f"{n:,}" for t, n in by_hand.items()}
    assert f"followed {by_hand.total():,} times" in pane.table.facts.text()
    assert "After “The␣”" in pane.table.facts.text()


def test_each_row_draws_the_shares_of_the_orders(
    pane: CountingPane, rest: Rest, look: Look
) -> None:
    type_context(pane, rest, "The ")
    shares = pane.table.model.index(0, 4).data(Qt.ItemDataRole.UserRole)
    assert len(shares) == 7
    row = pane.table.model.rows()[0]
    assert sum(shares) == pytest.approx(row.cells[3].value)
    picture = pane.table.view.viewport().grab().toImage()
    x, y = pane.table.view.columnViewportPosition(4), pane.table.view.rowHeight(0) // 2
    line = {picture.pixelColor(place, y).name() for place in range(x, picture.width())}
    largest = int(np.argmax(shares))
    assert look.color(ngram_color(largest)).name() in line


def test_the_shares_in_words_begin_with_the_highest_order() -> None:
    assert share_words([0.1, 0.0, 0.3]) == "2-gram 75.0 %, uniform 25.0 %"
    assert share_words([0.0, 0.0]) == ""


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.1234, "12.3 %"), (0.0, "0 %"), (1.0, "100 %"), (2.13e-8, "2.1e-06 %")],
)
def test_probabilities_are_written_with_three_digits(probability: float, words: str) -> None:
    assert probability_words(probability) == words


def test_ngrams_that_begin_with_a_word(pane: CountingPane, rest: Rest) -> None:
    pane.table.kind.button("ngrams").click()
    pane.table.order.setCurrentIndex(3)
    type_context(pane, rest, "ca")
    by_hand = {TRAIN[p : p + 4] for p in range(len(TRAIN) - 3) if TRAIN[p : p + 2] == "ca"}
    assert {row[0] for row in shown(pane)} == {gram.replace(" ", "␣") for gram in by_hand}


def test_a_character_that_the_text_does_not_have_is_named_at_the_field(
    pane: CountingPane, rest: Rest, instrument: Instrument
) -> None:
    instrument.texts.open_pasted("the cat sat on the mat. " * 40)
    rest()
    pane.refresh()
    type_context(pane, rest, "thß")
    assert "“ß”" in pane.table.error.text()
    assert pane.table.error.isVisible()
    assert shown(pane) == []
    type_context(pane, rest, "th")
    assert not pane.table.error.isVisible()
    assert shown(pane)


def test_the_form_changes_the_smoothing_of_the_desk(
    pane: CountingPane, rest: Rest, instrument: Instrument
) -> None:
    pane.controls.popup.form.value_edited.emit("smoothing", "add-delta")
    pane.controls.popup.form.value_edited.emit("delta", 0.5)
    pane.controls.popup.form.value_edited.emit("order", 3)
    rest()
    assert instrument.ngrams.config.smoothing == "add-delta"
    assert sorted(instrument.ngrams.models) == [1, 2, 3]
    assert pane.controls.text() == "add 0.5, 1–3"


def test_never_seen_has_a_point_for_every_order(pane: CountingPane, rest: Rest) -> None:
    choose(pane, rest, "Sparsity")
    pane.sparsity.refresh()
    labels = [label.text for label in pane.sparsity.end_labels()]
    assert len(labels) == 4
    assert pane.sparsity.to_csv().count("\n") == 1 + 4 * 8
    assert f"{len(TRAIN):,} training tokens" in pane.sparsity.header.subtitle()


def test_storage_counts_the_bytes_of_all_shorter_orders(pane: CountingPane, rest: Rest) -> None:
    choose(pane, rest, "Storage")
    bars = pane.storage.bars()
    distinct = [len({TRAIN[p : p + n] for p in range(len(TRAIN) - n + 1)}) for n in (1, 2, 3)]
    distinct = [distinct[0], distinct[1] + 1, distinct[2] + 1]  # one begins the text
    contexts = [1, distinct[0], distinct[1]]
    by_hand = np.cumsum([16 * n + 8 * c for n, c in zip(distinct, contexts, strict=True)])
    assert [bar.height for bar in bars[:3]] == by_hand.tolist()
    assert len(bars) == 8


def test_growth_has_a_curve_for_every_order(pane: CountingPane, rest: Rest) -> None:
    choose(pane, rest, "Growth")
    assert pane.growth.curve_keys() == [str(order) for order in range(1, 9)]


def test_nothing_grows_while_the_table_is_in_front(
    pane: CountingPane, instrument: Instrument
) -> None:
    assert instrument.growing.growths == []


def test_the_comparison_draws_every_smoothing_and_marks_infinity(
    pane: CountingPane, rest: Rest, instrument: Instrument
) -> None:
    choose(pane, rest, "Smoothings")
    pane.smoothings.button.click()
    rest()
    pane.refresh()
    pane.smoothings.refresh()
    labels = {label.text for label in pane.smoothings.end_labels()}
    assert {"Kneser–Ney", "add 0.1", "Witten–Bell", "stupid back-off, normalised"} <= labels
    found = instrument.smoothings.perplexities["maximum-likelihood"]
    first = min(order for order, value in found.items() if math.isinf(value))
    ((x, y, _, words),) = pane.smoothings.marks.shown()
    assert x == first
    assert words == f"no smoothing: infinite from order {first}"
    _, (_, top) = pane.smoothings.canvas.frame.view.viewRange()
    finite = [v for ladder in instrument.smoothings.perplexities.values() for v in ladder.values()]
    assert math.log10(max(v for v in finite if math.isfinite(v))) < y < top


def test_a_damaged_file_is_told_over_the_pages(
    pane: CountingPane, rest: Rest, tmp_path: Path
) -> None:
    path = tmp_path / "broken.arpa"
    path.write_text("this is no model")
    pane.controls.ask_open_paths = lambda *_: [path]
    pane.controls.read_file()
    rest()
    assert "broken.arpa" in pane.notice()
    assert "not an ARPA file" in pane.notice()


def test_a_model_is_exported_and_imported(
    pane: CountingPane, rest: Rest, tmp_path: Path, instrument: Instrument
) -> None:
    path = tmp_path / "six"
    pane.controls.ask_save_path = lambda *_: path
    pane.controls.write_file()
    rest()
    assert "is written" in pane.notice()
    pane.controls.ask_open_paths = lambda *_: [path.with_suffix(".arpa")]
    pane.controls.read_file()
    rest()
    assert list(instrument.ngrams.files.models) == ["six"]


def test_every_page_is_explained_in_three_sentences(pane: CountingPane) -> None:
    pages = (pane.sparsity, pane.storage, pane.growth, pane.smoothings)
    texts = [page.accessibleDescription() for page in pages]
    for text in texts:
        assert text.count(". ") + text.endswith(".") == 3, text
