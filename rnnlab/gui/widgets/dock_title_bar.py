"""The title of a dock, with buttons that can be seen."""

from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.buttons import IconButton
from rnnlab.gui.widgets.labels import ElidedLabel


class DockTitleBar(QWidget):
    """Title, a button that lets the dock float and one that closes it.

    Qt's own buttons do not grow with the text. Use
    ``dock.setTitleBarWidget(DockTitleBar(look, dock))``; the title is still what one drags.
    """

    def __init__(self, look: Look, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._look = look
        self._dock = dock
        self._title = ElidedLabel(dock.windowTitle(), "section", self)
        self.float_button = IconButton(look, "float", f"Float {dock.windowTitle()}", self, size=14)
        self.close_button = IconButton(look, "close", f"Close {dock.windowTitle()}", self, size=14)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title, 1)
        self._row.addWidget(self.float_button)
        self._row.addWidget(self.close_button)
        self.float_button.clicked.connect(self._on_float_clicked)
        self.close_button.clicked.connect(dock.close)
        dock.windowTitleChanged.connect(self._title.setText)
        dock.featuresChanged.connect(self._show_what_may_be_done)
        look.changed.connect(self._space_out)
        self._show_what_may_be_done()
        self._space_out()

    def _on_float_clicked(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _show_what_may_be_done(self) -> None:
        features = self._dock.features()
        movable = QDockWidget.DockWidgetFeature
        self.float_button.setVisible(bool(features & movable.DockWidgetFloatable))
        self.close_button.setVisible(bool(features & movable.DockWidgetClosable))

    def _space_out(self) -> None:
        px = self._look.px
        self._row.setContentsMargins(px(12), px(2), px(4), px(2))
        self._row.setSpacing(px(2))
