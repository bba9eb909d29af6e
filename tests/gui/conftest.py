"""Desks without a window that are drained by the test, so that it decides when time passes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.preferences import Preferences
from rnnlab.session.settings_file import SettingsFile

Until = Callable[[Callable[[], object]], None]

_TIMEOUT = 30_000


@pytest.fixture(autouse=True)
def undressed() -> Iterator[None]:
    """Take off what a window has put on the application, which all tests share."""
    yield
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    palette = application.style().standardPalette()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if application.palette() != palette:
        application.setPalette(palette)
    if application.font() != font:
        application.setFont(font)


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    """The light look at 100 %."""
    return Look("light", 1.0)


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Preferences that nobody has used yet."""
    return Preferences(SettingsFile(tmp_path / "settings.json"))


@pytest.fixture
def instrument(qtbot: QtBot) -> Iterator[Instrument]:
    """All desks; nothing that a thread tells arrives before `until` looks."""
    made = Instrument()
    yield made
    made.shut_down()
    made.deleteLater()


@pytest.fixture
def until(instrument: Instrument, qtbot: QtBot) -> Until:
    """Hand out what the threads have told, again and again, until a condition holds."""

    def wait(condition: Callable[[], object]) -> None:
        def looked() -> bool:
            instrument.poller.drain()
            instrument.runs.tell_changes()
            return bool(condition())

        qtbot.waitUntil(looked, timeout=_TIMEOUT)

    return wait


@pytest.fixture
def rest(instrument: Instrument, until: Until) -> Callable[[], None]:
    """Wait until no text is read and no task is under way."""
    return lambda: until(lambda: not instrument.background.busy)
