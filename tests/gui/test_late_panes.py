"""Panes that stand behind a tab are made at the first look, and nothing moves when they come."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.app import make_window
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.widgets.later import Later
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile

IN_FRONT = {"Memory", "Gates"}
Opened = tuple[Instrument, MainWindow]


@pytest.fixture
def settings() -> SettingsFile:
    return SettingsFile(None)


def open_window(settings: SettingsFile, width: int = 1280, height: int = 800) -> Opened:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    kit, window = make_window(settings, application)
    window.resize(width, height)
    return kit, window


@pytest.fixture
def opened(qtbot: QtBot, settings: SettingsFile) -> Iterator[Opened]:
    kit, window = open_window(settings)
    window.show()
    yield kit, window
    window.close()
    window.deleteLater()


def rooms(window: MainWindow) -> dict[str, Later]:
    contents = {title: dock.widget() for title, dock in window.docks.by_title.items()}
    return {title: each for title, each in contents.items() if isinstance(each, Later)}


def made(window: MainWindow) -> set[str]:
    return {title for title, room in rooms(window).items() if room.is_made}


def seen(window: MainWindow) -> dict[str, QRect]:
    docks = window.docks.by_title.items()
    return {title: dock.geometry() for title, dock in docks if not dock.visibleRegion().isEmpty()}


def test_only_what_is_in_front_is_made_when_the_window_opens(opened: Opened) -> None:
    assert made(opened[1]) == IN_FRONT


def test_what_a_kept_layout_shows_is_in_the_first_picture(
    opened: Opened, settings: SettingsFile, qtbot: QtBot
) -> None:
    _, window = opened
    window.docks.by_title["Connections"].raise_()
    window.close()  # keeps the layout
    _, again = open_window(settings)
    again.show()
    assert made(again) == {"Memory", "Connections"}
    again.close()
    again.deleteLater()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_no_dock_moves_when_a_pane_comes(
    opened: Opened, qtbot: QtBot, width: int, height: int
) -> None:
    _, window = opened
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    for title in rooms(window).keys() - IN_FRONT:
        places = sorted(rect.getRect() for rect in seen(window).values())
        window.docks.by_title[title].raise_()
        assert title in made(window)
        QApplication.processEvents()
        assert sorted(rect.getRect() for rect in seen(window).values()) == places, title


def test_every_pane_fits_its_room(opened: Opened, qtbot: QtBot) -> None:
    _, window = opened
    for title, room in rooms(window).items():
        window.docks.by_title[title].raise_()
        QApplication.processEvents()
        needed = room.content().minimumSizeHint()
        assert room.size().expandedTo(needed) == room.size(), title
        assert needed.height() <= room.minimumHeight(), title


def test_spare_time_makes_the_rest_one_by_one(opened: Opened, qtbot: QtBot) -> None:
    _, window = opened
    assert window.docks.make_next()
    assert len(made(window)) == len(IN_FRONT) + 1
    while window.docks.make_next():
        pass
    assert made(window) == set(rooms(window))
