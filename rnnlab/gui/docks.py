"""The docks of the window and the places where they start."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

_LEFT_WIDTH, _MIDDLE_WIDTH, _RIGHT_WIDTH = 290, 590, 400
_MOVABLE = (
    QDockWidget.DockWidgetFeature.DockWidgetMovable
    | QDockWidget.DockWidgetFeature.DockWidgetClosable
    | QDockWidget.DockWidgetFeature.DockWidgetFloatable
)


class Docks:
    """Eight docks: settings and runs on the left, learning and memory, writing and gates.

    Args:
        window: Gets the docks; it has no central widget.
        contents: The widget of each dock by its title.
    """

    SETTINGS = ("Text", "Model", "Training")
    RUNS = "Runs"
    MIDDLE = ("Learning", "Memory")
    RIGHT = ("Writing", "Gates")

    def __init__(self, window: QMainWindow, contents: dict[str, QWidget]) -> None:
        self._window = window
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.by_title = {title: self._make(title, widget) for title, widget in contents.items()}
        self.arrange()

    def arrange(self) -> None:
        """Put all docks back to where they start."""
        area = Qt.DockWidgetArea.LeftDockWidgetArea
        docks = self.by_title
        for dock in docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        text, model, training = (docks[title] for title in self.SETTINGS)
        self._window.addDockWidget(area, text)
        self._window.splitDockWidget(text, docks["Learning"], Qt.Orientation.Horizontal)
        self._window.splitDockWidget(docks["Learning"], docks["Writing"], Qt.Orientation.Horizontal)
        self._window.splitDockWidget(text, docks[self.RUNS], Qt.Orientation.Vertical)
        self._window.splitDockWidget(docks["Learning"], docks["Memory"], Qt.Orientation.Vertical)
        self._window.splitDockWidget(docks["Writing"], docks["Gates"], Qt.Orientation.Vertical)
        self._window.tabifyDockWidget(text, model)
        self._window.tabifyDockWidget(model, training)
        for dock in docks.values():
            dock.show()
        text.raise_()
        self._share_out()

    def _share_out(self) -> None:
        docks = self.by_title
        columns = [docks["Text"], docks["Learning"], docks["Writing"]]
        widths = [_LEFT_WIDTH, _MIDDLE_WIDTH, _RIGHT_WIDTH]
        self._window.resizeDocks(columns, widths, Qt.Orientation.Horizontal)
        for upper, lower, shares in (
            ("Text", self.RUNS, [520, 200]),
            ("Learning", "Memory", [360, 360]),
            ("Writing", "Gates", [360, 360]),
        ):
            self._window.resizeDocks([docks[upper], docks[lower]], shares, Qt.Orientation.Vertical)

    def _make(self, title: str, widget: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock-{title.lower()}")
        dock.setFeatures(_MOVABLE)
        dock.setWidget(widget)
        return dock
