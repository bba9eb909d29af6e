"""Native dialogs that ask for files, as functions that a test can replace."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

RUN_FILES = "rnnlab runs (*.rnnlab)"
TEXT_FILES = "Texts (*.txt *.md *.csv *.html *.xml *.py *.tex);;All files (*)"

# (parent, title, filters as Qt writes them) -> the chosen files, none if the person gives up
AskOpenPaths = Callable[[QWidget, str, str], list[Path]]


def ask_open_paths(parent: QWidget, title: str, filters: str) -> list[Path]:
    """Ask for one file or several."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", filters)
    return [Path(name) for name in chosen]
