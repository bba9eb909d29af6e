"""Starts the window: makes everything, wires it, hands over to Qt."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QApplication

from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look, application_icon
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.widgets.first_look import FirstLook
from rnnlab.gui.window import RUN_SUFFIX, MainWindow
from rnnlab.text import built_in

_NO_SCREEN = (
    "rnnlab: There is no screen to open the window on; start it from a desktop, or use the "
    "commands, which need none (rnnlab --help).\n"
)
FIRST_TEXT = "cats-and-clauses"


def run_window(arguments: Sequence[str]) -> int:
    """Open the window, with a text or a run if one is named; returns Qt's exit code."""
    if not _has_screen():
        sys.stderr.write(_NO_SCREEN)
        return 1
    application = make_application()
    settings = QSettings("rnnlab", "rnnlab")
    instrument, window = make_window(settings, application)
    show(instrument, window, arguments)
    code = application.exec()
    settings.sync()
    return code


def _has_screen() -> bool:
    """Whether there is a screen to open a window on; Qt itself would abort without one."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def make_application() -> QApplication:
    """The one application object."""
    QCoreApplication.setApplicationName("rnnlab")
    QCoreApplication.setOrganizationName("rnnlab")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setDesktopFileName("rnnlab")
    application.setWindowIcon(application_icon())
    return application


def make_window(settings: QSettings, application: QApplication) -> tuple[Instrument, MainWindow]:
    """The window and what is behind it."""
    preferences = Preferences(settings)
    look = Look(preferences.theme(), preferences.scale(), parent=application)
    look.apply(application)
    instrument = Instrument()
    window = MainWindow(instrument, look, preferences)
    instrument.setParent(window)
    return instrument, window


def show(instrument: Instrument, window: MainWindow, arguments: Sequence[str]) -> None:
    """Show the window; what is read and loaded begins after the first picture."""
    FirstLook(window, lambda: begin(instrument, window, arguments))
    window.show()
    instrument.poller.start()


def begin(instrument: Instrument, window: MainWindow, arguments: Sequence[str]) -> None:
    """Open what was named, or the first built-in text; then load torch behind the scenes.

    Several texts are read as one, as in the dialog.
    """
    paths = [Path(argument) for argument in arguments]
    if all(path.suffix == RUN_SUFFIX for path in paths):
        instrument.texts.open_built_in(built_in(FIRST_TEXT))
    window.open_paths(paths)
    instrument.warm_up()
