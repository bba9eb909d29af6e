"""The docks of the window and the places where they start."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.dock_title_bar import DockTitleBar
from rnnlab.gui.widgets.later import Later

_LEFT_WIDTH, _MIDDLE_WIDTH, _RIGHT_WIDTH = 290, 590, 400
# Below this size, measured at 100 % text, two panes above each other would be too small.
_SMALLEST_WIDTH, _SMALLEST_HEIGHT = 1100, 640
_MOVABLE = (
    QDockWidget.DockWidgetFeature.DockWidgetMovable
    | QDockWidget.DockWidgetFeature.DockWidgetClosable
    | QDockWidget.DockWidgetFeature.DockWidgetFloatable
)
_HORIZONTAL, _VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class Docks:
    """Settings and runs on the left, learning and memory, writing and gates.

    Counting and the ladder are tabs behind learning, what if and needle tests behind memory,
    beliefs behind writing, connections behind gates. Where the window is small or the text large,
    memory is a tab behind learning, and gates one behind writing.

    Args:
        window: Gets the docks; it has no central widget.
        look: Gives lengths.
        contents: The widget of each dock by its title.
    """

    NAMED_BY_TAB = (
        "Text",
        "Model",
        "Training",
        "Learning",
        "Counting",
        "Ladder",
        "Memory",
        "What if",
        "Needle tests",
        "Writing",
        "Beliefs",
        "Gates",
        "Connections",
    )

    def __init__(self, window: QMainWindow, look: Look, contents: Mapping[str, QWidget]) -> None:
        self._window = window
        self._look = look
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.by_title = {title: self._make(title, widget) for title, widget in contents.items()}
        self._compact = self._is_small()
        self.arrange()
        look.changed.connect(self.adapt)

    def arrange(self) -> None:
        """Put all docks back to where they start."""
        self._compact = self._is_small()
        window, docks = self._window, self.by_title
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["Text"])
        window.splitDockWidget(docks["Text"], docks["Learning"], _HORIZONTAL)
        window.splitDockWidget(docks["Learning"], docks["Writing"], _HORIZONTAL)
        window.splitDockWidget(docks["Text"], docks["Runs"], _VERTICAL)
        window.tabifyDockWidget(docks["Text"], docks["Model"])
        window.tabifyDockWidget(docks["Model"], docks["Training"])
        self._place_below(docks["Learning"], docks["Memory"])
        window.tabifyDockWidget(docks["Learning"], docks["Counting"])
        window.tabifyDockWidget(docks["Counting"], docks["Ladder"])
        self._place_below(docks["Writing"], docks["Gates"])
        window.tabifyDockWidget(docks["Writing"], docks["Beliefs"])
        window.tabifyDockWidget(docks["Memory"], docks["What if"])
        window.tabifyDockWidget(docks["What if"], docks["Needle tests"])
        window.tabifyDockWidget(docks["Gates"], docks["Connections"])
        for dock in docks.values():
            dock.show()
        for title in ("Text", "Memory", "Learning", "Gates", "Writing"):
            docks[title].raise_()
        self._share_out()

    def make_next(self) -> bool:
        """Make one of the contents that nobody has looked at; False if all are made."""
        contents = [dock.widget() for dock in self.by_title.values()]
        waiting = [each for each in contents if isinstance(each, Later) and not each.is_made]
        if waiting:
            waiting[0].content()
        return bool(waiting)

    def _place_below(self, upper: QDockWidget, lower: QDockWidget) -> None:
        if self._compact:
            self._window.tabifyDockWidget(upper, lower)
        else:
            self._window.splitDockWidget(upper, lower, _VERTICAL)

    def _share_out(self) -> None:
        docks, px = self.by_title, self._look.px
        columns = [docks["Text"], docks["Learning"], docks["Writing"]]
        widths = [px(_LEFT_WIDTH), px(_MIDDLE_WIDTH), px(_RIGHT_WIDTH)]
        self._window.resizeDocks(columns, widths, _HORIZONTAL)
        self._window.resizeDocks([docks["Text"], docks["Runs"]], [px(520), px(200)], _VERTICAL)
        if not self._compact:
            for upper, lower in (("Learning", "Memory"), ("Writing", "Gates")):
                self._window.resizeDocks([docks[upper], docks[lower]], [360, 360], _VERTICAL)

    def _make(self, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock-{title.lower()}")
        dock.setFeatures(_MOVABLE)
        dock.setWidget(widget)
        if isinstance(widget, Later):
            dock.visibilityChanged.connect(widget.look_at)
        named_by_tab = title in self.NAMED_BY_TAB
        dock.setTitleBarWidget(QWidget(dock) if named_by_tab else DockTitleBar(self._look, dock))
        return dock

    def _is_small(self) -> bool:
        size, scale = self._window.size(), self._look.scale
        return size.width() / scale < _SMALLEST_WIDTH or size.height() / scale < _SMALLEST_HEIGHT

    def adapt(self) -> None:
        """Arrange anew if the window has become small, or is so no more."""
        if self._is_small() != self._compact:
            self.arrange()
