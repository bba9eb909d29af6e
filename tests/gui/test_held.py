"""What the window does at once is done in many turns of the event loop, none of which is long.

Measured is processor time of the main thread between two turns, so that a busy machine does not
make a test fail, and against what the whole takes, so that a slow one does not.
"""

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.app import make_window
from rnnlab.gui.look import Look
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The window with every pane built."""
    _, made = make_window(SettingsFile(None), qapp)
    with qtbot.waitExposed(made):
        made.show()
    for dock in made.docks.by_title.values():
        dock.raise_()
        _turns(lambda: None, 20)
    yield made
    made.close()
    made.deleteLater()
    qapp.findChildren(Look)[-1].tidy()  # it lives as long as the application


def _turns(action: Callable[[], object], most: int = 400) -> list[float]:
    """Processor seconds of an action and of each turn after it, until the loop is quiet."""
    spent = [_spent(action)]
    quiet = 0
    for _ in range(most):
        spent.append(_spent(QApplication.processEvents))
        quiet = quiet + 1 if spent[-1] < 1e-4 else 0
        if quiet > 20:
            break
    return spent


def _spent(action: Callable[[], object]) -> float:
    begun = time.thread_time()
    action()
    return time.thread_time() - begun


@pytest.mark.slow
def test_no_turn_takes_a_third_of_what_another_look_takes(window: MainWindow) -> None:
    look = window.transport._look
    for change in (lambda: look.set_theme("dark"), lambda: look.set_scale(1.3)):
        spent = _turns(change)
        assert max(spent) < sum(spent) / 3
