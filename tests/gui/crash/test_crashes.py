"""What nobody caught, from wherever it comes, is told in one dialog while the window goes on."""

import gc
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer, qCritical
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rnnlab.gui.crash.crashes import Crashes, Situation
from rnnlab.gui.crash.hooks import Hooks

PATIENCE = 10_000


def situation() -> Situation:
    return Situation({"device": "cpu"}, {"hidden_size": 8}, "Everything else goes on.")


def no_situation() -> Situation:
    raise ValueError("this broke, too")


@pytest.fixture
def crashes(qtbot: QtBot) -> Iterator[Crashes]:
    """A window that tells what the hooks collect."""
    window, hooks = QWidget(), Hooks()
    qtbot.addWidget(window)
    made = Crashes(window, situation)
    hooks.install()
    made.watch(hooks)
    yield made
    made.stop()
    hooks.uninstall()


def told(crashes: Crashes, qtbot: QtBot, count: int = 1) -> str:
    """The report, once so much has been told."""

    def arrived() -> bool:
        return crashes.dialog is not None and crashes.dialog.count >= count

    qtbot.waitUntil(arrived, timeout=PATIENCE)
    assert crashes.dialog is not None
    return crashes.dialog.report()


def fail(number: int = 0) -> None:
    raise ValueError(f"broken {number}")


@pytest.mark.no_qt_log
def test_an_exception_in_a_slot_is_told_and_the_window_goes_on(
    crashes: Crashes, qtbot: QtBot
) -> None:
    went_on: list[bool] = []
    with qtbot.captureExceptions():  # pytest-qt would take the hook for itself
        pass
    sys.excepthook = crashes_hook(crashes)
    QTimer.singleShot(0, fail)
    QTimer.singleShot(50, lambda: went_on.append(True))
    assert "ValueError: broken 0" in told(crashes, qtbot)
    qtbot.waitUntil(lambda: bool(went_on), timeout=PATIENCE)


def crashes_hook(crashes: Crashes) -> Callable[..., None]:
    hooks = crashes._hooks
    assert hooks is not None
    return hooks._on_exception


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_exception_in_a_thread_is_told(crashes: Crashes, qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail, args=(7,))
    thread.start()
    thread.join()
    assert "ValueError: broken 7" in told(crashes, qtbot)


class Unraisable:
    def __del__(self) -> None:
        fail(8)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_exception_that_python_cannot_raise_is_told(crashes: Crashes, qtbot: QtBot) -> None:
    Unraisable()
    gc.collect()
    assert "ValueError: broken 8" in told(crashes, qtbot)


@pytest.mark.no_qt_log
def test_what_qt_finds_critical_is_told(crashes: Crashes, qtbot: QtBot) -> None:
    qCritical("a surface is gone")
    assert "QtCritical: a surface is gone" in told(crashes, qtbot)


def test_while_the_dialog_is_open_the_rest_is_counted(crashes: Crashes, qtbot: QtBot) -> None:
    for _ in range(50):
        crashes.tell("It broke.", "Traceback\nValueError: one")
    crashes.tell("It broke.", "Traceback\nTypeError: another")
    assert crashes.dialog is not None
    assert crashes.dialog.count == 51
    assert crashes.dialog.report().count("ValueError: one") == 1
    assert crashes.dialog.report().count("TypeError: another") == 1
    assert len(crashes.parent().findChildren(type(crashes.dialog))) == 1


def test_the_dialog_blocks_nothing_and_gives_way_to_the_next(
    crashes: Crashes, qtbot: QtBot
) -> None:
    crashes.tell("First.", "ValueError: one")
    assert crashes.dialog is not None
    assert not crashes.dialog.isModal()
    assert crashes.dialog.sentence() == "First."
    crashes.dialog.close_button.click()
    qtbot.waitUntil(lambda: crashes.dialog is None, timeout=PATIENCE)
    crashes.tell("Second.", "ValueError: two")
    assert crashes.dialog is not None
    assert crashes.dialog.sentence() == "Second."


def test_a_situation_that_cannot_be_told_does_not_keep_the_dialog_away(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = Crashes(window, no_situation)
    made.tell("It broke.", "ValueError: one")
    assert made.dialog is not None
    assert "ValueError: one" in made.dialog.report()


def test_what_a_broken_frame_held_is_let_go(crashes: Crashes) -> None:
    """A painter that stayed at work on a widget that is gone would crash Qt."""

    def break_down(painter: object) -> None:
        raise ValueError(painter)

    try:
        break_down(object())
    except ValueError as error:
        kind, trace = type(error), error.__traceback__
        assert trace is not None
        crashes_hook(crashes)(kind, error, trace)
        assert trace.tb_next is not None
        assert trace.tb_next.tb_frame.f_locals == {}


def test_the_report_can_be_copied(crashes: Crashes) -> None:
    crashes.tell("It broke.", "ValueError: one")
    assert crashes.dialog is not None
    crashes.dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == crashes.dialog.report()
