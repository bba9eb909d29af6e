"""Which n-gram models are fitted: smoothing, its parameter, highest order; and their files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QWidget

from rnnlab.config import NgramConfig, declared
from rnnlab.gui.desks.arpa_files import ARPA_FILES, ARPA_SUFFIX
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.open_dialogs import AskOpenPaths, ask_open_paths
from rnnlab.gui.widgets import AskSavePath, IconButton, ask_save_path, make_label
from rnnlab.gui.widgets.editors import make_editor
from rnnlab.gui.widgets.field_editor import FieldEditor

HIGHEST_ORDER = 8
_PARAMETERS = ("delta", "discount", "alpha")
_SMOOTHING_WIDTH, _ORDER_WIDTH, _NUMBER_WIDTH = 148, 92, 84


class NgramControls(QWidget):
    """A row of choices that reach the desk at once.

    Args:
        look: Gives lengths.
        desk: Fits what is chosen.

    Attributes:
        ask_open_paths, ask_save_path: Ask for files; replaceable.

    Signals:
        refused: What was typed cannot be used, or a file; carries a sentence, empty when all
            is well again.
    """

    refused = Signal(str)

    def __init__(self, look: Look, desk: NgramDesk) -> None:
        super().__init__()
        self._look = look
        self._desk = desk
        self.ask_open_paths: AskOpenPaths = ask_open_paths
        self.ask_save_path: AskSavePath = ask_save_path
        declarations = declared(NgramConfig)
        self.smoothing = self._make_editor("smoothing")
        self.numbers = {name: self._make_editor(name) for name in _PARAMETERS}
        self._captions = {name: make_label(declarations[name].label) for name in _PARAMETERS}
        self.order = QComboBox()
        self.order.setAccessibleName("Highest order")
        self.order.setToolTip("Longest n-grams that are counted; 7 and 8 take more memory.")
        for order in range(1, HIGHEST_ORDER + 1):
            self.order.addItem(f"orders 1–{order}" if order > 1 else "order 1", order)
        self.order.activated.connect(self._on_order_chosen)
        self.more = self._make_menu()
        self._arrange()
        look.changed.connect(self._space_out)
        desk.cleared.connect(self.refresh)
        self._space_out()
        self.refresh()

    def refresh(self) -> None:
        """Show what the desk fits."""
        config = self._desk.config
        self.smoothing.set_value(config.smoothing)
        with QSignalBlocker(self.order):
            self.order.setCurrentIndex(config.order - 1)
        for name, editor in self.numbers.items():
            editor.set_value(getattr(config, name))
            applies = config.smoothing in declared(NgramConfig)[name].applies["smoothing"]
            editor.setVisible(applies)
            self._captions[name].setVisible(applies)

    def read_file(self) -> None:
        """Ask for ARPA files and read them."""
        self.refused.emit("")
        for path in self.ask_open_paths(self, "Import ARPA model", ARPA_FILES):
            self._desk.files.open(path)

    def write_file(self) -> None:
        """Ask where, and write the model of the highest order there."""
        self.refused.emit("")
        if not self._desk.models:
            self.refused.emit("There is no model to export yet: wait until one is counted.")
            return
        order = max(self._desk.models)
        suggested = f"{order}-gram{ARPA_SUFFIX}"
        path = self.ask_save_path(self, f"Export the {order}-gram model", suggested, ARPA_FILES)
        if path is not None:
            self._desk.files.save(self._desk.models[order], _with_suffix(path))

    def _make_editor(self, name: str) -> FieldEditor:
        editor = make_editor(self._look, declared(NgramConfig)[name])
        editor.setToolTip(declared(NgramConfig)[name].help)
        editor.edited.connect(lambda value: self._change(name, value))
        editor.refused.connect(self.refused)
        return editor

    def _make_menu(self) -> QToolButton:
        button = IconButton(self._look, "more", "Import and export ARPA files")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for picture, words, action in (
            ("open", "Import ARPA model…", self.read_file),
            ("save", "Export ARPA model…", self.write_file),
        ):
            entry = QAction(icon(picture), words, menu)
            entry.triggered.connect(action)
            menu.addAction(entry)
        button.setMenu(menu)
        return button

    def _arrange(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.smoothing)
        for name in _PARAMETERS:
            self._row.addWidget(self._captions[name])
            self._row.addWidget(self.numbers[name])
        self._row.addWidget(self.order)
        self._row.addWidget(self.more)

    def _on_order_chosen(self, index: int) -> None:
        self._change("order", index + 1)

    def _change(self, name: str, value: Any) -> None:
        self.refused.emit("")
        self._desk.set_config(replace(self._desk.config, **{name: value}))

    def _space_out(self) -> None:
        px = self._look.px
        self._row.setSpacing(px(4))
        self.smoothing.setFixedWidth(px(_SMOOTHING_WIDTH))
        self.order.setFixedWidth(px(_ORDER_WIDTH))
        for editor in self.numbers.values():
            editor.setFixedWidth(px(_NUMBER_WIDTH))


def _with_suffix(path: Path) -> Path:
    return path if path.suffix else path.with_name(path.name + ARPA_SUFFIX)
