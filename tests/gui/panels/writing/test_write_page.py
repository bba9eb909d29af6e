"""A written text looked at, changed, and compared with what was learnt."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from rnnlab.generation import Manuscript, prime_ids
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import writer_of
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.panels.writing.manuscript_view import ManuscriptView
from rnnlab.gui.panels.writing.sample_view import SampleView
from rnnlab.gui.panels.writing_panel import WritingPanel

Rest = Callable[[], None]
Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def sample(panel: WritingPanel, run: Run, rest: Rest) -> SampleView:
    """What an untrained network has written after “the ”."""
    panel.prime.line.setText("the ")
    panel.write()
    rest()
    return panel.network


def _manuscript(panel: WritingPanel, run: Run) -> Manuscript:
    ids = prime_ids(run.codec, "the ")
    made = Manuscript(writer_of(run)(), ids, panel.controls.config())
    list(made.write())
    return made


def _put_caret(view: ManuscriptView, position: int) -> None:
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    view.setTextCursor(cursor)


def test_every_token_has_the_probability_that_the_model_gave_it(
    sample: SampleView, panel: WritingPanel, run: Run
) -> None:
    expected = _manuscript(panel, run).probabilities[4:]
    assert sample.view.marks.probabilities.tolist() == pytest.approx(expected.tolist())


def test_a_token_under_the_pointer_tells_its_alternatives(
    sample: SampleView, panel: WritingPanel, run: Run, rest: Rest
) -> None:
    sample.view.rested_on.emit(5)
    rest()
    alternatives = _manuscript(panel, run).alternatives(9, 8)
    tokens = run.codec.vocabulary.tokens
    assert [choice.token for choice in sample.card.choices()] == [
        tokens[each.token_id] for each in alternatives
    ]
    assert sample.card.isVisible()
    assert "to the model, drawn with" in sample.card.words()


def test_the_alternatives_go_with_the_pointer(sample: SampleView) -> None:
    sample.view.rested_on.emit(5)
    sample.view.rested_on.emit(-1)
    assert not sample.card.isVisible()


def test_at_the_end_of_a_text_nothing_is_offered(sample: SampleView) -> None:
    _put_caret(sample.view, sample.view.end())
    assert not sample.go_on_button.isVisible()


def test_a_character_that_the_model_does_not_know_is_refused(
    sample: SampleView, rest: Rest, qtbot: QtBot
) -> None:
    _put_caret(sample.view, 14)
    qtbot.keyClick(sample.view, Qt.Key.Key_Delete)
    qtbot.keyClicks(sample.view, "z")  # which is in no word of the text
    assert sample.go_on_button.isVisible()
    qtbot.mouseClick(sample.go_on_button, Qt.MouseButton.LeftButton)
    rest()
    assert "“z”" in sample.error.text()
    qtbot.keyClick(sample.view, Qt.Key.Key_Backspace)
    qtbot.keyClick(sample.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest()
    assert not sample.error.isVisible()
    assert len(sample.view.text()) == 14 + 60


def test_going_on_gives_the_text_of_the_model_from_there(
    sample: SampleView, panel: WritingPanel, run: Run, rest: Rest, qtbot: QtBot
) -> None:
    before = sample.view.text()
    letter = "m" if before[14] != "m" else "t"
    _put_caret(sample.view, 14)
    qtbot.keyClick(sample.view, Qt.Key.Key_Delete)
    qtbot.keyClicks(sample.view, letter)
    qtbot.keyClick(sample.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rest()
    other = _manuscript(panel, run).edited(14, run.codec.encode(letter))
    list(other.write())
    assert sample.view.text() == run.codec.decode(other.ids)
    assert sample.view.text()[:15] == before[:14] + letter


def test_the_same_weights_go_on_while_training_goes_on(
    panel: WritingPanel, run: Run, instrument: Instrument, until: Until
) -> None:
    run.config = run.config.changed(steps=100_000)
    instrument.runs.settings = run.config
    instrument.runs.train()
    until(lambda: run.step > 2)
    panel.write()
    until(lambda: not panel.busy())
    title, text = panel.network.title.text(), panel.network.view.text()
    step = run.step
    until(lambda: run.step > step + 5)
    _put_caret(panel.network.view, 20)
    panel.network.go_on()
    until(lambda: not panel.busy())
    assert panel.network.title.text() == title
    assert panel.network.view.text()[:60] == text


def test_copies_are_found_underlined_and_explained(
    panel: WritingPanel, run: Run, instrument: Instrument, rest: Rest
) -> None:
    assert run.corpus is not None
    assert run.source is not None
    instrument.texts.open_corpus(run.source, run.corpus)
    rest()
    panel.controls.temperature.slider.setValue(0)
    panel.view_controls.copies.setChecked(True)
    panel.view_controls.shortest.setValue(10)
    panel.write()
    rest()
    marks = panel.ngram.marks
    written, learnt = panel.ngram.view.text(), run.source.text[: run.corpus.train_end]
    underlined = [
        panel.ngram.view.text_between(each.start, each.end)
        for each in panel.ngram.view.underlines()
        if not each.word
    ]
    assert underlined
    assert all(piece in learnt and len(piece) >= 10 for piece in underlined)
    fives = [written[i : i + 5] for i in range(len(written) - 4)]
    share = sum(five in learnt for five in fives) / len(fives)
    assert f"5: {share:.0%}" in marks.text()
    popover = marks.explain(panel.ngram.view.underlines()[0])
    assert popover is not None
    assert underlined[0] in popover.text.text().replace("<b><u>", "").replace("</u></b>", "")
    popover.close()


def test_new_words_are_marked_and_named(
    panel: WritingPanel, sample: SampleView, rest: Rest
) -> None:
    panel.view_controls.copies.setChecked(True)
    rest()
    view = sample.view
    marked = {view.text_between(each.start, each.end) for each in view.underlines() if each.word}
    known = {"the", "cat", "sat", "on", "mat", "and", "dog", "log"}
    assert marked
    assert not marked & known
    assert "new words" in sample.marks.text()


def test_without_its_text_a_run_cannot_be_compared(
    panel: WritingPanel, run: Run, rest: Rest
) -> None:
    run.corpus = None
    panel.view_controls.copies.setChecked(True)
    panel.write()
    rest()
    assert panel.network.marks.text().startswith("Open the text that this run has learnt from")


def test_marks_go_when_they_are_switched_off(
    panel: WritingPanel, sample: SampleView, rest: Rest
) -> None:
    panel.view_controls.copies.setChecked(True)
    rest()
    panel.view_controls.copies.setChecked(False)
    assert sample.view.underlines() == []
    assert not sample.marks.isVisible()
