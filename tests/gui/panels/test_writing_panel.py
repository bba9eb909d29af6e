from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rnnlab.config import SamplingConfig
from rnnlab.generation import Writer, prime_ids, write_text
from rnnlab.generation.ngram_writing import ngram_text
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing_panel import WritingPanel
from rnnlab.models import build_model

AddRun = Callable[..., Run]
Rest = Callable[[], None]
Until = Callable[[Callable[[], object]], None]
TEXT = "the cat sat on the mat and the dog sat on the log. " * 60
ENDLESS = 10_000_000


@pytest.fixture
def panel(qtbot: QtBot, look: Look, instrument: Instrument) -> WritingPanel:
    made = WritingPanel(
        look,
        instrument.background,
        instrument.runs,
        instrument.ngrams,
        instrument.room,
        instrument.texts,
        instrument.poller,
    )
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


@pytest.fixture
def counted(panel: WritingPanel, instrument: Instrument, rest: Rest) -> Instrument:
    """A text of characters is open and its n-grams are counted."""
    instrument.texts.open_pasted(TEXT)
    rest()
    return instrument


@pytest.fixture
def words(panel: WritingPanel, instrument: Instrument, rest: Rest) -> Instrument:
    """A text of words is open and its n-grams are counted."""
    instrument.runs.set_setting("unit", "word")
    instrument.texts.open_pasted(TEXT)
    rest()
    return instrument


def _press(qtbot: QtBot, panel: WritingPanel) -> None:
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)


def _length(panel: WritingPanel, length: int) -> None:
    panel.controls.numbers["length"].set_value(length)


def test_before_there_is_a_text_nothing_can_be_written(panel: WritingPanel) -> None:
    assert not panel.button.isEnabled()
    assert panel.network.hint() == "Train a model, then let it write."


def test_before_there_is_a_run_it_says_what_can_be_done(
    panel: WritingPanel, counted: Instrument
) -> None:
    assert panel.button.isEnabled()
    assert panel.network.hint() == (
        "Train a model, then let it write; or write with the 6-gram now."
    )


def test_the_ngram_model_writes_what_it_would_write_without_a_window(
    panel: WritingPanel, counted: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    panel.prime.line.setText("the cat")
    _press(qtbot, panel)
    rest()
    corpus = counted.texts.corpus
    assert corpus is not None
    expected = ngram_text(counted.ngrams.models[6], corpus.codec, "the cat", SamplingConfig())
    assert panel.ngram.view.text() == "the cat" + "".join(expected)


def test_words_are_joined_to_the_prime_text(
    panel: WritingPanel, words: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    panel.prime.line.setText("the cat")
    _length(panel, 20)
    _press(qtbot, panel)
    rest()
    assert panel.ngram.view.text().startswith("the cat ")
    assert len(panel.ngram.view.text().replace(".", " .").split()) == 22


def test_an_untrained_run_writes_and_is_called_untrained(
    panel: WritingPanel, add_run: AddRun, counted: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    run = add_run("LSTM 8")
    _length(panel, 100)
    _press(qtbot, panel)
    rest()
    model = build_model(run.config.model, len(run.codec.vocabulary), run.config.training.seed)
    config = SamplingConfig(length=100)
    pieces = write_text(Writer.from_model(model), run.codec, prime_ids(run.codec, ""), config)
    assert panel.network.title.text() == "LSTM 8, untrained"
    assert panel.network.view.text() == "".join(pieces)


def test_the_same_seed_gives_the_same_text(
    panel: WritingPanel, counted: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    texts = []
    for seed in (1, 2, 1):
        panel.controls.numbers["seed"].set_value(seed)
        _press(qtbot, panel)
        rest()
        texts.append(panel.ngram.view.text())
    assert texts[0] == texts[2] != texts[1]


def test_a_run_writes_while_it_trains(
    panel: WritingPanel, add_run: AddRun, instrument: Instrument, until: Until, qtbot: QtBot
) -> None:
    run = add_run("LSTM 8", steps=100_000)
    instrument.runs.train()
    until(lambda: run.step > 2)
    _length(panel, 50)
    _press(qtbot, panel)
    assert panel.button.text() == "Stop"
    until(lambda: not panel.busy())
    assert len(panel.network.view.text()) == 50
    assert run.status is Status.TRAINING
    assert panel.network.title.text().startswith("LSTM 8, step ")


def test_writing_stops_at_once(
    panel: WritingPanel, counted: Instrument, rest: Rest, until: Until, qtbot: QtBot
) -> None:
    _length(panel, ENDLESS)
    _press(qtbot, panel)
    until(lambda: panel.ngram.view.text())
    _press(qtbot, panel)
    written = panel.ngram.view.text()
    rest()
    assert not panel.busy()
    assert panel.button.text() == "Write"
    assert panel.ngram.view.text() == written


def test_a_finished_text_tells_its_length_and_speed(
    panel: WritingPanel, counted: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    _press(qtbot, panel)
    rest()
    assert panel.ngram.facts.text().startswith("1,000 characters, ")
    assert panel.ngram.facts.text().endswith("/s")


def test_an_unknown_character_is_named_at_the_field(
    panel: WritingPanel, counted: Instrument
) -> None:
    panel.prime.line.setText("the çat")
    assert "“ç”" in panel.prime.error.text()
    assert panel.prime.error.isVisible()
    assert not panel.button.isEnabled()


def test_a_mended_prime_text_can_be_written(panel: WritingPanel, counted: Instrument) -> None:
    panel.prime.line.setText("the çat")
    panel.prime.line.setText("the cat")
    assert not panel.prime.error.isVisible()
    assert panel.button.isEnabled()


def test_an_unknown_word_is_read_as_unknown_and_told(
    panel: WritingPanel, words: Instrument
) -> None:
    panel.prime.line.setText("the emu sat")
    assert panel.prime.note.text() == "“emu” will be read as <unk>."
    assert panel.button.isEnabled()


def test_the_ngram_model_of_another_text_writes_alone_what_the_run_cannot_read(
    panel: WritingPanel, add_run: AddRun, instrument: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    add_run("LSTM 8")
    instrument.texts.open_pasted("ÄÖÜ" * 100)
    rest()
    panel.prime.line.setText("ÄÖ")
    _length(panel, 30)
    _press(qtbot, panel)
    rest()
    assert panel.prime.error.isVisible()
    assert panel.network.view.text() == ""
    assert len(panel.ngram.view.text()) == 32


def test_enter_writes(panel: WritingPanel, counted: Instrument, rest: Rest, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.prime.line, Qt.Key.Key_Return)
    rest()
    assert len(panel.ngram.view.text()) == 1_000


def test_choosing_an_order_writes_with_it(
    panel: WritingPanel, counted: Instrument, rest: Rest
) -> None:
    panel.write_page.orders.setCurrentIndex(panel.write_page.orders.findData(2))
    panel.write_page.orders.activated.emit(panel.write_page.orders.currentIndex())
    rest()
    corpus = counted.texts.corpus
    assert corpus is not None
    expected = ngram_text(counted.ngrams.models[2], corpus.codec, "", SamplingConfig())
    assert panel.ngram.view.text() == "".join(expected)


def test_the_chosen_order_outlives_another_text(
    panel: WritingPanel, counted: Instrument, rest: Rest
) -> None:
    panel.write_page.orders.activated.emit(panel.write_page.orders.findData(2))
    counted.texts.open_pasted("abc" * 200)
    rest()
    assert panel.write_page.order() == 2
    assert panel.write_page.orders.currentText() == "2-gram"


def test_the_text_can_be_copied(
    panel: WritingPanel, counted: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    _press(qtbot, panel)
    rest()
    qtbot.mouseClick(panel.ngram.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == panel.ngram.view.text()


def test_what_was_refused_is_told_over_the_text(
    panel: WritingPanel, instrument: Instrument
) -> None:
    instrument.writing.network.refused.emit("The model’s outputs are no longer numbers.")
    assert panel.network.error.isVisible()
    assert panel.network.error.text() == "The model’s outputs are no longer numbers."


@pytest.mark.parametrize(
    ("width", "orientation"),
    [(400, Qt.Orientation.Vertical), (700, Qt.Orientation.Horizontal)],
)
def test_the_texts_stand_beside_each_other_where_there_is_room(
    panel: WritingPanel, width: int, orientation: Qt.Orientation
) -> None:
    panel.resize(width, 500)
    assert panel.write_page.splitter.orientation() == orientation


def test_it_fits_into_a_narrow_dock(panel: WritingPanel, counted: Instrument) -> None:
    panel.controls.more.set_open(True)
    assert panel.minimumSizeHint().width() <= 250
