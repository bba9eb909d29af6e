"""Names and tokens that look like HTML are shown as they are, and no picture is looked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import Qt, QTextDocumentFragment
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMessageBox,
    QTableView,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rnnlab.gui.app import make_window
from rnnlab.gui.care import Care
from rnnlab.gui.desks.run import Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.widgets.labels import ElidedLabel, plain_tip
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile

PATIENCE = 60_000
PICTURE = "<img src='file:///picture.png'>"
NAME = f"<b>bold</b> {PICTURE}"
WORDS = "<b>cat</b> <img src='file:///picture.png'> <a href='http://example.org'>dog</a> & so\n"


def is_markup(words: str) -> bool:
    """Whether Qt would take a tooltip for HTML in which a picture stands."""
    return Qt.mightBeRichText(words) and "<img" in words


@pytest.mark.parametrize(
    "words", [NAME, WORDS.strip(), "a <b> c\n  d", "<qt>x", "a <b> c", "<!DOCTYPE html>", "<h1>\n2"]
)
def test_a_tip_of_words_from_a_file_shows_them_as_they_are(words: str) -> None:
    assert Qt.mightBeRichText(words)
    shown = QTextDocumentFragment.fromHtml(plain_tip(words)).toPlainText()
    assert shown == words


def test_ordinary_words_stay_as_they_are() -> None:
    assert plain_tip("a > b && c") == "a > b && c"


def test_the_tip_of_a_cut_label_is_no_html(qtbot: QtBot) -> None:
    label = ElidedLabel(NAME * 20)
    qtbot.addWidget(label)
    label.resize(50, 20)
    label.show()
    assert label.toolTip()
    assert not is_markup(label.toolTip())


@pytest.fixture
def hostile(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Instrument, MainWindow]]:
    """A window with a trained run, whose name, text and tokens look like HTML."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    kit, window = make_window(SettingsFile(None), application)
    care = Care(window, kit, SettingsFile(None), None)
    window.resize(1600, 900)
    window.show()
    kit.poller.start()
    path = tmp_path / "<b>book<img src=x>.txt"
    path.write_text(WORDS * 200, encoding="utf-8")
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        kit.texts.open_files([path])
    sizes = {"unit": "word", "hidden_size": 4, "embedding_size": 3, "batch_size": 2}
    for name, value in {**sizes, "sequence_length": 8, "steps": 20}.items():
        kit.runs.set_setting(name, value)
    qtbot.waitUntil(lambda: not kit.background.busy, timeout=PATIENCE)
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    kit.runs.rename(run.key, NAME)
    yield kit, window
    window.may_close = lambda: True
    assert care is not None
    window.close()
    window.deleteLater()


def labels_that_guess(window: QWidget) -> list[str]:
    """Labels that would take their words for HTML if these look like it."""
    return [
        label.text()
        for label in window.findChildren(QLabel)
        if label.textFormat() == Qt.TextFormat.AutoText and label.text()
    ]


def tips_in_tables(window: QWidget) -> list[str]:
    tips: list[str] = []
    for view in window.findChildren(QTableView):
        model = view.model()
        if model is None:
            continue
        for row in range(model.rowCount(QModelIndex())):
            for column in range(model.columnCount(QModelIndex())):
                tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                tips += [tip] if isinstance(tip, str) else []
    return tips


def test_no_label_or_tip_of_the_window_takes_a_name_for_html(
    hostile: tuple[Instrument, MainWindow], qtbot: QtBot
) -> None:
    kit, window = hostile
    for dock in window.docks.by_title.values():
        dock.show()
        dock.raise_()
        window.grab()
        QApplication.processEvents()
    qtbot.waitUntil(lambda: not kit.background.busy, timeout=PATIENCE)
    assert labels_that_guess(window) == []
    widgets = [window, *window.findChildren(QWidget)]
    assert [tip for tip in (each.toolTip() for each in widgets) if is_markup(tip)] == []
    assert [tip for tip in tips_in_tables(window) if is_markup(tip)] == []
    rich = [
        label.text()
        for label in window.findChildren(QLabel)
        if label.textFormat() == Qt.TextFormat.RichText
    ]
    assert [words for words in rich if "<img" in words] == []
    QToolTip.hideText()


def test_the_question_on_closing_shows_names_as_they_are(
    hostile: tuple[Instrument, MainWindow],
) -> None:
    _, window = hostile
    window.close()
    (box,) = window.findChildren(QMessageBox)
    assert PICTURE in box.text()
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.done(0)
