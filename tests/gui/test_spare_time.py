"""What can wait is done while nobody waits."""

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from rnnlab.gui.spare_time import SpareTime


class Pieces:
    """Three pieces of work, for somebody who may be busy."""

    def __init__(self) -> None:
        self.left = 3
        self.busy = False

    def do_next(self) -> bool:
        self.left = max(self.left - 1, -1)
        return self.left >= 0


def spare_time(pieces: Pieces, parent: QObject) -> SpareTime:
    return SpareTime(pieces.do_next, lambda: pieces.busy, parent)


def test_a_piece_at_a_time(qtbot: QtBot) -> None:
    pieces, parent = Pieces(), QObject()
    spare = spare_time(pieces, parent)
    spare.use()
    assert pieces.left == 2


def test_nothing_is_done_while_something_trains(qtbot: QtBot) -> None:
    pieces, parent = Pieces(), QObject()
    spare = spare_time(pieces, parent)
    pieces.busy = True
    spare.use()
    assert pieces.left == 3


def test_the_timer_ends_with_the_work(qtbot: QtBot) -> None:
    pieces, parent = Pieces(), QObject()
    spare = spare_time(pieces, parent)
    timer = spare.findChild(QTimer)
    timer.setInterval(1)
    spare.begin()
    qtbot.waitUntil(lambda: not timer.isActive())
    assert pieces.left == -1
