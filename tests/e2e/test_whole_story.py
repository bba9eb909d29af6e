"""One person's session in a real window: open, train, watch, write, save, close, go on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from rnnlab.gui.app import begin, make_window
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile
from rnnlab.text.grammar import cats_and_clauses

pytestmark = pytest.mark.e2e

PATIENCE = 60_000
STEPS = 2_000  # seconds of training, so that there is time to pause


class Session:
    """A window on the screen with what is behind it."""

    def __init__(self, qtbot: QtBot, settings: SettingsFile, *arguments: str) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.qtbot = qtbot
        self.kit: Instrument
        self.window: MainWindow
        self.kit, self.window = make_window(settings, application)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.kit.poller.start()
        begin(self.kit, self.window, arguments)

    @property
    def run(self) -> Run:
        """The run in front."""
        assert self.kit.runs.current is not None
        return self.kit.runs.current

    def click(self, widget: object) -> None:
        """Press a button as a hand would."""
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def wait(self, condition: object) -> None:
        """Let the window live until something is true."""
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def close(self) -> None:
        """Close the window; its threads end with it."""
        if isValid(self.window):
            self.window.close()
            self.window.deleteLater()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_text(cats_and_clauses(size=60_000), encoding="utf-8")
    return path


@pytest.fixture
def session(qtbot: QtBot, settings: SettingsFile, book: Path) -> Iterator[Session]:
    opened = Session(qtbot, settings, str(book))
    yield opened
    opened.close()


def choose_a_small_model(session: Session) -> None:
    session.wait(lambda: session.kit.texts.corpus is not None)
    for name, value in (("hidden_size", 24), ("embedding_size", 8), ("steps", STEPS)):
        session.kit.runs.set_setting(name, value)


def test_train_watch_write_save_close_reopen_go_on(
    qtbot: QtBot,
    settings: SettingsFile,
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, kit = session.window, session.kit
    choose_a_small_model(session)

    # train, see the curve move, and pause
    session.click(window.transport.train_button)
    perplexity = window.learning_pane.perplexity
    session.wait(lambda: session.run.step >= 60 and len(perplexity.curve_keys()) >= 2)
    session.click(window.transport.train_button)
    session.wait(lambda: session.run.status is Status.PAUSED)

    # the other panes follow, then one single step
    session.wait(lambda: session.run.history.last_probe is not None)
    session.wait(lambda: {"1-h", "1-c"} <= set(window.memory_pane.through_time.curve_keys()))
    session.wait(lambda: set(kit.ngrams.perplexities) == {1, 2, 3, 4, 5, 6})
    before = session.run.step
    session.click(window.transport.step_button)
    session.wait(lambda: session.run.step == before + 1)

    # write, while the run waits
    writing = window.writing_panel
    qtbot.keyClicks(writing.prime.line, "The cat")
    session.click(writing.button)
    session.wait(lambda: len(writing.network.view.text()) > 200)
    session.wait(lambda: len(writing.ngram.view.text()) > 200)
    assert writing.network.view.text().startswith("The cat")

    # save
    path = tmp_path / "story.rnnlab"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    window.save_run()
    session.wait(path.exists)
    session.wait(lambda: not session.run.unsaved)
    losses = session.run.history.training.column("loss").copy()
    step = session.run.step
    session.close()

    # reopen in a new window, and go on to the end
    again = Session(qtbot, settings, str(path))
    again.wait(lambda: again.kit.runs.current is not None)
    assert again.run.step == step
    np.testing.assert_array_equal(again.run.history.training.column("loss"), losses)
    again.wait(lambda: again.kit.texts.corpus is again.run.corpus)
    again.click(again.window.transport.train_button)
    again.wait(lambda: again.run.status is Status.FINISHED)
    assert again.run.step == STEPS
    again.close()


def test_a_second_run_is_compared_with_the_first(session: Session) -> None:
    choose_a_small_model(session)
    session.kit.runs.set_setting("steps", 30)
    session.click(session.window.transport.train_button)
    session.wait(lambda: session.run.status is Status.FINISHED)
    session.kit.runs.set_setting("cell", "gru")
    session.click(session.window.transport.train_button)
    session.wait(lambda: session.run.name == "GRU 24" and session.run.status is Status.FINISHED)
    names = [run.name for run in session.kit.runs.runs.values()]
    assert names == ["LSTM 24", "GRU 24"]
    curves = session.window.learning_pane.perplexity
    session.wait(lambda: {"1-valid", "2-valid"} <= set(curves.curve_keys()))


def test_nothing_that_is_wrong_takes_the_window_down(session: Session, tmp_path: Path) -> None:
    choose_a_small_model(session)
    corpus = session.kit.texts.corpus
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "empty.txt").write_bytes(b"")
    (bad / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (bad / "one.txt").write_text("a" * 5_000)
    (bad / "foreign.rnnlab").write_bytes(b"PK\x03\x04 not a run")
    for name in ("empty.txt", "binary.txt", "one.txt", "missing.txt"):
        with session.qtbot.waitSignal(session.kit.texts.refused, timeout=PATIENCE) as refused:
            session.window.open_path(bad / name)
        assert refused.args[0].endswith(".")
    with session.qtbot.waitSignal(session.kit.files.refused, timeout=PATIENCE):
        session.window.open_path(bad / "foreign.rnnlab")
    assert session.kit.texts.corpus is corpus
    session.kit.runs.set_setting("learning_rate", 1000.0)
    session.kit.runs.set_setting("optimizer", "sgd")
    session.kit.runs.set_setting("gradient_clip", 0.0)
    session.kit.runs.set_setting("cell", "rnn-relu")
    session.click(session.window.transport.train_button)
    session.wait(lambda: session.run.status is Status.DIVERGED)
    assert "learning rate" in session.run.sentence
    assert session.window.messages.sentences()


def test_a_short_text_is_refused_when_training_begins(session: Session, tmp_path: Path) -> None:
    choose_a_small_model(session)
    short = tmp_path / "short.txt"
    short.write_text("to be or not to be, that is the question\n" * 10)
    first = session.kit.texts.corpus
    session.window.open_path(short)
    session.wait(lambda: session.kit.texts.corpus is not first)
    session.click(session.window.transport.train_button)
    session.wait(lambda: session.run.status is Status.FAILED)
    assert "lower the batch size" in session.run.sentence
