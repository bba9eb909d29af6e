"""Layout and settings are kept while the window is open, and what a crash has left is offered."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.config.launch import Launch
from rnnlab.gui import app
from rnnlab.gui.app import make_window, open_settings
from rnnlab.gui.care import Care
from rnnlab.gui.window import MainWindow
from rnnlab.session.recovery import RecoveryFolder
from rnnlab.session.recovery_note import RunNote, WindowNote
from rnnlab.session.settings_file import SettingsFile, read_settings

PATIENCE = 20_000


@pytest.fixture
def cared(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[MainWindow, Care]]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = SettingsFile(tmp_path / "settings.json")
    kit, window = make_window(settings, application)
    care = Care(window, kit, settings, tmp_path / "recovery")
    window.show()
    kit.poller.start()
    yield window, care
    window.close()
    window.deleteLater()


def said(window: MainWindow, words: str) -> bool:
    return any(words in sentence for sentence in window.messages.sentences())


def leave_a_crash(root: Path) -> Path:
    folder = RecoveryFolder.make(root)
    folder.write_note(WindowNote(2e9, (RunNote(1, "LSTM", "training", 1_250, 1_240, 2e9 - 38),)))
    folder.run_path(1).write_bytes(b"PK no run")
    folder.let_go()
    return folder.path


def test_the_layout_is_kept_without_waiting_for_the_end(
    cared: tuple[MainWindow, Care], qtbot: QtBot, tmp_path: Path
) -> None:
    _, care = cared
    care.keep()
    qtbot.waitUntil((tmp_path / "settings.json").exists, timeout=PATIENCE)
    assert {"window/geometry", "window/state"} <= read_settings(tmp_path / "settings.json").keys()


def test_a_crash_is_told_in_the_window_with_a_button(
    cared: tuple[MainWindow, Care], qtbot: QtBot, tmp_path: Path
) -> None:
    window, care = cared
    leave_a_crash(tmp_path / "recovery")
    care.begin()
    sentence = (
        "One run was training when rnnlab ended unexpectedly: the newest copy of “LSTM” was 38 s "
        "old, at step 1,240."
    )
    qtbot.waitUntil(lambda: said(window, sentence), timeout=PATIENCE)


def test_a_copy_that_cannot_be_opened_is_told_and_left_in_its_place(
    cared: tuple[MainWindow, Care], qtbot: QtBot, tmp_path: Path
) -> None:
    window, care = cared
    left = leave_a_crash(tmp_path / "recovery")
    care.begin()
    qtbot.waitUntil(lambda: said(window, "1,240"), timeout=PATIENCE)
    window._instrument.recovering.recover()
    qtbot.waitUntil(lambda: said(window, "cannot be opened"), timeout=PATIENCE)
    assert (left / "run-1.rnnlab").exists()


def test_without_a_crash_there_is_an_answer_only_to_who_asks(
    cared: tuple[MainWindow, Care], qtbot: QtBot
) -> None:
    window, care = cared
    care.begin()
    with qtbot.waitSignal(window._instrument.recovering.nothing_found, timeout=PATIENCE):
        care.look_again()
    qtbot.waitUntil(lambda: said(window, "There is nothing to recover."), timeout=PATIENCE)


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config" / "settings.json"
    monkeypatch.setattr(app, "settings_path", lambda: path)
    settings = SettingsFile(path)
    settings.setValue("look/theme", "dark")
    settings.sync()
    return path


def test_safe_mode_neither_reads_nor_writes_settings(own_settings: Path) -> None:
    settings, notice = open_settings(Launch(safe_mode=True))
    settings.setValue("look/scale", 2.0)
    settings.sync()
    assert settings.value("look/theme") is None
    assert "safe mode" in notice
    assert read_settings(own_settings) == {"look/theme": "dark"}


def test_reset_begins_with_new_settings_and_keeps_the_old_ones(own_settings: Path) -> None:
    settings, notice = open_settings(Launch(reset_settings=True))
    assert settings.value("look/theme") is None
    (kept,) = own_settings.parent.glob("settings-before-*.json")
    assert str(kept) in notice
    assert read_settings(kept) == {"look/theme": "dark"}


WINDOW = """
import faulthandler, os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from rnnlab.gui import app
from rnnlab.config.launch import Launch
shown = app.show

class Broken(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        raise KeyError("my own words")

def act(kit, window, deed):
    if deed == "--break":
        {}["my own words"]
    elif deed == "--break-painting":
        broken = Broken(window)
        broken.resize(20, 20)
        broken.show()
    elif deed == "--crash":
        faulthandler._sigsegv()
    elif deed == "--abort":
        os.abort()
    elif deed == "--interrupt":
        os.kill(os.getpid(), signal.SIGINT)

def show(kit, window, files, begun):
    def look():
        dialog = window.crashes.dialog
        if dialog is None and "--calm" not in sys.argv:
            QTimer.singleShot(20, look)
            return
        if dialog is not None:
            print(dialog.sentence(), dialog.report(), "THE END", sep="\\n", flush=True)
            dialog.close()
        QTimer.singleShot(100, window.close)

    def then():
        begun()
        print(kit.runs.settings.training.device, flush=True)
        QTimer.singleShot(0, lambda: act(kit, window, sys.argv[1]))
        if sys.argv[1] != "--interrupt":
            QTimer.singleShot(300, look)

    shown(kit, window, files, then)

app.show = show
if sys.argv[1] == "--break-the-start":
    app.make_window = None
options = [each for each in sys.argv[1:] if each == "--safe-mode"]
sys.exit(app.run_window(Launch.from_arguments(options)))
"""


Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Starts a window with a home of its own."""
    homes = {f"XDG_{name}_HOME": str(tmp_path) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    homes["TMPDIR"] = str(tmp_path)

    def started(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return run_window({**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen"}, *arguments)

    return started


def run_window(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", WINDOW, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env=environment,
    )


def test_safe_mode_opens_a_window_on_the_cpu(start: Start) -> None:
    finished = start("--safe-mode", "--calm")
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == ["cpu"]


@pytest.mark.parametrize("deed", ["--break", "--break-painting"])
def test_an_unhandled_exception_reaches_the_dialog_and_the_window_goes_on(
    deed: str, start: Start
) -> None:
    finished = start(deed)
    assert finished.returncode == 0, finished.stderr
    assert "Something in the window broke" in finished.stdout
    assert "KeyError: “…”\nTHE END" in finished.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="its crashes end otherwise")
@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("--crash", "Segmentation fault"),
        pytest.param("--abort", "Aborted", marks=pytest.mark.slow),
    ],
)
def test_a_hard_crash_is_told_at_the_next_start(deed: str, words: str, start: Start) -> None:
    crashed = start(deed)
    assert crashed.returncode < 0
    told = start("--nothing")
    assert told.returncode == 0, told.stderr
    assert "rnnlab broke down when it was open the last time" in told.stdout
    assert f"Fatal Python error: {words}" in told.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that can be sent")
def test_ctrl_c_in_the_terminal_closes_the_window(start: Start) -> None:
    finished = start("--interrupt")
    assert finished.returncode == 0, finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_window_that_cannot_be_opened_says_how_to_go_on(start: Start) -> None:
    finished = start("--break-the-start")
    assert finished.returncode == 1
    assert "try rnnlab --safe-mode or rnnlab --reset-settings" in finished.stderr
    assert "Traceback" not in finished.stderr
