"""Widgets that are made when somebody looks at them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.later import Later


class Tabs:
    """Two docks as tabs of one window; the first is in front."""

    def __init__(self, look: Look) -> None:
        self.made: list[str] = []
        self.window = QMainWindow()
        self.window.resize(500, 400)
        self.rooms = [Later(look, lambda name=name: self._make(name), (90, 60)) for name in "ab"]
        self.docks = [QDockWidget(name, self.window) for name in "ab"]
        for dock, room in zip(self.docks, self.rooms, strict=True):
            dock.setWidget(room)
            dock.visibilityChanged.connect(room.look_at)
            self.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        self.window.tabifyDockWidget(*self.docks)
        self.docks[0].raise_()

    def _make(self, name: str) -> QLabel:
        self.made.append(name)
        label = QLabel(name)
        label.setMinimumSize(300, 200)
        return label


@pytest.fixture
def tabs(qtbot: QtBot, look: Look) -> Tabs:
    made = Tabs(look)
    qtbot.addWidget(made.window)
    return made


def test_nothing_is_made_before_the_window_is_shown(tabs: Tabs) -> None:
    assert tabs.made == []


def test_what_is_in_front_is_there_before_the_first_picture(tabs: Tabs) -> None:
    tabs.window.show()
    assert tabs.made == ["a"]
    assert tabs.rooms[0].content().size() == tabs.rooms[0].size()


def test_what_is_behind_is_made_as_its_tab_is_chosen(tabs: Tabs, qtbot: QtBot) -> None:
    tabs.window.show()
    qtbot.waitExposed(tabs.window)
    tabs.docks[1].raise_()
    assert tabs.made == ["a", "b"]


def test_it_is_made_once(tabs: Tabs) -> None:
    assert tabs.rooms[1].content() is tabs.rooms[1].content()
    assert tabs.made == ["b"]


def test_the_room_is_as_large_before_as_after(tabs: Tabs) -> None:
    room = tabs.rooms[0]
    before = tabs.docks[0].minimumSizeHint()
    room.content()
    assert tabs.docks[0].minimumSizeHint() == before


def test_the_room_grows_with_the_text(tabs: Tabs, look: Look) -> None:
    look.set_scale(1.5)
    assert tabs.rooms[0].minimumSize().toTuple() == (135, 90)
