"""Which n-gram models are fitted: smoothing, its parameter, highest order; and their files."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rnnlab.config import NgramConfig, declared
from rnnlab.gui.desks.arpa_files import ARPA_FILES, ARPA_SUFFIX
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.open_dialogs import AskOpenPaths, ask_open_paths
from rnnlab.gui.panes.counting.names import smoothing_name
from rnnlab.gui.widgets import AskSavePath, SettingsForm, ask_save_path, make_button
from rnnlab.gui.widgets.labels import make_label

_SHOWN = ("smoothing", "delta", "discount", "alpha", "order")
_WIDTH = 330
_CAPTION = "Models of all orders up to this one are fitted; 7 and 8 take the most memory."


class NgramPopup(QWidget):
    """The form behind the button; it closes at a click beside it.

    Attributes:
        form: One row for each setting.
        import_button, export_button: For ARPA files.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # a click on the button closes it
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        declarations = declared(NgramConfig)
        self.form = SettingsForm(look, {name: declarations[name] for name in _SHOWN})
        self.import_button = make_button("Import ARPA…", "open")
        self.export_button = make_button("Export ARPA…", "save")
        frame = QFrame(self)
        frame.setObjectName("popover")
        files = QHBoxLayout()
        files.addWidget(self.import_button)
        files.addWidget(self.export_button)
        self._inside = QVBoxLayout(frame)
        self._inside.addWidget(self.form)
        self._inside.addWidget(make_label(_CAPTION, "small", wrap=True))
        self._inside.addLayout(files)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(frame)

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a widget, inside the screen."""
        px = self._look.px
        self._inside.setContentsMargins(*[px(12)] * 4)
        self._inside.setSpacing(px(8))
        self.setFixedWidth(px(_WIDTH))
        self.adjustSize()
        screen = anchor.screen().availableGeometry()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        left = min(max(corner.x(), screen.left() + 4), screen.right() - self.width() - 4)
        self.move(left, min(corner.y(), screen.bottom() - self.height() - 4))
        self.show()


class NgramControls(QPushButton):
    """A button that says what is fitted and opens a form that reaches the desk at once.

    Args:
        look: Gives lengths.
        desk: Fits what is chosen.

    Attributes:
        ask_open_paths, ask_save_path: Ask for files; replaceable.
        popup: The form.

    Signals:
        refused: What was asked for cannot be done; carries a sentence, empty when all is well.
    """

    refused = Signal(str)

    def __init__(self, look: Look, desk: NgramDesk) -> None:
        super().__init__()
        self._desk = desk
        self.ask_open_paths: AskOpenPaths = ask_open_paths
        self.ask_save_path: AskSavePath = ask_save_path
        self.popup = NgramPopup(look, self)
        self.setIcon(icon("sliders"))
        self.setToolTip("Smoothing and orders of the n-gram models; ARPA files")
        self.clicked.connect(lambda: self.popup.open_below(self))
        self.popup.form.value_edited.connect(self._change)
        self.popup.import_button.clicked.connect(self.read_file)
        self.popup.export_button.clicked.connect(self.write_file)
        for signal in (desk.cleared, desk.counted, desk.refused):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what the desk fits."""
        config = self._desk.config
        self.popup.form.set_values({name: getattr(config, name) for name in _SHOWN})
        orders = f"1–{config.order}" if config.order > 1 else "1"
        waiting = " …" if self._desk.busy else ""
        self.setText(f"{smoothing_name(config.smoothing, config)}, {orders}{waiting}")
        self.setAccessibleName(f"n-gram models: {self.text()}")

    def read_file(self) -> None:
        """Ask for ARPA files and read them."""
        self.popup.hide()
        self.refused.emit("")
        for path in self.ask_open_paths(self, "Import ARPA model", ARPA_FILES):
            self._desk.files.open(path)

    def write_file(self) -> None:
        """Ask where, and write the model of the highest order there."""
        self.popup.hide()
        self.refused.emit("")
        if not self._desk.models:
            self.refused.emit("There is no model to export yet: wait until one is counted.")
            return
        order = max(self._desk.models)
        suggested = f"{order}-gram{ARPA_SUFFIX}"
        path = self.ask_save_path(self, f"Export the {order}-gram model", suggested, ARPA_FILES)
        if path is not None:
            self._desk.files.save(self._desk.models[order], _with_suffix(path))

    def _change(self, name: str, value: Any) -> None:
        self.refused.emit("")
        self._desk.set_config(replace(self._desk.config, **{name: value}))


def _with_suffix(path: Path) -> Path:
    return path if path.suffix else path.with_name(path.name + ARPA_SUFFIX)
