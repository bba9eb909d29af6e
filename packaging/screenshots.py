"""Pictures of the real window after real training, in both themes.

make screenshots [ARGS="--seconds 90 --folder pictures book.txt"]
"""

import argparse
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from rnnlab.gui.app import begin, make_application, make_window
from rnnlab.gui.look import Look, Theme
from rnnlab.gui.window import MainWindow

THEMES: tuple[Theme, ...] = ("light", "dark")
SETTLING_SECONDS = 1.0


def main() -> None:
    """Train in the window for a while, then save what it shows."""
    options = _read_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "window.ini")), QSettings.Format.IniFormat)
        instrument, window = make_window(settings, application)
        window.resize(options.width, options.height)
        window.show()
        instrument.poller.start()
        instrument.texts.corpus_changed.connect(instrument.runs.train)
        begin(instrument, window, options.files)
        _wait(options.seconds)
        instrument.runs.pause()
        _take_pictures(application, window, options.folder)
        window.close()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="a text to train on, instead of the built-in one")
    parser.add_argument("--folder", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to train")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    return parser.parse_args()


def _take_pictures(application: QApplication, window: MainWindow, folder: Path) -> None:
    look = application.findChild(Look)
    assert look is not None
    for theme in THEMES:
        look.set_theme(theme)
        _wait(SETTLING_SECONDS)
        window.grab().save(str(folder / f"window-{theme}.png"))


def _wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
