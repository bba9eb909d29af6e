"""Views side by side where there is room for them, else one at a time."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.widgets import SegmentedControl

_WIDTH_OF_ONE = 400


class Deck(QWidget):
    """Shows as many of its views as fit beside each other, beginning with the chosen one.

    Where the titles do not fit beside each other, a list of them takes their place.

    Args:
        look: Gives lengths.
        views: The views by title, in order; the first is chosen.
        width: Room that one of them wants, in pixels at 100 %.

    Signals:
        chosen: Another view is chosen; carries its title.
    """

    chosen = Signal(str)

    def __init__(
        self, look: Look, views: Mapping[str, QWidget], width: int = _WIDTH_OF_ONE
    ) -> None:
        super().__init__()
        self._look = look
        self._width_of_one = width
        self._views = dict(views)
        self.tabs = SegmentedControl({title: title for title in views})
        self.tabs.chosen.connect(self.choose)
        self.menu = QComboBox()
        self.menu.setAccessibleName("View")
        self.menu.addItems(list(views))
        self.menu.textActivated.connect(self.choose)
        self.header = FlowRow(look)
        self.header.add(self.tabs)
        self.header.add(self.menu)
        self._row = QHBoxLayout()
        for view in views.values():
            self._row.addWidget(view, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.header)
        self._layout.addLayout(self._row, 1)
        look.changed.connect(self._space_out)
        self._space_out()

    def choose(self, title: str) -> None:
        """Show a view, and those after it as far as there is room."""
        self.tabs.set_value(title)
        self._arrange()
        self.chosen.emit(title)

    def shown(self) -> list[str]:
        """Titles of the views that are shown."""
        titles = list(self._views)
        room = max(1, min(self.width() // self._look.px(self._width_of_one), len(titles)))
        first = titles.index(self.tabs.value())
        chosen = {(first + offset) % len(titles) for offset in range(room)}
        return [title for index, title in enumerate(titles) if index in chosen]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or fewer views."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        shown = self.shown()
        for title, view in self._views.items():
            view.setVisible(title in shown)
        several = len(shown) < len(self._views)
        narrow = self.tabs.sizeHint().width() > self.width()
        with QSignalBlocker(self.menu):
            self.menu.setCurrentText(self.tabs.value())
        self.tabs.setVisible(several and not narrow)
        self.menu.setVisible(several and narrow)
        self.header.arrange()

    def _space_out(self) -> None:
        self._layout.setContentsMargins(*[self._look.px(4)] * 4)
        self._layout.setSpacing(self._look.px(4))
        self._row.setSpacing(self._look.px(8))
        self._arrange()
