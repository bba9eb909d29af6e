"""Work that waits until somebody looks."""

from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from rnnlab.gui.widgets.first_look import FirstLook


def test_what_is_behind_a_tab_waits_until_its_tab_is_chosen(qtbot: QtBot) -> None:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    looked: list[str] = []
    for name in ("front", "back"):
        page = QWidget()
        tabs.addTab(page, name)
        FirstLook(page, lambda name=name: looked.append(name))
    tabs.show()
    qtbot.waitUntil(lambda: looked == ["front"])
    tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: looked == ["front", "back"])


def test_it_calls_back_once(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    looked: list[int] = []
    FirstLook(widget, lambda: looked.append(1))
    widget.show()
    qtbot.waitUntil(lambda: looked == [1])
    widget.repaint()
    widget.hide()
    widget.show()
    qtbot.waitExposed(widget)
    assert looked == [1]
