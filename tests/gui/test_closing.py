"""Closing the window while runs are not saved."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rnnlab.gui import closing as module
from rnnlab.gui.app import make_window
from rnnlab.gui.care import Care
from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.window import MainWindow
from rnnlab.session import load_run, run_file
from rnnlab.session.settings_file import SettingsFile
from rnnlab.text.grammar import cats_and_clauses
from rnnlab.text.stopping import Check

PATIENCE = 20_000


class Opened:
    """A window that takes care, with a run that trains."""

    def __init__(self, qtbot: QtBot, settings: SettingsFile) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.kit: Instrument
        self.window: MainWindow
        self.kit, self.window = make_window(settings, application)
        self.care = Care(self.window, self.kit, settings, None)
        self.window.show()
        self.kit.poller.start()
        with qtbot.waitSignal(self.kit.texts.corpus_changed, timeout=PATIENCE):
            self.kit.texts.open_pasted(cats_and_clauses(size=20_000))
        sizes = {"hidden_size": 8, "embedding_size": 4, "batch_size": 4, "sequence_length": 16}
        sizes["steps"] = 1_000_000  # nothing here waits for the end
        for name, value in sizes.items():
            self.kit.runs.set_setting(name, value)

    def train(self, qtbot: QtBot) -> Run:
        self.kit.runs.train()
        run = self.kit.runs.current
        assert run is not None
        qtbot.waitUntil(lambda: run.unsaved and run.step > 2, timeout=PATIENCE)
        return run

    def press(self, words: str) -> None:
        box = self.care.closing.box
        assert box is not None
        (button,) = [each for each in box.findChildren(QPushButton) if each.text() == words]
        button.click()


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "documents" / "rnnlab"
    monkeypatch.setattr(module, "documents_folder", lambda: folder)
    return folder


@pytest.fixture
def settings() -> SettingsFile:
    return SettingsFile(None)


@pytest.fixture
def opened(qtbot: QtBot, settings: SettingsFile, documents: Path) -> Iterator[Opened]:
    made = Opened(qtbot, settings)
    yield made
    made.window.may_close = lambda: True
    made.window.close()
    made.window.deleteLater()


def test_with_nothing_unsaved_the_window_closes_without_a_word(opened: Opened) -> None:
    opened.window.close()
    assert not opened.window.isVisible()


def test_unsaved_runs_keep_the_window_open_until_there_is_an_answer(
    opened: Opened, qtbot: QtBot
) -> None:
    run = opened.train(qtbot)
    opened.window.close()
    assert opened.window.isVisible()
    assert opened.care.closing.box is not None
    assert run.name in opened.care.closing.box.text()
    opened.press("Stay")
    assert opened.care.closing.box is None
    assert opened.window.isVisible()
    opened.window.close()
    opened.press("Close without saving")
    assert not opened.window.isVisible()


def test_save_writes_every_run_up_to_its_last_step_and_closes(
    opened: Opened, qtbot: QtBot, documents: Path
) -> None:
    run = opened.train(qtbot)
    opened.window.close()
    opened.press("Save")
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=PATIENCE)
    (path,) = documents.iterdir()
    assert load_run(path).step == run.step


def test_the_end_of_an_earlier_save_is_not_taken_for_that_of_the_last(
    opened: Opened, qtbot: QtBot, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_write, save_run = threading.Event(), run_file.save_run

    def save_slowly(path: Path, run: run_file.SavedRun, check: Check) -> None:
        may_write.wait(PATIENCE / 1000)
        save_run(path, run, check)

    monkeypatch.setattr(run_file, "save_run", save_slowly)
    run = opened.train(qtbot)
    opened.kit.files.save(run, tmp_path / "earlier.rnnlab")
    asked = run.step
    qtbot.waitUntil(lambda: run.step > asked + 5, timeout=PATIENCE)
    opened.care.closing.save_all()
    may_write.set()
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=PATIENCE)
    saved = [load_run(path).step for path in (tmp_path / "earlier.rnnlab", *documents.iterdir())]
    assert max(saved) == run.step


def test_a_run_that_has_a_file_is_saved_there(
    opened: Opened, qtbot: QtBot, documents: Path, tmp_path: Path
) -> None:
    run = opened.train(qtbot)
    with qtbot.waitSignal(opened.kit.files.saved, timeout=PATIENCE):
        opened.kit.files.save(run, tmp_path / "mine.rnnlab")
    seen = run.step
    qtbot.waitUntil(lambda: run.unsaved and run.step > seen, timeout=PATIENCE)
    opened.care.closing.save_all()
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=PATIENCE)
    assert load_run(tmp_path / "mine.rnnlab").step == run.step
    assert not documents.exists()


def test_two_runs_of_one_file_do_not_overwrite_each_other(
    opened: Opened, qtbot: QtBot, documents: Path, tmp_path: Path
) -> None:
    run, path = opened.train(qtbot), tmp_path / "mine.rnnlab"
    opened.kit.runs.stop()
    qtbot.waitUntil(lambda: not run.active, timeout=PATIENCE)
    with qtbot.waitSignal(opened.kit.files.saved, timeout=PATIENCE):
        opened.kit.files.save(run, path)
    with qtbot.waitSignal(opened.kit.files.opened, timeout=PATIENCE):
        opened.kit.files.open(path)
    again = opened.kit.runs.current
    assert again is not None
    again.name = "The other"
    run.unsaved = again.unsaved = True
    opened.care.closing.save_all()
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=PATIENCE)
    names = {load_run(each).name for each in (path, *documents.iterdir())}
    assert names == {run.name, "The other"}


def test_it_can_be_set_to_save_by_itself(
    opened: Opened, qtbot: QtBot, settings: SettingsFile, documents: Path
) -> None:
    Preferences(settings).keep_saves_by_itself(True)
    opened.train(qtbot)
    opened.window.close()
    assert opened.care.closing.box is None
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=PATIENCE)
    assert len(list(documents.iterdir())) == 1


def test_a_tick_in_the_question_is_remembered(
    opened: Opened, qtbot: QtBot, settings: SettingsFile
) -> None:
    opened.train(qtbot)
    opened.window.close()
    box = opened.care.closing.box
    assert box is not None
    always = box.checkBox()
    assert always is not None
    always.setChecked(True)
    opened.press("Save")
    assert Preferences(settings).saves_by_itself()
    qtbot.waitUntil(lambda: not opened.window.isVisible(), timeout=PATIENCE)


def test_a_save_that_fails_keeps_the_window_open_and_asks_the_next_time(
    opened: Opened, qtbot: QtBot, settings: SettingsFile, documents: Path
) -> None:
    documents.parent.mkdir()
    documents.write_text("a file where the folder should be")
    Preferences(settings).keep_saves_by_itself(True)
    opened.train(qtbot)
    with qtbot.waitSignal(opened.kit.files.refused, timeout=PATIENCE):
        opened.window.close()
    assert opened.window.isVisible()
    opened.window.close()
    assert opened.care.closing.box is not None
    opened.press("Stay")
