"""The three pages of the beliefs, with real widgets, pointers and keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rnnlab.generation import NetworkScorer, bits_per_token, fill_in, perplexity, rank, score
from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.beliefs.belief_view import BeliefView
from rnnlab.gui.panes.beliefs.figures import percent, short
from rnnlab.gui.panes.beliefs.likelihood_view import ScoredLine
from rnnlab.gui.panes.beliefs.lines_edit import MOST_CHARACTERS
from rnnlab.gui.panes.beliefs.model_row import ModelRow, RowFacts
from rnnlab.gui.panes.beliefs.probability_strip import ProbabilityStrip
from rnnlab.gui.panes.beliefs_pane import BeliefsPane
from rnnlab.models import LanguageModel

PATIENCE = 20_000
TEXT = "The cats, loved by many wolves, were full."
OTHER = TEXT.replace("were", "was")
BLANK = TEXT.replace("were", "▢")

ShowPage = Callable[[str], BeliefView]


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument, trained: Run) -> BeliefsPane:
    made = BeliefsPane(look, kit.believing, kit.texts, kit.poller)
    qtbot.addWidget(made)
    made.resize(396, 329)
    made.show()
    qtbot.waitUntil(lambda: made.likelihood.field.toPlainText() != "", timeout=PATIENCE)
    qtbot.waitUntil(lambda: len(kit.ngrams.models) == 6, timeout=PATIENCE)
    return made


def key_of(run: Run) -> str:
    return f"run {run.key}"


def model_of(run: Run) -> LanguageModel:
    trainer = run.trainer()
    assert trainer is not None
    return trainer.model


def part(view: BeliefView, qtbot: QtBot, *key: object) -> QWidget:
    """A part of the list, once it is there."""
    qtbot.waitUntil(lambda: view.part(*key) is not None, timeout=PATIENCE)
    found = view.part(*key)
    assert found is not None
    return found


def facts(view: BeliefView, qtbot: QtBot, *key: object) -> RowFacts:
    """What a row shows, once it has numbers."""

    def row() -> ModelRow:
        found = part(view, qtbot, *key)
        found = found.row if isinstance(found, ScoredLine) else found
        assert isinstance(found, ModelRow)
        return found

    qtbot.waitUntil(lambda: row().facts.explanation != "", timeout=PATIENCE)
    return row().facts


def words(found: RowFacts) -> list[str]:
    return [figure.words for figure in found.figures]


def strip_of(
    pane: BeliefsPane, qtbot: QtBot, judge: str, text: str, line: int = 0
) -> ProbabilityStrip:
    """The strip of a line once it shows a text of characters."""

    def shown() -> bool:
        strip = pane.likelihood.strip(line, judge)
        return strip is not None and "".join(strip.read) == text

    qtbot.waitUntil(shown, timeout=PATIENCE)
    strip = pane.likelihood.strip(line, judge)
    assert strip is not None
    return strip


def paste(text: str, field: QWidget, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setText(text)
    QApplication.clipboard().setMimeData(data)
    field.setFocus()
    qtbot.keySequence(field, QKeySequence(QKeySequence.StandardKey.SelectAll))
    qtbot.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))


# likelihood


def test_figures_are_those_of_the_score(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    pane.likelihood.field.offer(TEXT)
    strip_of(pane, qtbot, key_of(trained), TEXT)
    found = facts(pane.likelihood, qtbot, "line", 0, key_of(trained))
    expected = score(model_of(trained), trained.codec.encode(TEXT))
    assert words(found) == [
        short(float(expected.sum())),
        short(bits_per_token(expected)),
        short(perplexity(expected)),
    ]
    assert found.detail == "step 40"


def test_grounds_are_bits_on_one_scale(
    pane: BeliefsPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.likelihood.field.offer(TEXT)
    strip = strip_of(pane, qtbot, key_of(trained), TEXT)
    expected = score(model_of(trained), trained.codec.encode(TEXT))
    bits = [min(round(-each / 0.6931471805599453), 8) for each in expected.tolist()]
    assert [strip.level(place) for place in range(len(TEXT))] == [0, *bits]


def test_the_ngram_model_stands_beside_the_run(pane: BeliefsPane, qtbot: QtBot) -> None:
    pane.likelihood.field.offer(TEXT)
    strip_of(pane, qtbot, "6-gram", TEXT)
    pane.orders.tick(2, on=True)
    strip_of(pane, qtbot, "2-gram", TEXT)
    assert pane.orders.text() == "n-grams: 2, 6"
    pane.orders.tick(6, on=False)
    qtbot.waitUntil(lambda: pane.likelihood.strip(0, "6-gram") is None, timeout=PATIENCE)


def test_several_lines_have_a_sum(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    pane.likelihood.field.offer(f"{TEXT}\n\n{OTHER}\n")
    strip_of(pane, qtbot, key_of(trained), OTHER, line=1)
    sums = [score(model_of(trained), trained.codec.encode(line)).sum() for line in (TEXT, OTHER)]
    found = facts(pane.likelihood, qtbot, "total", key_of(trained))
    assert words(found)[0] == short(float(sum(sums)))


def test_a_click_keeps_what_was_expected(
    pane: BeliefsPane, trained: Run, look: Look, qtbot: QtBot
) -> None:
    pane.likelihood.field.offer(TEXT)
    strip = strip_of(pane, qtbot, key_of(trained), TEXT)
    strip_of(pane, qtbot, "6-gram", TEXT)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.cell(4).center().toPoint())

    def told() -> str:
        detail = pane.likelihood.detail
        return detail.text() if detail is not None else "…"

    qtbot.waitUntil(lambda: "…" not in told(), timeout=PATIENCE)
    chances = NetworkScorer(model_of(trained)).next(trained.codec.encode(TEXT[:4]))
    best = trained.codec.vocabulary.tokens[int(chances.argmax())]
    assert f"{best}&nbsp;" in told()
    assert "6-gram" in told()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.cell(4).center().toPoint())
    qtbot.waitUntil(lambda: pane.likelihood.part("detail", 0) is None, timeout=PATIENCE)


def test_what_was_kept_goes_with_its_line(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    view = pane.likelihood
    view.field.offer(f"{TEXT}\n{OTHER}")
    strip = strip_of(pane, qtbot, key_of(trained), OTHER, line=1)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.cell(4).center().toPoint())
    detail = view.detail
    assert detail is not None
    with QSignalBlocker(view.field):  # typed, and not asked yet
        view.field.setPlainText(TEXT)
    with qtbot.waitSignal(detail.destroyed, timeout=PATIENCE):
        view.refresh()
    view.refresh()
    assert view.detail is None


def test_pointing_asks_what_was_expected_there(
    pane: BeliefsPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.likelihood.field.offer(TEXT)
    strip = strip_of(pane, qtbot, key_of(trained), TEXT)
    qtbot.mouseMove(strip, strip.cell(7).center().toPoint())
    qtbot.waitUntil(
        lambda: kit.believing.answer("instead", key_of(trained)) is not None, timeout=PATIENCE
    )
    strip.hovered.emit(-1)
    assert kit.believing.question("instead") is None


def test_typing_replaces_the_example_for_good(
    pane: BeliefsPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    field = pane.likelihood.field
    field.clear()
    qtbot.keyClicks(field, "The dogs.")
    strip_of(pane, qtbot, key_of(trained), "The dogs.")
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        kit.texts.open_pasted("some other words are in this text now\n" * 60)
    qtbot.waitUntil(lambda: pane.rank.field.toPlainText() != "", timeout=PATIENCE)
    assert field.toPlainText() == "The dogs."


def test_an_empty_field_says_what_to_do(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    strip_of(pane, qtbot, key_of(trained), pane.likelihood.field.toPlainText())
    pane.likelihood.field.clear()
    qtbot.waitUntil(lambda: "Type or paste" in pane.likelihood.said.text(), timeout=PATIENCE)
    assert pane.likelihood.strip(0, key_of(trained)) is None


def test_a_huge_paste_is_cut_and_said(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    paste("the cats were full " * 6_000, pane.likelihood.field, qtbot)
    assert len(pane.likelihood.field.toPlainText()) == MOST_CHARACTERS
    qtbot.waitUntil(lambda: "Only the first" in pane.likelihood.said.text(), timeout=PATIENCE)
    found = part(pane.likelihood, qtbot, "line", 0, key_of(trained))
    assert isinstance(found, ScoredLine)
    qtbot.waitUntil(lambda: "of 20,000 tokens" in found.sentence.text(), timeout=PATIENCE)


# rank


def test_alternatives_are_ranked_by_total_and_per_token(
    pane: BeliefsPane, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Rank")
    pane.rank.field.offer(f"{TEXT}\n{OTHER}")
    weighed = rank(NetworkScorer(model_of(trained)), trained.codec, [TEXT, OTHER], "")
    means = sorted(weighed, key=lambda each: -each.per_token)
    for number, text in enumerate((TEXT, OTHER)):
        found = facts(pane.rank, qtbot, "row", number, key_of(trained))
        place = next(i for i, each in enumerate(weighed) if each.text == text)
        mean = next(i for i, each in enumerate(means) if each.text == text)
        assert words(found) == [
            f"#{place + 1} {percent(weighed[place].share)}",
            short(weighed[place].log_probability),
            f"#{mean + 1} {short(weighed[place].per_token)}",
        ]
        assert found.bars == (pytest.approx(weighed[place].share),)


def test_where_texts_differ_is_bold(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    pane.deck.choose("Rank")
    pane.rank.field.offer(f"{TEXT}\n{OTHER}")
    label = part(pane.rank, qtbot, "text", 1)
    assert isinstance(label, QLabel)
    qtbot.waitUntil(lambda: "<b>was</b>" in label.text(), timeout=PATIENCE)


def test_a_context_is_read_before_each(pane: BeliefsPane, trained: Run, qtbot: QtBot) -> None:
    pane.deck.choose("Rank")
    pane.rank.field.offer("were full.\nwas full.")
    pane.rank.context.offer("The cats, loved by many wolves,")
    texts = [" were full.", " was full."]
    context = "The cats, loved by many wolves,"
    weighed = rank(NetworkScorer(model_of(trained)), trained.codec, texts, context)
    share = next(each.share for each in weighed if each.text == texts[0])

    def shown() -> bool:
        found = facts(pane.rank, qtbot, "row", 0, key_of(trained))
        return found.bars == (pytest.approx(share, rel=1e-9),)

    qtbot.waitUntil(shown, timeout=PATIENCE)


def test_one_alternative_asks_for_another(pane: BeliefsPane, qtbot: QtBot) -> None:
    pane.deck.choose("Rank")
    pane.rank.field.offer("The cat")
    qtbot.waitUntil(lambda: "at least two" in pane.rank.said.text(), timeout=PATIENCE)


def test_unknown_signs_are_told_by_those_who_do_not_know_them(
    pane: BeliefsPane, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Rank")
    pane.rank.field.offer("straße\nstrasse")

    def notes() -> list[str]:
        judges = [key_of(trained), "6-gram"]
        shown = [pane.rank.part("row", 0, judge) for judge in judges]
        labels = pane.rank.findChildren(QLabel)
        return [each.text() for each in labels if "“ß”" in each.text() and all(shown)]

    qtbot.waitUntil(lambda: len(notes()) == 2, timeout=PATIENCE)
    assert notes()[0].startswith(trained.name)


# fill in


def test_candidates_have_shares_with_and_without_what_follows(
    pane: BeliefsPane, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Fill in")
    pane.fill_in.candidates.offer("were, was")
    pane.fill_in.field.offer(BLANK)
    scorer = NetworkScorer(model_of(trained))
    before = BLANK.partition("▢")[0]
    halves = rank(scorer, trained.codec, [f"{before}were", f"{before}was"], "")
    for whole in fill_in(scorer, trained.codec, BLANK, ["were", "was"]):
        half = next(each for each in halves if each.text.endswith(whole.text))
        found = facts(pane.fill_in, qtbot, "row", whole.text, key_of(trained))
        assert found.bars == (pytest.approx(whole.share), pytest.approx(half.share))


def test_without_candidates_the_first_model_proposes(
    pane: BeliefsPane, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Fill in")
    pane.fill_in.field.offer("The cat▢ were full.")
    qtbot.mouseClick(pane.fill_in.propose, Qt.MouseButton.LeftButton)
    chances = fill_in(
        NetworkScorer(model_of(trained)),
        trained.codec,
        "The cat▢ were full.",
        list(trained.codec.vocabulary.tokens),
    )
    facts(pane.fill_in, qtbot, "row", chances[0].text, key_of(trained))
    facts(pane.fill_in, qtbot, "row", chances[5].text, "6-gram")


def test_the_button_moves_the_blank(pane: BeliefsPane, qtbot: QtBot) -> None:
    pane.deck.choose("Fill in")
    field = pane.fill_in.field
    field.offer("one ▢ two")
    field.setCursorPosition(9)
    qtbot.mouseClick(pane.fill_in.blank, Qt.MouseButton.LeftButton)
    assert field.text() == "one  two▢"
    field.setSelection(0, 3)
    qtbot.mouseClick(pane.fill_in.blank, Qt.MouseButton.LeftButton)
    assert field.text() == "▢  two"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Type a sentence"), ("no blank", "blank is missing"), ("▢ ▢", "There are 2 blanks")],
)
def test_a_text_without_one_blank_says_what_to_do(
    pane: BeliefsPane, qtbot: QtBot, text: str, sentence: str
) -> None:
    pane.deck.choose("Fill in")
    pane.fill_in.field.offer("The ▢.")
    pane.fill_in.field.setText(text)
    qtbot.waitUntil(lambda: sentence in pane.fill_in.said.text(), timeout=PATIENCE)


# all pages


def test_examples_fit_the_text_and_follow_each_other(pane: BeliefsPane, qtbot: QtBot) -> None:
    first = pane.likelihood.field.toPlainText()
    qtbot.mouseClick(pane.likelihood.examples, Qt.MouseButton.LeftButton)
    assert pane.likelihood.field.toPlainText() not in ("", first)
    assert pane.rank.field.toPlainText().count("\n") == 1
    assert "▢" in pane.fill_in.field.text()


def test_every_page_explains_itself_in_three_sentences(pane: BeliefsPane, qtbot: QtBot) -> None:
    for view in pane.views.values():
        popover = view.help.open()
        assert popover.text.text().replace("</i>.", ". ").count(". ") + 1 == 3, view.page
        popover.close()


def test_a_removed_run_leaves_the_pages(
    pane: BeliefsPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.likelihood.field.offer(TEXT)
    strip_of(pane, qtbot, key_of(trained), TEXT)
    kit.runs.remove(trained.key)
    qtbot.waitUntil(lambda: pane.likelihood.strip(0, key_of(trained)) is None, timeout=PATIENCE)
    strip_of(pane, qtbot, "6-gram", TEXT)


def test_nothing_is_asked_behind_a_tab(pane: BeliefsPane, kit: Instrument, qtbot: QtBot) -> None:
    pane.hide()
    pane.refresh()
    pane.likelihood.field.offer("The dog was wet.")
    qtbot.waitUntil(lambda: not kit.background.busy, timeout=PATIENCE)
    answer = kit.believing.answer("Likelihood", "6-gram")
    assert answer is None or answer.question != kit.believing.question("Likelihood")


def test_candidates_that_were_not_asked_yet_wait(
    pane: BeliefsPane, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Fill in")
    pane.fill_in.candidates.offer("were, was")
    pane.fill_in.field.offer(BLANK)
    facts(pane.fill_in, qtbot, "row", "were", key_of(trained))
    pane.fill_in.candidates.blockSignals(True)  # as between typing and asking
    pane.fill_in.candidates.setText("were, was, is")
    pane.fill_in.refresh()
    pane.fill_in.candidates.blockSignals(False)
    row = part(pane.fill_in, qtbot, "row", "is", key_of(trained))
    assert isinstance(row, ModelRow)
    assert words(row.facts) == ["…", "…"]


def test_alternatives_that_were_not_asked_yet_wait(
    pane: BeliefsPane, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Rank")
    pane.rank.field.offer("one\ntwo")
    facts(pane.rank, qtbot, "row", 0, key_of(trained))
    pane.rank.field.blockSignals(True)
    pane.rank.field.setPlainText("one\ntwo\nthree")
    pane.rank.refresh()
    pane.rank.field.blockSignals(False)
    row = part(pane.rank, qtbot, "row", 2, key_of(trained))
    assert isinstance(row, ModelRow)
    assert set(words(row.facts)) == {"…"}
