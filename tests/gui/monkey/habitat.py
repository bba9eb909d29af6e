"""The whole window, closed off from the world, with everything noted that goes wrong in it."""

import gc
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    Qt,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from rnnlab.config import Value
from rnnlab.gui import closing
from rnnlab.gui.app import begin, make_window
from rnnlab.gui.care import Care
from rnnlab.gui.desks import texts
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.window import MainWindow
from rnnlab.jobs import needle_sweep
from rnnlab.session.settings_file import SettingsFile
from rnnlab.text import TextError
from rnnlab.text.grammar import cats_and_clauses

# What drawing into memory cannot do; the same lines as in pyproject.toml.
_IGNORED = (
    "This plugin does not support raise()",
    "This plugin does not support lower()",
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support grabbing the keyboard",
    "This plugin does not support grabbing the mouse",
    "This plugin does not support setting window masks",
    "This plugin does not support setting window opacity",
)
_MOST = {
    "hidden_size": 24,
    "embedding_size": 16,
    "layers": 2,
    "batch_size": 8,
    "sequence_length": 24,
    "epochs": 4.0,
    "window": 8,
}
_PATIENCE = 60.0


class Habitat:
    """Opens the window, and opens it again when it was closed.

    Args:
        folder: Everything is read and written there.
        seed: Of what file dialogs answer.

    Attributes:
        problems: What went wrong: exceptions that nobody caught, reports of bugs, Qt's warnings.
        closed: The window was closed.
        opened: How often it was opened.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.problems: list[str] = []
        self.closed = False
        self.opened = 0
        self._folder = folder
        self._random = random.Random(seed)
        self._settings = SettingsFile(folder / "settings.json")
        self._write_files()
        self._closer = QTimer()
        self._closer.setInterval(100)
        self._closer.timeout.connect(self._close_what_waits)

    def application(self) -> QApplication:
        """Qt's only one."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        return application

    def open(self) -> MainWindow:
        """The window, with a text and torch loaded, about to train a small run."""
        self.kit: Instrument
        self.window: MainWindow
        self.kit, self.window = make_window(self._settings, self.application())
        self.kit.background.work_failed.connect(self._note_report)
        self.kit.runs.failed.connect(self._note_report)
        self.closed = False
        self.window.closed.connect(self._on_closed)
        care = Care(self.window, self.kit, self._settings, self._folder / "recovery")
        self.window.show()
        self.kit.poller.start()
        if not self.opened:
            self.window.resize(1280, 800)
        begin(self.kit, self.window, [str(self._folder / "cats.txt")])
        care.begin()
        self.wait(lambda: self.kit.texts.corpus is not None)
        for name in _MOST:
            self.kit.runs.set_setting(name, _MOST[name])
        self.kit.runs.train()
        self._closer.start()
        self.opened += 1
        return self.window

    def live(self) -> None:
        """Let the window do what waits; `deleteLater` waits for an event loop, and here is none."""
        self.application().processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def close(self) -> None:
        """Close the window for good; its threads end with it."""
        self._closer.stop()
        self.window.may_close = lambda: True
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.application().processEvents()
        gc.collect()

    def wait(self, condition: Callable[[], object]) -> None:
        """Let the window live until something is true."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            self.live()
            time.sleep(0.002)
            assert time.monotonic() < end, "waited in vain"

    @contextmanager
    def closed_off(self) -> Iterator[None]:
        """Nothing asks for the user's own files or leaves the machine; what breaks is noted."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("getOpenFileName", "getSaveFileName"):
                patch.setattr(QFileDialog, name, self._answer)
            patch.setattr(QFileDialog, "getOpenFileNames", self._answer_several)
            patch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
            patch.setattr(texts, "fetching", _no_network)
            patch.setattr(closing, "documents_folder", lambda: self._folder / "documents")
            patch.setattr(needle_sweep, "MOST_WORKERS", 1)
            patch.setattr(RunDesk, "set_setting", _small(RunDesk.set_setting))
            with self._noting():
                yield

    @contextmanager
    def _noting(self) -> Iterator[None]:
        before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = lambda *told: self._note_exception(told[1])
        threading.excepthook = lambda told: self._note_exception(told.exc_value)
        sys.unraisablehook = lambda told: self._note_exception(told.exc_value)
        earlier = qInstallMessageHandler(self._note_qt)
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before
            qInstallMessageHandler(earlier)

    def _on_closed(self) -> None:
        self.closed = True

    def _note_exception(self, error: BaseException | None) -> None:
        if error is not None:
            self.problems.append("".join(traceback.format_exception(error)))

    def _note_report(self, sentence: str, report: str) -> None:
        self.problems.append(f"{sentence}\n{report}")

    def _note_qt(self, kind: QtMsgType, _context: Any, words: str) -> None:
        warns = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if warns and words not in _IGNORED:
            stack = "".join(traceback.format_stack(limit=12))
            self.problems.append(f"Qt: {words}\n{stack}")

    def _close_what_waits(self) -> None:
        """What stops everything else is answered: a menu by one of its entries, or closed."""
        if QThread.currentThread().loopLevel() == 0:
            return  # nobody waits
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu) and popup.actions() and self._random.random() < 0.7:
            popup.setActiveAction(self._random.choice(popup.actions()))
            QTest.keyClick(popup, Qt.Key.Key_Return)
            return
        for waiting in (popup, QApplication.activeModalWidget()):
            if waiting is not None:
                waiting.close()
                return

    def _write_files(self) -> None:
        (self._folder / "documents").mkdir()
        self._files = [self._folder / name for name in ("cats.txt", "odd.txt", "x.rnnlab")]
        self._files[0].write_text(cats_and_clauses(size=30_000), encoding="utf-8")
        odd = "Ünïcode \u202e right to left \U0001f408\u200d\U0001f5a4 e\u0301\r\n"
        self._files[1].write_text(odd * 300, encoding="utf-16")
        self._files[2].write_bytes(b"PK\x03\x04 no run")

    def _answer(self, *_: object, **__: object) -> tuple[str, str]:
        saved = sorted((self._folder / "documents").glob("*"))
        chosen = self._random.choice(["", *map(str, self._files[1:]), *map(str, saved)])
        wanted = "getSave" in sys._getframe(1).f_code.co_names
        return (str(self._folder / "documents" / "run.rnnlab") if wanted else chosen), ""

    def _answer_several(self, *_: object, **__: object) -> tuple[list[str], str]:
        number = self._random.randint(0, 2)
        return [str(path) for path in self._random.sample(self._files, number)], ""


def _no_network(*_: object, **__: object) -> None:
    raise TextError("There is no network here; choose another text.")


def _small(
    set_setting: Callable[[RunDesk, str, Value], None],
) -> Callable[[RunDesk, str, Value], None]:
    """Steps stay quick whatever is typed into the fields."""

    def limited(desk: RunDesk, name: str, value: Value) -> None:
        if name in _MOST and isinstance(value, int | float):
            value = min(value, _MOST[name])
        if name == "device":
            value = "cpu"
        if name == "threads":
            value = 1
        set_setting(desk, name, value)

    return limited
