"""Pictures of the real window after real training, for the README.

make screenshots [ARGS="--steps 200 --folder pictures"]
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from rnnlab.gui.app import begin, make_application, make_window
from rnnlab.gui.desks.racing import cells_of_one_size
from rnnlab.gui.desks.run import Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.window import MainWindow
from rnnlab.session.settings_file import SettingsFile

_SETTLING_SECONDS = 1.5


class Studio:
    """A window in front of a camera."""

    def __init__(
        self, application: QApplication, settings: SettingsFile, options: argparse.Namespace
    ):
        self.options = options
        self.kit: Instrument
        self.window: MainWindow
        self.kit, self.window = make_window(settings, application)
        look = application.findChild(Look)
        assert look is not None
        self.look = look
        self.window.resize(options.width, options.height)
        self.window.show()
        self.kit.poller.start()
        begin(self.kit, self.window, options.files)
        self.wait_for(lambda: self.kit.texts.corpus is not None)
        self.wait_for(lambda: len(self.kit.ngrams.perplexities) == 6)

    def train(self, steps: int, **settings: str | int) -> None:
        """Train one run to its end."""
        for name, value in {"steps": steps, **settings}.items():
            self.kit.runs.set_setting(name, value)
        self.kit.runs.train()
        self.wait_for(lambda: self._status() is not Status.TRAINING)

    def race(self, steps: int, hidden_size: int) -> None:
        """Let the cells race to their end."""
        for name, value in {"steps": steps, "hidden_size": hidden_size}.items():
            self.kit.runs.set_setting(name, value)
        self.kit.runs.race(cells_of_one_size(self.kit.runs.settings))
        self.wait_for(lambda: all(run.ended for run in self.kit.runs.runs.values()))

    def sweep(self) -> None:
        """Let small networks look for needles."""
        self.front("Needle tests")
        self.window.needles_pane.sweep.button.click()
        self.wait_for(lambda: not self.kit.needles.sweeping)

    def front(self, *docks: str) -> None:
        """Bring docks before those that share their place."""
        for title in docks:
            self.window.docks.by_title[title].raise_()

    def write(self, prime: str) -> None:
        """Let the model and the n-gram model go on from some words."""
        self.window.writing_panel.prime.line.setText(prime)
        self.window.writing_panel.write()
        self.wait_for(lambda: not self.kit.writing.network.busy)

    def picture(self, name: str) -> None:
        """Save what the window shows."""
        _wait(_SETTLING_SECONDS)
        self.window.grab().save(str(self.options.folder / f"{name}.png"))

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Let the window live until something is true."""
        while not condition():
            _wait(0.05)

    def _status(self) -> Status | None:
        run = self.kit.runs.current
        return run.status if run else None


def main() -> None:
    """Train in the window, then save what it shows."""
    options = _read_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    studio = Studio(application, SettingsFile(None), options)
    studio.train(options.steps)
    studio.write("The cat, which")
    studio.picture("training-light")
    studio.front("Ladder", "Beliefs", "Connections")
    studio.picture("beliefs-light")
    studio.race(options.steps, hidden_size=128)
    studio.front("Learning", "Memory", "Writing", "Gates")
    studio.window.memory_pane.deck.choose("Reach")
    studio.look.set_theme("dark")
    studio.picture("race-dark")
    studio.sweep()
    studio.picture("needles-dark")
    studio.window.close()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="a text to train on, instead of the built-in one")
    parser.add_argument("--folder", type=Path, default=Path("packaging/screenshots"))
    parser.add_argument("--steps", type=int, default=400, help="how long to train each run")
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=900)
    return parser.parse_args()


def _wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
