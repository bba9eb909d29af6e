"""The choice among the pages of a dock, beside each other or, where it is narrow, in a list."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets import HelpButton, SegmentedControl


class PageBar(QWidget):
    """Chooses the page of a stack, and explains it.

    Args:
        look: Gives lengths.
        pages: Each page by its title, in order; the first is chosen.
        names: What each page shows, in full.
        explanations: What is behind the “?” of each page.
        stack: Gets the pages.

    Signals:
        chosen: Another page is shown; carries its title.
    """

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        pages: Mapping[str, QWidget],
        names: Mapping[str, str],
        explanations: Mapping[str, str],
        stack: QStackedWidget,
    ) -> None:
        super().__init__()
        self._pages, self._explanations, self._stack = dict(pages), explanations, stack
        for page in pages.values():
            stack.addWidget(page)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.tabs = SegmentedControl({title: title for title in pages})
        for title, name in names.items():
            self.tabs.button(title).setToolTip(name)
            self.tabs.button(title).setAccessibleName(name)
        self.menu = QComboBox()
        self.menu.setAccessibleName("Page")
        self.menu.addItems(list(pages))
        self.help = HelpButton(look, "Writing", next(iter(explanations.values())))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tabs)
        row.addWidget(self.menu)
        row.addStretch(1)
        row.addWidget(self.help)
        self.tabs.chosen.connect(self.choose)
        self.menu.textActivated.connect(self.choose)
        self._fit()

    def value(self) -> str:
        """Title of the page that is shown."""
        return self.tabs.value()

    def choose(self, title: str) -> None:
        """Show a page."""
        self.tabs.set_value(title)
        with QSignalBlocker(self.menu):
            self.menu.setCurrentText(title)
        self.help.set_explanation(self._explanations[title])
        self._stack.setCurrentWidget(self._pages[title])
        self.chosen.emit(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the titles beside each other, or into a list."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.help.sizeHint().width()
        narrow = self.tabs.sizeHint().width() > room
        self.tabs.setVisible(not narrow)
        self.menu.setVisible(narrow)
