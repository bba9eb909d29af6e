"""The menu that takes back and does again."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from rnnlab.gui.desks.undo import UndoDesk
from rnnlab.gui.menus import make_action


class EditMenu(QMenu):
    """Undo and redo, each saying what: “Undo: hidden units 128 → 256”.

    Args:
        undoing: Knows what can be taken back.
        parent: Owner.

    Attributes:
        undo, redo: Its entries.
    """

    def __init__(self, undoing: UndoDesk, parent: QWidget) -> None:
        super().__init__("&Edit", parent)
        self._stack = stack = undoing.stack
        self.undo = self._add("Ctrl+Z", undoing.undo)
        self.redo = self._add("Ctrl+Shift+Z", undoing.redo)
        # A method, not a lambda: Qt lets go of it with the menu, and the stack lives longer.
        stack.undoTextChanged.connect(self.refresh)
        stack.redoTextChanged.connect(self.refresh)
        stack.canUndoChanged.connect(self.refresh)
        stack.canRedoChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what could be taken back and done again now."""
        self.undo.setText(_words("&Undo", self._stack.undoText()))
        self.redo.setText(_words("&Redo", self._stack.redoText()))
        self.undo.setEnabled(self._stack.canUndo())
        self.redo.setEnabled(self._stack.canRedo())

    def _add(self, shortcut: str, action: Callable[[], object]) -> QAction:
        made = make_action("", shortcut, action, self)
        self.addAction(made)
        return made


def _words(verb: str, deed: str) -> str:
    # An ampersand in a run's name is no shortcut.
    return f"{verb}: {deed.replace('&', '&&')}" if deed else verb
