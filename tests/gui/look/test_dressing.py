"""The style sheet comes part by part: what is in sight at once, the rest in turns."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDockWidget, QLabel, QMainWindow, QMenu, QStyle
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.look.dressing import Dressing
from rnnlab.gui.widgets.labels import make_label

DOCKS = 4


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    """Two docks beside each other, and two more as tabs behind the second."""
    made = QMainWindow()
    qtbot.addWidget(made)
    docks = [_dock(made, number) for number in range(DOCKS)]
    for dock in docks:
        made.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    for behind in docks[2:]:
        made.tabifyDockWidget(docks[1], behind)
    docks[1].raise_()
    return made


def _dock(window: QMainWindow, number: int) -> QDockWidget:
    dock = QDockWidget(f"Dock {number}", window)
    dock.setWidget(make_label("some words", "large"))
    return dock


def _docks(window: QMainWindow) -> list[QDockWidget]:
    return sorted(window.findChildren(QDockWidget), key=QDockWidget.windowTitle)


def _sizes(window: QMainWindow) -> list[int]:
    return [dock.widget().font().pixelSize() for dock in _docks(window)]


def _shown(look: Look, window: QMainWindow, qtbot: QtBot) -> Dressing:
    look.dress(window)
    window.resize(600, 500)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: _sizes(window) == [look.px(20)] * DOCKS)
    assert look._dressing is not None
    return look._dressing


def test_a_window_is_dressed_before_it_is_shown(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    look.dress(window)
    for label in window.findChildren(QLabel):
        label.ensurePolished()
    assert _sizes(window) == [20] * DOCKS


def test_what_is_in_sight_changes_first_and_unseen_until_all_of_it_has(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    dressing = _shown(look, window, qtbot)
    look.set_scale(1.5)
    told: list[tuple[list[int], bool]] = []
    dressing.seen.connect(lambda: told.append((_sizes(window), window.updatesEnabled())))
    with qtbot.waitSignal(dressing.finished):
        pass
    assert told == [([30, 30, 20, 20], False)]
    assert _sizes(window) == [30] * DOCKS
    assert window.updatesEnabled()


def test_no_turn_of_the_event_loop_dresses_more_than_one_part(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    dressing = _shown(look, window, qtbot)
    look.set_scale(1.5)
    dressing._turn.stop()
    assert _sizes(window) == [20] * DOCKS
    while dressing._in_sight or dressing._behind:
        before = sum(_sizes(window))
        dressing._dress_next()
        assert sum(_sizes(window)) - before in (0, 10)
    assert _sizes(window) == [30] * DOCKS


def test_a_change_in_the_midst_of_another_ends_with_the_last(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    dressing = _shown(look, window, qtbot)
    look.set_scale(1.5)
    dressing._dress_next()
    look.set_scale(2.0)
    with qtbot.waitSignal(dressing.finished):
        pass
    assert _sizes(window) == [40] * DOCKS
    assert window.updatesEnabled()


def test_who_listens_hears_again_when_what_was_out_of_sight_has_its_new_size(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    _shown(look, window, qtbot)
    heard: list[list[int]] = []
    look.changed.connect(lambda: heard.append(_sizes(window)))
    look.set_scale(1.5)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [[30, 30, 20, 20], [30] * DOCKS]


def test_what_is_deleted_while_it_waits_is_left_out(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    _shown(look, window, qtbot)
    look.set_scale(1.5)
    last = _docks(window)[3]
    last.setParent(None)
    last.deleteLater()
    qtbot.waitUntil(lambda: _sizes(window) == [30] * (DOCKS - 1))


@pytest.mark.parametrize("kind", [QDialog, QMenu])
def test_what_is_made_later_is_dressed_when_it_is_shown(
    look: Look, window: QMainWindow, qtbot: QtBot, kind: type[QDialog | QMenu]
) -> None:
    _shown(look, window, qtbot)
    later = kind(window)
    label = make_label("some words", "large", later)
    later.ensurePolished()
    label.ensurePolished()
    assert label.font().pixelSize() == 20


def test_the_gaps_between_docks_grow_with_the_text(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    _shown(look, window, qtbot)
    look.set_scale(2.0)
    assert look._dressing is not None
    with qtbot.waitSignal(look._dressing.finished):
        pass
    metric = QStyle.PixelMetric.PM_DockWidgetSeparatorExtent
    assert window.style().pixelMetric(metric, None, window) == 12


def test_the_gaps_between_docks_have_the_colour_of_the_window(
    look: Look, window: QMainWindow, qtbot: QtBot
) -> None:
    _shown(look, window, qtbot)
    with qtbot.waitSignal(look.changed):
        look.set_theme("dark")
    first, second = _docks(window)[:2]
    gap = (first.geometry().bottom() + second.geometry().top()) // 2
    picture = window.grab().toImage()
    assert picture.pixelColor(first.geometry().center().x(), gap) == look.color("window")
