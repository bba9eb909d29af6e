"""Native file dialogs, as functions that a test or another window can replace."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

# (parent, title, suggested file name, filters as Qt writes them) -> where to save, or None
AskSavePath = Callable[[QWidget, str, str, str], Path | None]


def ask_save_path(parent: QWidget, title: str, suggested: str, filters: str) -> Path | None:
    """Ask where to save; None if the person thinks better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, suggested, filters)
    return Path(chosen) if chosen else None
