"""Buttons: with an icon alone, with words, and the one that stands out."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from rnnlab.gui.look import Look, icon


class IconButton(QToolButton):
    """A flat button with an icon; its words are the tooltip and what a screen reader says.

    Args:
        look: Gives the size.
        icon_name: See `rnnlab.gui.look.icon`.
        words: What it does.
        parent: Owner.
        size: Side of the icon in pixels at 100 %.
    """

    def __init__(
        self,
        look: Look,
        icon_name: str,
        words: str,
        parent: QWidget | None = None,
        *,
        size: int = 16,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._size = size
        self.setAutoRaise(True)
        self.set_icon(icon_name, words)
        look.changed.connect(self._resize_icon)
        self._resize_icon()

    def set_icon(self, icon_name: str, words: str) -> None:
        """Show another icon with other words."""
        self.setIcon(icon(icon_name))
        self.setToolTip(words)
        self.setAccessibleName(words)

    def _resize_icon(self) -> None:
        side = self._look.px(self._size)
        self.setIconSize(QSize(side, side))


def make_button(
    text: str, icon_name: str = "", parent: QWidget | None = None, *, primary: bool = False
) -> QPushButton:
    """A button with words; a window has one ``primary`` button at most."""
    button = QPushButton(text, parent)
    button.setProperty("primary", primary)
    if icon_name:
        role = QPalette.ColorRole.HighlightedText if primary else QPalette.ColorRole.ButtonText
        button.setIcon(icon(icon_name, role))
    return button


def make_link(text: str, parent: QWidget | None = None) -> QPushButton:
    """A button that looks like words in the accent colour."""
    button = QPushButton(text, parent)
    button.setFlat(True)
    return button
