"""Starts the window: makes everything, wires it, hands over to Qt."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QApplication

from rnnlab.config.launch import Launch
from rnnlab.gui import collecting
from rnnlab.gui.care import Care
from rnnlab.gui.crash.hooks import Hooks
from rnnlab.gui.crash.traces import Logs
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look, application_icon
from rnnlab.gui.one_arena import share_one_arena
from rnnlab.gui.preferences import Preferences, Settings
from rnnlab.gui.widgets.first_look import FirstLook
from rnnlab.gui.window import RUN_SUFFIX, MainWindow
from rnnlab.session.places import log_folder, recovery_root, settings_path
from rnnlab.session.settings_file import SettingsError, SettingsFile, put_aside
from rnnlab.text import built_in

logger = logging.getLogger(__name__)

_NO_SCREEN = (
    "rnnlab: There is no screen to open the window on; start it from a desktop, or use the "
    "commands, which need none (rnnlab --help).\n"
)
_SAFE = "This is safe mode: new settings, on the CPU; nothing is remembered, copied or recovered."
_BROKEN = (
    "rnnlab: The window could not be opened; try rnnlab --safe-mode or rnnlab --reset-settings. "
    "What broke is written down in {folder}.\n"
)
FIRST_TEXT = "cats-and-clauses"
# How long a thread that draws may keep the interpreter from one that trains. With Python's 5 ms
# training stood still while a plot was painted, which cost it twice as much as with this.
SWITCH_SECONDS = 0.0005


def run_window(launch: Launch) -> int:
    """Open the window, with texts or a run if they are named; returns Qt's exit code."""
    if not _has_screen():
        sys.stderr.write(_NO_SCREEN)
        return 1
    logs, hooks = Logs(log_folder()), Hooks()
    trace = logs.begin()
    hooks.install()
    try:
        return _run(launch, hooks, trace)
    except Exception:
        logger.exception("the window could not be opened")
        if sys.stderr is not None:
            sys.stderr.write(_BROKEN.format(folder=log_folder()))
        return 1
    finally:
        hooks.uninstall()
        logs.end()


def _run(launch: Launch, hooks: Hooks, trace: str) -> int:
    if launch.safe_mode:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseSoftwareOpenGL)
    application = make_application()
    settings, notice = open_settings(launch)
    instrument, window = make_window(settings, application)
    care = Care(window, instrument, settings, None if launch.safe_mode else recovery_root())
    window.crashes.watch(hooks)

    def begun() -> None:
        care.begin()
        if launch.safe_mode:
            instrument.runs.set_setting("device", "cpu")
        if notice:
            window.messages.tell("warning", notice)
        if trace:
            window.crashes.tell_hard_crash(trace)

    instrument.warm.connect(collecting.resume)
    _close_on_interrupt(window)
    show(instrument, window, launch.files, begun)
    code = application.exec()
    window.look.tidy()
    with suppress(SettingsError):  # there is no window left to tell it in
        settings.sync()
    return code


def _close_on_interrupt(window: MainWindow) -> None:
    """Close the window on Ctrl+C in the terminal, as its own button would; at once on a second.

    Python would raise an exception in the middle of whatever the window does just then.
    """

    def close(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        QTimer.singleShot(0, window.close)

    signal.signal(signal.SIGINT, close)


def open_settings(launch: Launch) -> tuple[SettingsFile, str]:
    """The settings that the launch asks for, and what there is to say about them."""
    if launch.safe_mode:
        return SettingsFile(None), _SAFE
    if not launch.reset_settings:
        return SettingsFile(settings_path()), ""
    try:
        kept = put_aside(settings_path())
    except SettingsError as error:
        return SettingsFile(None), f"{error} What you set is not remembered."
    where = f" The old ones are kept in {kept}." if kept else ""
    return SettingsFile(settings_path()), f"The settings are new.{where}"


def _has_screen() -> bool:
    """Whether there is a screen to open a window on; Qt itself would abort without one."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def make_application() -> QApplication:
    """The one application object."""
    sys.setswitchinterval(SWITCH_SECONDS)
    share_one_arena()
    QCoreApplication.setApplicationName("rnnlab")
    QCoreApplication.setOrganizationName("rnnlab")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setDesktopFileName("rnnlab")
    application.setWindowIcon(application_icon())
    return application


def make_window(settings: Settings, application: QApplication) -> tuple[Instrument, MainWindow]:
    """The window and what is behind it."""
    preferences = Preferences(settings)
    look = Look(preferences.theme(), preferences.scale(), parent=application)
    look.apply(application)
    instrument = Instrument()
    window = MainWindow(instrument, look, preferences)
    look.dress(window)
    instrument.setParent(window)
    return instrument, window


def show(
    instrument: Instrument,
    window: MainWindow,
    arguments: Sequence[str],
    on_begun: Callable[[], object] = lambda: None,
) -> None:
    """Show the window; what is read and loaded begins after the first picture."""

    def first_picture() -> None:
        begin(instrument, window, arguments)
        on_begun()

    FirstLook(window, first_picture)
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
