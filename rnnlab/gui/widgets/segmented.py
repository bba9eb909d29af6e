"""A row of buttons of which one is chosen."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget


class SegmentedControl(QFrame):
    """Two or three alternatives side by side; arrow keys move between them.

    Args:
        options: Words shown for each key, in order; the first is chosen at the start.
        parent: Owner.
    """

    chosen = Signal(str)

    def __init__(self, options: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(1)
        for key, words in options.items():
            self._buttons[key] = self._add(words)
            layout.addWidget(self._buttons[key], 1)
        next(iter(self._buttons.values())).setChecked(True)
        self._group.buttonClicked.connect(self._on_button_clicked)

    def value(self) -> str:
        """The key of the chosen alternative."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_value(self, key: str) -> None:
        """Choose an alternative without a signal."""
        with QSignalBlocker(self._group):
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """The button of an alternative."""
        return self._buttons[key]

    def _on_button_clicked(self) -> None:
        self.chosen.emit(self.value())

    def _add(self, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setCheckable(True)
        button.setAccessibleName(words)
        self._group.addButton(button)
        return button
