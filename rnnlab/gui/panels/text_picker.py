"""The button that names the open text and offers others."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from rnnlab.gui.look import Look, icon
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.widgets.labels import plain_tip
from rnnlab.gui.words import byte_size
from rnnlab.text import CATALOGUE, REMOTE_TEXTS

_CHEVRON = 16
_CHEVRON_ROOM = 58


class TextPicker(QPushButton):
    """Shows a name; its menu offers built-in texts, files, the clipboard and the network.

    The menu is no `QPushButton.menu`, whose mark the style sheet cannot replace.

    Args:
        look: Gives lengths.
        preferences: Know the recent files.
        parent: Owner.

    Signals:
        built_in_chosen: A `BuiltIn`.
        remote_chosen: A `RemoteText`.
        files_wanted: Files are to be asked for.
        paste_wanted: The clipboard is to be read.
        recent_chosen: The path of a recent file.
    """

    built_in_chosen = Signal(object)
    remote_chosen = Signal(object)
    files_wanted = Signal()
    paste_wanted = Signal()
    recent_chosen = Signal(Path)

    def __init__(self, look: Look, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._preferences = preferences
        self._name = ""
        self._hint = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choices = QMenu(self)
        self.choices.setToolTipsVisible(True)
        self.clicked.connect(self.open_menu)
        self.setIcon(icon("text"))
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_name(self, name: str) -> None:
        """Name the text that is open."""
        self._name = name
        self._show()

    def show_hint(self, hint: str) -> None:
        """Show something else for a while; the name comes back with an empty hint."""
        self._hint = hint
        self._show()

    def open_menu(self) -> None:
        """Open the menu under the button."""
        self.fill_menu()
        self.choices.setMinimumWidth(self.width())
        self.choices.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def fill_menu(self) -> None:
        """Put the present choice of texts into the menu."""
        menu = self.choices
        menu.clear()
        for text in CATALOGUE:
            action = self._add(text.title, "", partial(self.built_in_chosen.emit, text))
            action.setToolTip(_wrapped(text.description))
            action.setCheckable(True)
            action.setChecked(text.title == self._name)
        menu.addSeparator()
        self._add("Open files…", "open", self.files_wanted.emit)
        self._add("Paste text", "paste", self.paste_wanted.emit)
        self._add_recent_files()
        menu.addSeparator()
        for remote in REMOTE_TEXTS:
            words = f"{remote.title} (download, {byte_size(remote.size)})"
            action = self._add(words, "download", partial(self.remote_chosen.emit, remote))
            action.setToolTip(_wrapped(remote.description))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name where there is no room."""
        super().resizeEvent(event)
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow that lists have."""
        super().paintEvent(event)
        side = self._look.px(_CHEVRON)
        left = self.width() - side - self._look.px(6)
        place = QRect(left, (self.height() - side) // 2, side, side)
        with QPainter(self) as painter:
            icon("chevron-down", QPalette.ColorRole.PlaceholderText).paint(painter, place)

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a few letters."""
        return QSize(self._look.px(90), super().minimumSizeHint().height())

    def _add_recent_files(self) -> None:
        recent = self._preferences.recent_files()
        if recent:
            self.choices.addSeparator()
        for path in recent:
            action = self._add(path.name, "clock", partial(self.recent_chosen.emit, path))
            action.setToolTip(plain_tip(str(path)))

    def _add(self, words: str, picture: str, on_chosen: Callable[[], object]) -> QAction:
        # An ampersand in a file's name is no shortcut.
        action = self.choices.addAction(words.replace("&", "&&"))
        if picture:
            action.setIcon(icon(picture))
        action.triggered.connect(lambda: on_chosen())
        return action

    def _show(self) -> None:
        words = self._hint or self._name or "Choose a text"
        room = max(self.width() - self._look.px(_CHEVRON_ROOM), 0)
        cut = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room)
        self.setText(cut.replace("&", "&&"))
        self.setAccessibleName(f"Text: {words}")
        self.setToolTip("Choose another text" if cut == words else plain_tip(words))

    def _on_look_changed(self) -> None:
        side, padding = self._look.px(16), self._look.px(10)
        self.setStyleSheet(
            f"QPushButton {{ text-align: left; padding-left: {padding}px; }}"
            f"QPushButton:focus {{ padding-left: {padding - 1}px; }}"
        )
        self.setIconSize(QSize(side, side))
        self._show()


def _wrapped(sentence: str) -> str:
    """Rich text, which Qt breaks into lines; plain tooltips of menus are one long line."""
    return f"<p>{sentence}</p>"
