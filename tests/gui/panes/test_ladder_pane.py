"""The Ladder pane with real widgets, over a small run that has been trained."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import contrast, readable
from rnnlab.gui.panes.ladder.duel_bars import fitting, likeliest, percent
from rnnlab.gui.panes.ladder.duel_page import leads_in, summary
from rnnlab.gui.panes.ladder.duel_strip import FULL_LEAD, DuelStrip
from rnnlab.gui.panes.ladder_pane import DUEL, MIXING, TABLE, LadderPane
from rnnlab.text.held_out import LEFT_OUT

PATIENCE = 30_000


@pytest.fixture
def pane(kit: Instrument, trained: Run, look: Look, qtbot: QtBot) -> Iterator[LadderPane]:
    qtbot.waitUntil(lambda: kit.ngrams.counts is not None, timeout=PATIENCE)
    made = LadderPane(
        look,
        kit.runs,
        kit.ngrams,
        kit.ladder,
        kit.overtaking,
        kit.speeds,
        kit.contest,
        kit.poller,
    )
    qtbot.addWidget(made)
    made.resize(585, 300)
    made.show()
    made.refresh()
    yield made
    made.hide()


def measured(pane: LadderPane, kit: Instrument, page: str, qtbot: QtBot) -> None:
    pane.deck.choose(page)
    pane.refresh()
    qtbot.waitUntil(lambda: kit.contest.contest is not None, timeout=PATIENCE)
    pane.refresh()


# -- the table ---------------------------------------------------------------------------------


def test_the_best_model_is_at_the_top_and_the_current_run_stands_out(
    pane: LadderPane, trained: Run
) -> None:
    rows = pane.table.model.rows()
    values = [row.cells[1].value for row in rows]
    assert values == sorted(v for v in values if isinstance(v, float))
    assert {row.cells[0].text for row in rows if row.strong} == {trained.name}
    assert len(rows) == 7


def test_the_row_of_the_current_run_has_a_ground_of_its_own(pane: LadderPane, look: Look) -> None:
    rows = pane.table.model.rows()
    strong = next(place for place, row in enumerate(rows) if row.strong)
    pane.table.view.scrollTo(pane.table.model.index(strong, 0))
    rect = pane.table.view.visualRect(pane.table.model.index(strong, 0))
    picture = pane.table.view.viewport().grab().toImage()
    ground = picture.pixelColor(rect.right() - 2, rect.center().y())
    assert ground == look.color("accent_soft") != look.color("panel")


def test_bits_are_the_logarithm_of_the_perplexity(pane: LadderPane) -> None:
    for row in pane.table.model.rows():
        perplexity, bits = float(row.cells[1].text), float(row.cells[2].text)
        assert bits == pytest.approx(math.log2(perplexity), abs=2e-3)


def test_a_click_on_a_heading_sorts(pane: LadderPane) -> None:
    pane.table.view.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    sizes = [row.cells[3].value for row in pane.table.model.rows()]
    assert sizes == sorted((s for s in sizes if isinstance(s, float)), reverse=True)


def test_the_table_can_be_copied(pane: LadderPane, trained: Run) -> None:
    pane.table.copy_separated()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("model\tperplexity\tbits/char")
    assert len(lines) == 8
    pane.table.copy_markdown()
    assert f"| {trained.name} | " in QGuiApplication.clipboard().text()


def test_speeds_come_when_they_are_asked_for(
    pane: LadderPane, kit: Instrument, qtbot: QtBot
) -> None:
    assert {row.cells[6].text for row in pane.table.model.rows()} == {"–"}
    pane.table.measure.click()
    pane.refresh()
    assert pane.table.measure.text() == "Stop"
    qtbot.waitUntil(lambda: not kit.speeds.busy, timeout=PATIENCE)
    pane.refresh()
    assert "–" not in {row.cells[6].text for row in pane.table.model.rows()}


def test_an_infinite_perplexity_is_written_as_such(pane: LadderPane, kit: Instrument) -> None:
    kit.ngrams.perplexities[4] = math.inf
    kit.ngrams.model_fitted.emit(4)
    pane.refresh()
    (row,) = [row for row in pane.table.model.rows() if row.key == "4-gram"]
    assert row.cells[1].text == "∞"


def test_the_model_of_a_file_can_be_removed(
    pane: LadderPane, kit: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "two.arpa"
    kit.ngrams.files.save(kit.ngrams.models[2], path)
    qtbot.waitUntil(path.exists, timeout=PATIENCE)
    with qtbot.waitSignal(kit.ngrams.files.changed, timeout=PATIENCE):
        kit.ngrams.files.open(path)
    pane.refresh()
    assert "file two" in [row.key for row in pane.table.model.rows()]
    pane.table.remove_file("2-gram")
    pane.table.remove_file("file two")
    pane.refresh()
    keys = [row.key for row in pane.table.model.rows()]
    assert "file two" not in keys
    assert "2-gram" in keys


# -- mixing --------------------------------------------------------------------------------------


def test_nothing_is_measured_while_the_table_is_in_front(pane: LadderPane, kit: Instrument) -> None:
    assert pane.deck.shown() == [TABLE]
    assert kit.contest.contest is None
    assert pane.choice.isHidden()


def test_the_slider_reads_the_perplexity_of_the_mixture(
    pane: LadderPane, kit: Instrument, qtbot: QtBot
) -> None:
    measured(pane, kit, MIXING, qtbot)
    contest = kit.contest.contest
    assert contest is not None
    pane.mixing.slider.setValue(30)
    counting = contest.quick.targets != LEFT_OUT
    network, ngram = np.exp(contest.network[counting]), np.exp(contest.ngram[counting])
    by_hand = math.exp(-np.log(0.3 * network + 0.7 * ngram).mean())
    assert pane.mixing.read_out.text() == f"λ = 0.30: {by_hand:.3f}"
    best = pane.mixing.plot.marks.shown()[-1]
    assert best[:2] == (contest.best, contest.best_perplexity)
    assert f"weights of step {contest.step:,}" in pane.mixing.plot.header.subtitle()


def test_another_rival_is_chosen_in_the_list(
    pane: LadderPane, kit: Instrument, qtbot: QtBot
) -> None:
    measured(pane, kit, MIXING, qtbot)
    place = pane.choice.rival.findText("2-gram")
    pane.choice.rival.setCurrentIndex(place)
    pane.choice.rival.activated.emit(place)
    qtbot.waitUntil(lambda: kit.contest.contest is not None, timeout=PATIENCE)
    pane.refresh()
    assert pane.mixing.left.text() == "2-gram"


# -- who wins where --------------------------------------------------------------------------------


def test_the_summary_counts_who_was_ahead(pane: LadderPane, kit: Instrument, qtbot: QtBot) -> None:
    measured(pane, kit, DUEL, qtbot)
    contest = kit.contest.contest
    assert contest is not None
    counting = contest.quick.targets != LEFT_OUT
    leads = contest.network[counting] - contest.ngram[counting]
    words = summary(contest)
    assert f"foresees {100 * (leads > 0).mean():.0f} % of the {len(leads):,} tokens" in words
    assert f"these by {leads[leads > 0].mean():.2f} nats" in words
    assert f"{abs(leads.mean()):.2f} nats ahead" in words
    assert pane.duel.summary.text() == words


def test_the_strip_shows_the_text_with_its_leads(
    pane: LadderPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    measured(pane, kit, DUEL, qtbot)
    contest = kit.contest.contest
    assert contest is not None
    pane.duel.after.click()
    positions = contest.quick.positions[:, 1]
    tokens = trained.codec.vocabulary.decode(contest.ids[positions])
    shown = [token.replace(" ", "␣").replace("\n", "⏎") for token in tokens]
    assert pane.duel.strip.tokens() == shown
    assert pane.duel.place.text() == f"2 of {contest.quick.positions.shape[1]}"
    leads = leads_in(contest, 1)
    expected = contest.network[:, 1] - contest.ngram[:, 1]
    scored = contest.quick.targets[:, 1] != LEFT_OUT
    assert leads[scored] == pytest.approx(expected[scored])
    assert np.isnan(leads[~scored]).all()


def test_a_click_on_a_token_shows_both_distributions(
    pane: LadderPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    measured(pane, kit, DUEL, qtbot)
    cell = pane.duel.strip.cell(5)
    assert not pane.duel.bars.isVisible()
    qtbot.mouseClick(pane.duel.strip, Qt.MouseButton.LeftButton, pos=cell.center().toPoint())
    qtbot.waitUntil(lambda: kit.contest.duel is not None, timeout=PATIENCE)
    pane.refresh()
    assert pane.duel.strip.chosen() == 5
    contest = kit.contest.contest
    assert contest is not None
    truth = trained.codec.vocabulary.tokens[int(contest.ids[contest.quick.positions[5, 0]])]
    for (name, _, expected), scores in zip(
        pane.duel.bars.sides(), (contest.network, contest.ngram), strict=True
    ):
        assert name in (trained.name, "6-gram")
        assert len(expected) == 10
        (came,) = [(token, p) for token, p, is_truth in expected if is_truth]
        assert came == (truth, pytest.approx(math.exp(scores[5, 0])))


def test_without_a_run_a_sentence_stands_in_the_place(
    pane: LadderPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    measured(pane, kit, DUEL, qtbot)
    kit.runs.remove(trained.key)
    pane.refresh()
    assert "press Train first" in pane.duel.summary.text()
    assert not pane.duel.strip.isVisible()


# -- parts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: str, look: Look, qtbot: QtBot) -> None:
    look.set_theme("dark" if theme == "dark" else "light")
    strip = DuelStrip(look)
    qtbot.addWidget(strip)
    leads = np.array([9.0, 0.5, 0.0, -0.5, -9.0, np.nan, math.inf, -math.inf])
    strip.show_text(list("abcdefgh"), leads, ("A", "B"), ("run:lstm:0", "ngram:3"))
    grounds = [strip.ground(index) for index in range(len(leads))]
    for ground in grounds:
        assert contrast(readable(look.color("text"), ground), ground) >= 4.5
    assert grounds[0] == grounds[6]
    assert grounds[4] == grounds[7]
    assert grounds[5] == look.color("panel")
    assert len({ground.name() for ground in (grounds[0], grounds[2], grounds[4])}) == 3


def test_a_lead_of_ten_times_is_the_strongest(look: Look, qtbot: QtBot) -> None:
    strip = DuelStrip(look)
    qtbot.addWidget(strip)
    leads = np.array([FULL_LEAD, 2 * FULL_LEAD, FULL_LEAD / 2])
    strip.show_text(list("abc"), leads, ("A", "B"), ("run:lstm:0", "ngram:3"))
    assert strip.ground(0) == strip.ground(1) != strip.ground(2)


def test_what_came_is_listed_even_if_it_was_not_expected() -> None:
    probabilities = np.array([0.5, 0.3, *[0.02] * 9, 0.001, 0.019])
    tokens = tuple("abcdefghijklm")
    found = likeliest(probabilities, tokens, truth=11)
    assert len(found) == 10
    assert found[0] == ("a", 0.5, False)
    assert found[-1] == ("l", 0.001, True)


@pytest.mark.parametrize(
    ("lines", "names"), [(5, "abcd"), (3, "abd"), (2, "ad"), (0, "d"), (4, "abcd")]
)
def test_where_there_is_little_room_what_came_is_still_shown(lines: int, names: str) -> None:
    expected = [("a", 0.5, False), ("b", 0.3, False), ("c", 0.1, False), ("d", 0.1, True)]
    assert "".join(token for token, _, _ in fitting(expected, lines)) == names


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, "100 %"), (0.125, "12 %"), (0.0125, "1.2 %"), (0.0001, "<0.1 %"), (0.0, "0 %")],
)
def test_percentages_are_short(probability: float, words: str) -> None:
    assert percent(probability) == words
