"""The menu that takes back, in the real window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.app import make_window
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    _, made = make_window(SettingsFile(None), application)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def test_it_says_what_is_taken_back_and_done_again(window: MainWindow, qtbot: QtBot) -> None:
    menu, runs = window.edit_menu, window._instrument.runs
    assert (menu.undo.text(), menu.undo.isEnabled()) == ("&Undo", False)
    runs.set_setting("hidden_size", 128)
    assert menu.undo.text() == "&Undo: hidden units 384 → 128"
    menu.undo.trigger()
    assert runs.settings.model.hidden_size == 384
    assert (menu.undo.text(), menu.undo.isEnabled()) == ("&Undo", False)
    assert (menu.redo.text(), menu.redo.isEnabled()) == ("&Redo: hidden units 384 → 128", True)


def test_the_keys_take_back_and_do_again(window: MainWindow, qtbot: QtBot) -> None:
    runs = window._instrument.runs
    runs.set_setting("layers", 3)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert runs.settings.model.layers == 1
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, both)
    assert runs.settings.model.layers == 3
