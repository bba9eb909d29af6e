"""The main window as a whole."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from rnnlab.gui.app import begin, make_window
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile
from rnnlab.text.grammar import cats_and_clauses

PATIENCE = 20_000


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def opened(qtbot: QtBot, settings: SettingsFile) -> Iterator[tuple[Instrument, MainWindow]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    kit, window = make_window(settings, application)
    window.show()
    qtbot.waitExposed(window)
    kit.poller.start()
    yield kit, window
    window.close()
    window.deleteLater()


def look() -> Look:
    found = QApplication.instance()
    assert found is not None
    return found.findChildren(Look)[-1]


def shown_docks(window: MainWindow) -> list[QDockWidget]:
    """Docks that can be seen: of tabs only the one in front."""
    return [dock for dock in window.docks.by_title.values() if not dock.visibleRegion().isEmpty()]


def drop(window: MainWindow, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5])
def test_no_dock_covers_another_or_leaves_the_window(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot, width: int, height: int, scale: float
) -> None:
    _, window = opened
    window.resize(width, height)
    look().set_scale(scale)
    qtbot.waitUntil(lambda: window.size().width() == width, timeout=PATIENCE)
    docks = shown_docks(window)
    assert {"Learning", "Writing", "Runs"} <= {dock.windowTitle() for dock in docks}
    for dock in docks:
        assert window.rect().contains(dock.geometry()), dock.windowTitle()
    for one, other in combinations(docks, 2):
        pair = f"{one.windowTitle()} and {other.windowTitle()}"
        assert not one.geometry().intersects(other.geometry()), pair


def test_a_small_window_puts_memory_behind_learning(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot
) -> None:
    _, window = opened
    docks = window.docks.by_title
    window.resize(1280, 800)
    assert docks["Memory"] not in window.tabifiedDockWidgets(docks["Learning"])
    window.resize(900, 600)
    qtbot.waitUntil(
        lambda: docks["Memory"] in window.tabifiedDockWidgets(docks["Learning"]), timeout=PATIENCE
    )


def test_reset_layout_brings_closed_docks_back(opened: tuple[Instrument, MainWindow]) -> None:
    _, window = opened
    window.docks.by_title["Gates"].close()
    window.reset_layout()
    assert window.docks.by_title["Gates"].isVisible()


def test_dropped_words_become_the_text(opened: tuple[Instrument, MainWindow], qtbot: QtBot) -> None:
    kit, window = opened
    data = QMimeData()
    data.setText(cats_and_clauses(size=5_000))
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        drop(window, data)


def test_a_dropped_file_becomes_the_text(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    kit, window = opened
    path = tmp_path / "dropped.txt"
    path.write_text(cats_and_clauses(size=5_000), encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        drop(window, data)
    assert kit.texts.corpus is not None
    assert kit.texts.corpus.name == "dropped.txt"


def test_an_opened_file_is_remembered(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot, settings: SettingsFile, tmp_path: Path
) -> None:
    kit, window = opened
    path = tmp_path / "book.txt"
    path.write_text(cats_and_clauses(size=5_000), encoding="utf-8")
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        window.open_path(path)
    assert path in Preferences(settings).recent_files()


def test_several_files_on_the_command_line_become_one_text(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    kit, window = opened
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for path in paths:
        path.write_text(cats_and_clauses(size=5_000), encoding="utf-8")
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        begin(kit, window, [str(path) for path in paths])
    assert kit.texts.source is not None
    assert kit.texts.source.paths == tuple(paths)


def test_theme_and_scale_are_remembered(
    opened: tuple[Instrument, MainWindow], settings: SettingsFile
) -> None:
    _, window = opened
    look().set_theme("dark")
    look().set_scale(1.2)
    window.close()
    assert Preferences(settings).theme() == "dark"
    assert Preferences(settings).scale() == pytest.approx(1.2)


def test_saving_without_a_run_says_what_to_do(opened: tuple[Instrument, MainWindow]) -> None:
    _, window = opened
    window.save_run()
    assert "press Train first" in window.messages.sentences()[0]


def test_at_most_three_messages_are_shown_and_none_twice(
    opened: tuple[Instrument, MainWindow],
) -> None:
    _, window = opened
    for number in (1, 2, 3, 4, 4):
        window.messages.tell("warning", f"Message {number}.")
    assert window.messages.sentences() == ["Message 4.", "Message 3.", "Message 2."]


def test_messages_lie_inside_the_window_and_below_its_bars(
    opened: tuple[Instrument, MainWindow],
) -> None:
    _, window = opened
    window.messages.tell("error", "A long sentence that says what is wrong. " * 6)
    assert window.rect().contains(window.messages.geometry())
    bar = window.transport.mapTo(window, QPoint(0, window.transport.height()))
    assert window.messages.y() >= bar.y()


def test_the_projector_view_is_larger_and_goes_back(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot
) -> None:
    _, window = opened
    window.transport.present_button.click()
    assert look().scale == pytest.approx(1.4)
    assert window.isFullScreen()
    window.transport.present_button.click()
    assert look().scale == pytest.approx(1.0)
    assert not window.isFullScreen()
