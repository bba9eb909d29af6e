"""Copying a plot and saving what it shows."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from rnnlab.gui.widgets import AskSavePath, ask_save_path

_PICTURES = "PNG image (*.png);;SVG image (*.svg)"
_TABLES = "Comma-separated values (*.csv)"


class Savable(Protocol):
    """What a plot can give away."""

    def title(self) -> str:
        """What it shows."""

    def image(self, scale: float = 2.0) -> QImage:
        """A picture."""

    def svg(self) -> bytes:
        """A picture made of lines."""

    def to_csv(self) -> str:
        """The numbers."""


class PlotSaver(QObject):
    """Puts a plot on the clipboard or into a file.

    Args:
        plot: Gives pictures and numbers.
        parent: Owner, and the widget that the dialog belongs to.

    Attributes:
        ask_save_path: Asks where to save; replaceable.
        problem_found: A sentence that says what went wrong.
    """

    problem_found = Signal(str)

    def __init__(self, plot: Savable, parent: QWidget) -> None:
        super().__init__(parent)
        self._plot = plot
        self._window = parent
        self.ask_save_path: AskSavePath = ask_save_path

    def copy_image(self) -> None:
        """Put a picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self._plot.image())

    def save_image(self) -> None:
        """Ask where, and write PNG or SVG by the ending of the name."""
        path = self._ask("Save image", "png", _PICTURES)
        if path is None:
            return
        if path.suffix.lower() == ".svg":
            self._write(path, self._plot.svg())
        elif not self._plot.image().save(str(path)):
            self._complain(path, "the picture could not be written there")

    def save_data(self) -> None:
        """Ask where, and write comma-separated values."""
        path = self._ask("Save data", "csv", _TABLES)
        if path is not None:
            self._write(path, self._plot.to_csv().encode("utf-8"))

    def _ask(self, words: str, ending: str, filters: str) -> Path | None:
        name = "".join(c if c.isalnum() else "-" for c in self._plot.title().lower()).strip("-")
        path = self.ask_save_path(self._window, words, f"{name}.{ending}", filters)
        return path.with_suffix(f".{ending}") if path and not path.suffix else path

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as problem:
            self._complain(path, problem.strerror or "it could not be written there")

    def _complain(self, path: Path, reason: str) -> None:
        self.problem_found.emit(f"“{path.name}” was not saved: {reason}. Choose another place.")
