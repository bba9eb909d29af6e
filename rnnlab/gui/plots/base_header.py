"""The head of a plot: title, subtitle, and what can be done with it."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from rnnlab.gui.look import Look, icon
from rnnlab.gui.widgets import ElidedLabel, HelpButton, IconButton


class PlotHeader(QWidget):
    """Title and buttons, and the subtitle under them.

    Args:
        look: Gives lengths.
        title: What is shown.
        explanation: Rich text behind the “?”.
        parent: Owner.
    """

    reset_requested = Signal()
    copy_requested = Signal()
    image_requested = Signal()
    data_requested = Signal()

    def __init__(self, look: Look, title: str, explanation: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._title = ElidedLabel(title, "title", self)
        self._subtitle = ElidedLabel("", "small", self)
        self._subtitle.hide()
        self.reset_button = IconButton(look, "home", "Reset view (double click)", self)
        self.reset_button.clicked.connect(self.reset_requested)
        self.reset_button.hide()
        self.help_button = HelpButton(look, title, explanation, self)
        self.more_button = IconButton(look, "more", f"More ({title})", self)
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setMenu(self._make_menu())
        self._buttons = QHBoxLayout()
        self._arrange()
        look.changed.connect(self._space_out)
        self._space_out()

    def title(self) -> str:
        """What is shown."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def subtitle(self) -> str:
        """The second line."""
        return self._subtitle.text()

    def set_subtitle(self, subtitle: str) -> None:
        """Change the second line; there is none if empty."""
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))

    def add_action(self, widget: QWidget) -> None:
        """Put a small widget before the buttons."""
        self._buttons.insertWidget(self._buttons.count() - 3, widget)

    def _arrange(self) -> None:
        self._buttons.addWidget(self._title, 1)
        for button in (self.reset_button, self.help_button, self.more_button):
            self._buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._buttons)
        column.addWidget(self._subtitle)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self._add_action(menu, "home", "Reset view", self.reset_requested)
        menu.addSeparator()
        self._add_action(menu, "copy", "Copy image", self.copy_requested)
        self._add_action(menu, "image", "Save image…", self.image_requested)
        self._add_action(menu, "table", "Save data…", self.data_requested)
        return menu

    def _add_action(self, menu: QMenu, icon_name: str, words: str, signal: SignalInstance) -> None:
        action = QAction(icon(icon_name), words, menu)
        action.triggered.connect(signal)
        menu.addAction(action)

    def _space_out(self) -> None:
        self._buttons.setSpacing(self._look.px(4))
