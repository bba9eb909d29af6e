"""What keeps a session from being lost: copies, recovery, settings, reports of what broke."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from rnnlab.gui.closing import Closing
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile

_KEEP_SECONDS = 30


class Care(QObject):
    """Joins the window with the desks that copy and recover, and keeps settings and layout.

    Args:
        window: The window.
        instrument: What is behind it.
        settings: Written every half a minute if they have changed.
        recovery: The folder of copies; without one nothing is copied or recovered.
    """

    def __init__(
        self,
        window: MainWindow,
        instrument: Instrument,
        settings: SettingsFile,
        recovery: Path | None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._kit = instrument
        self._settings = settings
        self._preferences = Preferences(settings)
        self._recovery = recovery
        self._asked_for = False
        self._told: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_KEEP_SECONDS * 1000)
        self._timer.timeout.connect(self.keep)
        self.closing = Closing(window, instrument, self._preferences)
        window.may_close = self.closing.may_close
        window.closed.connect(self._timer.stop)
        window.recovery_asked.connect(self.look_again)
        self._connect()

    def begin(self) -> None:
        """Look for what a crash has left and begin to copy."""
        self._timer.start()
        if self._settings.problem:
            self._window.messages.tell("warning", self._settings.problem)
        if self._recovery is not None:
            self._kit.recovering.look(self._recovery)
            self._kit.autosave.start(self._recovery)

    def look_again(self) -> None:
        """Offer once more what was declined."""
        self._asked_for = True
        if self._recovery is None:
            self._on_nothing_found()
        else:
            self._kit.recovering.look(self._recovery, declined=True)

    def keep(self) -> None:
        """Remember layout and settings now, in case the process has no end of its own."""
        self._preferences.keep_layout(self._window.saveGeometry(), self._window.saveState())
        self._kit.background.start(
            self._write_settings, lambda _: None, on_failed=self._on_settings_refused
        )

    def _write_settings(self) -> Iterator[None]:
        self._settings.sync()
        yield None

    def _connect(self) -> None:
        recovering, tell = self._kit.recovering, self._window.messages.tell
        recovering.found.connect(self._on_found)
        recovering.nothing_found.connect(self._on_nothing_found)
        recovering.recovered.connect(lambda sentence: tell("info", sentence))
        recovering.lost.connect(lambda sentence: tell("warning", sentence))
        self._kit.autosave.troubled.connect(lambda sentence: tell("warning", sentence))

    def _on_found(self, sentence: str) -> None:
        recovering = self._kit.recovering
        notice = self._window.messages.tell("warning", sentence, "Recover", recovering.recover)
        notice.dismissed.connect(recovering.decline)

    def _on_nothing_found(self) -> None:
        if self._asked_for:
            self._window.messages.tell("info", "There is nothing to recover.")
        self._asked_for = False

    def _on_settings_refused(self, sentence: str) -> None:
        if sentence not in self._told:  # it is tried again every half a minute
            self._told.add(sentence)
            self._window.messages.tell("warning", sentence)
