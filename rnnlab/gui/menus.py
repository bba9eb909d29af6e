"""Actions for menus."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from rnnlab.gui.look import icon


def make_action(
    text: str,
    shortcut: str,
    on_triggered: Callable[[], object],
    parent: QWidget,
    icon_name: str = "",
) -> QAction:
    """An action that calls ``on_triggered`` without arguments."""
    action = QAction(text, parent)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
    if icon_name:
        action.setIcon(icon(icon_name))
    action.triggered.connect(lambda _checked: on_triggered())
    return action
