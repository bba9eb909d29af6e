from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks import texts as text_desk
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panels.text_panel import TextPanel
from rnnlab.gui.preferences import Preferences
from rnnlab.text import REMOTE_TEXTS, TextError, built_in, reading, stream

Rest = Callable[[], None]
GERMAN = "Größe ändern für Bücher, schöne Grüße aus Köln. " * 40


@pytest.fixture
def asked() -> list[Path]:
    """What the dialog for files answers."""
    return []


@pytest.fixture
def panel(
    qtbot: QtBot,
    look: Look,
    instrument: Instrument,
    preferences: Preferences,
    asked: list[Path],
) -> TextPanel:
    made = TextPanel(
        look,
        instrument.texts,
        instrument.runs,
        preferences,
        ask_open_paths=lambda parent, title, filters: list(asked),
    )
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    return made


@pytest.fixture
def sandwich(panel: TextPanel, instrument: Instrument, rest: Rest) -> str:
    """A text of 1,000 characters: 600 a, 300 b and 100 c, evenly mixed."""
    text = "aabaacabab" * 100
    instrument.texts.open_pasted(text)
    rest()
    return text


def _file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _dropped(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _choose(panel: TextPanel, words: str) -> None:
    panel.picker.fill_menu()
    next(each for each in panel.picker.choices.actions() if words in each.text()).trigger()


def test_without_a_text_it_says_how_to_get_one(panel: TextPanel) -> None:
    assert panel.empty.isVisible()
    assert not panel.facts.isVisible()


def test_a_built_in_text_is_opened_from_the_menu(
    panel: TextPanel, instrument: Instrument, rest: Rest
) -> None:
    _choose(panel, "Nested brackets")
    rest()
    assert instrument.texts.source == built_in("brackets").source()
    assert panel.picker.text() == "Nested brackets"


def test_the_menu_explains_each_built_in_text(panel: TextPanel) -> None:
    panel.picker.fill_menu()
    tips = {each.text(): each.toolTip() for each in panel.picker.choices.actions()}
    assert built_in("recall").description in tips["Recall"]


def test_the_menu_marks_the_open_text(panel: TextPanel, instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_built_in(built_in("recall"))
    rest()
    panel.picker.fill_menu()
    marked = [each.text() for each in panel.picker.choices.actions() if each.isChecked()]
    assert marked == ["Recall"]


def test_size_and_vocabulary_are_shown(panel: TextPanel, sandwich: str) -> None:
    shown = {key: each.number.text() for key, each in panel.facts.numbers.items()}
    assert (shown["size"], shown["characters"], shown["vocabulary"]) == ("1 kB", "1,000", "3")


def test_the_split_is_shown_in_tokens(panel: TextPanel, sandwich: str) -> None:
    assert panel.facts.split.sizes() == {"train": 900, "valid": 50, "test": 50}


def test_the_commonest_tokens_are_shown_with_counts(panel: TextPanel, sandwich: str) -> None:
    shown = [(token, count) for token, count, _ in panel.facts.commonest.tokens()]
    assert shown == [("a", 540), ("b", 270), ("c", 90)]


def test_the_preview_shows_the_beginning(
    panel: TextPanel, instrument: Instrument, rest: Rest
) -> None:
    instrument.texts.open_pasted("0123456789" * 1_000)
    rest()
    assert panel.facts.preview.toPlainText() == "0123456789" * 200


def test_tokens_that_training_lacks_are_told(
    panel: TextPanel, instrument: Instrument, rest: Rest
) -> None:
    instrument.texts.open_pasted("ab" * 495 + "zzz" + "ababaab")
    rest()
    assert panel.facts.notes.text().startswith("3 held-out tokens never occur")


def test_several_files_of_the_dialog_become_one_text(
    panel: TextPanel, asked: list[Path], instrument: Instrument, rest: Rest, tmp_path: Path
) -> None:
    asked += [_file(tmp_path, "one.txt", "ab" * 50), _file(tmp_path, "two.txt", "cd" * 50)]
    _choose(panel, "Open files")
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.text == "ab" * 50 + "\n" + "cd" * 50


def test_a_dialog_that_is_given_up_opens_nothing(panel: TextPanel, instrument: Instrument) -> None:
    panel.choose_files()
    assert not instrument.texts.busy


def test_a_dropped_file_is_opened(
    panel: TextPanel, instrument: Instrument, rest: Rest, tmp_path: Path
) -> None:
    mime = _dropped(_file(tmp_path, "book.txt", "ab" * 50))
    _drag_and_drop(panel, mime)
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.name == "book.txt"


def test_dropped_words_are_opened(panel: TextPanel, instrument: Instrument, rest: Rest) -> None:
    mime = QMimeData()
    mime.setText("to be or not to be " * 20)
    assert panel.take(mime)
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.text == "to be or not to be " * 20


def test_a_dropped_run_file_is_passed_on(
    panel: TextPanel, instrument: Instrument, qtbot: QtBot, tmp_path: Path
) -> None:
    path = _file(tmp_path, "lstm.rnnlab", "")
    with qtbot.waitSignal(panel.run_file_chosen) as passed_on:
        panel.take(_dropped(path))
    assert passed_on.args == [path]
    assert not instrument.texts.busy


def test_a_dropped_web_address_is_no_text(panel: TextPanel) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/")])
    mime.setText("https://example.org/")
    assert not panel.accepts(mime)


def test_while_something_is_dragged_over_it_says_so(panel: TextPanel, tmp_path: Path) -> None:
    _drag(panel, _dropped(tmp_path / "book.txt"))
    assert panel.picker.text() == "Drop to open"


def test_pasting_opens_the_clipboard(panel: TextPanel, instrument: Instrument, rest: Rest) -> None:
    QGuiApplication.clipboard().setText("ba" * 60)
    _choose(panel, "Paste")
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.text == "ba" * 60


def test_pasting_nothing_is_explained(panel: TextPanel, instrument: Instrument) -> None:
    QGuiApplication.clipboard().clear()
    panel.paste()
    assert panel.notice is not None
    assert panel.notice.text() == "The clipboard holds no text; copy some first."


def test_a_refused_text_is_told_and_the_last_one_stays(
    panel: TextPanel, sandwich: str, instrument: Instrument, rest: Rest, tmp_path: Path
) -> None:
    panel.open_paths([tmp_path / "missing.txt"])
    rest()
    assert panel.notice is not None
    assert "There is no file" in panel.notice.text()
    assert panel.picker.text() == "Pasted text"
    assert panel.facts.preview.toPlainText() == sandwich


def test_a_good_text_takes_the_complaint_away(
    panel: TextPanel, instrument: Instrument, rest: Rest, tmp_path: Path
) -> None:
    panel.open_paths([tmp_path / "missing.txt"])
    rest()
    instrument.texts.open_pasted("ab" * 50)
    rest()
    assert panel.notice is None


def test_a_text_that_cannot_be_fetched_is_told(
    panel: TextPanel, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(remote: object) -> None:
        raise TextError("There is no network.")

    monkeypatch.setattr(text_desk, "fetching", unreachable)
    _choose(panel, REMOTE_TEXTS[0].title)
    rest()
    assert panel.notice is not None
    assert panel.notice.text() == "There is no network."


def test_while_a_text_is_read_a_bar_moves_and_nothing_else(
    panel: TextPanel, sandwich: str, instrument: Instrument, qtbot: QtBot, rest: Rest
) -> None:
    before = panel.facts.geometry()
    instrument.texts.open_pasted("ab" * 100)
    qtbot.wait(1)
    assert panel.busy.isVisible()
    assert panel.facts.geometry() == before
    rest()
    assert not panel.busy.isVisible()


def test_a_guessed_encoding_is_marked(panel: TextPanel, rest: Rest, tmp_path: Path) -> None:
    panel.open_paths([_file(tmp_path, "german.txt", GERMAN, "cp1252")])
    rest()
    assert panel.encoding.guess.isVisible()
    assert panel.encoding.combo.currentText() == "Windows-1252 (Western)"


def test_a_certain_encoding_is_not_marked(panel: TextPanel, rest: Rest, tmp_path: Path) -> None:
    panel.open_paths([_file(tmp_path, "german.txt", GERMAN)])
    rest()
    assert panel.encoding.isVisible()
    assert not panel.encoding.guess.isVisible()


def test_a_text_without_a_file_has_no_encoding_to_choose(panel: TextPanel, sandwich: str) -> None:
    assert not panel.encoding.isVisible()


def test_a_file_is_read_again_in_another_encoding(
    panel: TextPanel, instrument: Instrument, rest: Rest, tmp_path: Path
) -> None:
    panel.open_paths([_file(tmp_path, "german.txt", GERMAN, "cp1252")])
    rest()
    _choose_encoding(panel, "cp1251")
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.text == GERMAN.encode("cp1252").decode("cp1251")
    assert not panel.encoding.guess.isVisible()


def test_a_refused_encoding_leaves_the_one_in_use(
    panel: TextPanel, rest: Rest, tmp_path: Path
) -> None:
    panel.open_paths([_file(tmp_path, "german.txt", GERMAN, "cp1252")])
    rest()
    _choose_encoding(panel, "utf-8")
    rest()
    assert panel.notice is not None
    assert panel.encoding.combo.currentData() == "cp1252"


def test_a_file_that_was_read_is_among_the_recent_ones(
    panel: TextPanel, rest: Rest, tmp_path: Path, instrument: Instrument
) -> None:
    path = _file(tmp_path, "a & b.txt", "ab" * 50)
    panel.open_paths([path])
    rest()
    instrument.texts.open_pasted("xy" * 50)
    rest()
    _choose(panel, "a && b.txt")
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.paths == (path,)


def test_a_file_that_was_refused_is_not_among_the_recent_ones(
    panel: TextPanel, preferences: Preferences, rest: Rest, tmp_path: Path
) -> None:
    panel.open_paths([_file(tmp_path, "short.txt", "a")])
    rest()
    assert preferences.recent_files() == []


def test_a_setting_cuts_the_text_anew(panel: TextPanel, instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_pasted("the cat saw the dog . " * 30)
    rest()
    panel.form_with("unit").row("unit").editor.edited.emit("word")
    rest()
    assert panel.facts.numbers["words"].number.text() == "180"
    assert panel.facts.numbers["words"].isVisible()


def test_settings_that_contradict_each_other_are_told_at_the_field(panel: TextPanel) -> None:
    form = panel.form_with("valid_fraction")
    form.row("valid_fraction").editor.edited.emit(0.5)
    assert "exceed the whole text" in form.errors()["valid_fraction"]


def test_a_setting_that_the_text_cannot_bear_is_told_at_the_field(
    panel: TextPanel, sandwich: str, rest: Rest
) -> None:
    form = panel.form_with("minimum_count")
    form.row("minimum_count").editor.edited.emit(1_000)
    rest()
    assert "only one is left to learn" in form.errors()["minimum_count"]
    assert panel.notice is None


def test_a_setting_that_the_text_cannot_bear_is_taken_back(
    panel: TextPanel, sandwich: str, instrument: Instrument, rest: Rest
) -> None:
    panel.form_with("minimum_count").row("minimum_count").editor.edited.emit(1_000)
    rest()
    assert instrument.texts.corpus is not None
    assert instrument.runs.settings.text == instrument.texts.corpus.codec.config
    assert panel.form_with("minimum_count").values()["minimum_count"] == 1


def test_two_settings_that_the_text_cannot_bear_are_both_taken_back(
    panel: TextPanel, instrument: Instrument, rest: Rest
) -> None:
    instrument.texts.open_pasted("ab" * 50)
    rest()
    good = instrument.runs.settings.text
    for name, value in (("train_fraction", 0.01), ("valid_fraction", 0.5)):
        panel.form_with(name).row(name).editor.edited.emit(value)
    rest()
    assert instrument.runs.settings.text == good
    assert panel.notice is None


def test_numbers_do_not_swallow_dropped_files(panel: TextPanel) -> None:
    lines = [line for form in panel.forms() for line in form.findChildren(QLineEdit)]
    assert lines
    assert not any(line.acceptDrops() for line in lines)


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.4])
def test_it_fits_into_a_narrow_dock(panel: TextPanel, look: Look, scale: float) -> None:
    look.set_scale(scale)
    assert panel.minimumSizeHint().width() <= 290


def _choose_encoding(panel: TextPanel, name: str) -> None:
    combo = panel.encoding.combo
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())


def _drag(panel: TextPanel, mime: QMimeData) -> None:
    event = QDragEnterEvent(
        QPoint(20, 200),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel.viewport(), event)
    assert event.isAccepted()


def _drag_and_drop(panel: TextPanel, mime: QMimeData) -> None:
    _drag(panel, mime)
    event = QDropEvent(
        QPointF(20, 200),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(panel.viewport(), event)
    assert event.isAccepted()


@pytest.fixture
def large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is read piece by piece."""
    monkeypatch.setattr(reading, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr(stream, "PIECE_BYTES", 4096)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "large.txt"
    path.write_text("the cat sat on the mat. " * 2_000, encoding="utf-8")
    return path


def test_a_large_text_tells_how_far_it_is(
    panel: TextPanel, instrument: Instrument, rest: Rest, large_file: Path
) -> None:
    heard: list[int] = []
    panel.busy.valueChanged.connect(heard.append)
    panel.open_paths([large_file])
    rest()
    assert heard[-1] == 100
    assert panel.facts.numbers["characters"].number.text() == "48,000"


def test_reading_a_large_text_can_be_cancelled(
    panel: TextPanel, instrument: Instrument, rest: Rest, large_file: Path
) -> None:
    instrument.texts.open_pasted("abcab" * 50)
    rest()

    def give_up() -> None:
        for errand in instrument.background.errands:
            if errand.title == "Reading large.txt":
                instrument.background.give_up(errand.key)

    instrument.texts.progressed.connect(give_up)
    panel.open_paths([large_file])
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.name == "Pasted text"
    assert panel.notice is not None
    assert "cancelled" in panel.notice.text()
    assert not panel.busy.isVisible()
