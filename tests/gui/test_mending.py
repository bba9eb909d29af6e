"""A run that diverges in the window: the message offers the setting that would have held it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.app import make_window
from rnnlab.gui.desks.run import Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.widgets import Notice
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile
from rnnlab.text.grammar import cats_and_clauses

PATIENCE = 30_000


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Instrument, MainWindow]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = SettingsFile(tmp_path / "settings.json")
    kit, window = make_window(settings, application)
    kit.poller.start()
    yield kit, window
    for run in kit.runs.runs.values():
        run.unsaved = False  # closing shall not ask
    window.close()
    kit.shut_down()
    window.deleteLater()


def test_one_click_on_the_message_trains_anew_with_clipping(
    opened: tuple[Instrument, MainWindow], qtbot: QtBot
) -> None:
    kit, window = opened
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        kit.texts.open_pasted(cats_and_clauses(size=20_000))
    for name, value in (
        ("cell", "rnn-relu"),
        ("hidden_size", 8),
        ("embedding_size", 4),
        ("batch_size", 4),
        ("sequence_length", 16),
        ("steps", 60),
        ("optimizer", "sgd"),
        ("learning_rate", 1000.0),
        ("schedule", "constant"),
        ("gradient_clip", 0.0),
    ):
        kit.runs.set_setting(name, value)
    kit.runs.train()
    broken = kit.runs.current
    assert broken is not None
    qtbot.waitUntil(lambda: broken.status is Status.DIVERGED, timeout=PATIENCE)
    (notice,) = [one for one in window.messages.findChildren(Notice) if "Try" in one.text()]
    assert notice.button.text() == "Train with gradient clip 1"
    notice.button.click()
    mended = kit.runs.current
    assert mended is not None
    assert mended is not broken
    assert mended.config == broken.config.changed(gradient_clip=1.0)
    assert mended.active
