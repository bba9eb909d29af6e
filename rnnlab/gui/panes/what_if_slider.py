"""A slider under its name and its value."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets import NumberLabel, make_label


class CauseSlider(QWidget):
    """A number from ``low`` to ``high`` in even steps.

    Args:
        look: Gives lengths.
        name: What it sets.
        low: Smallest value.
        high: Largest value.
        step: Between two places of the slider.
        value: At the start.
    """

    value_changed = Signal(float)

    def __init__(
        self, look: Look, name: str, low: float, high: float, step: float, value: float
    ) -> None:
        super().__init__()
        self._look = look
        self._low, self._step = low, step
        self.name = make_label(name)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round((high - low) / step))
        self.slider.setAccessibleName(name)
        self.readout = NumberLabel()
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.readout)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(head)
        self._layout.addWidget(self.slider)
        self.slider.valueChanged.connect(self._on_moved)
        look.changed.connect(self._space_out)
        self._space_out()
        self.set_value(value)

    def value(self) -> float:
        """The value."""
        return self._low + self.slider.value() * self._step

    def set_value(self, value: float) -> None:
        """Move to a value, without a signal."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((value - self._low) / self._step))
        self._show()

    def _on_moved(self) -> None:
        self._show()
        self.value_changed.emit(self.value())

    def _show(self) -> None:
        whole = self._step >= 1
        self.readout.set_text(f"{self.value():.0f}" if whole else f"{self.value():.2f}")

    def _space_out(self) -> None:
        self._layout.setSpacing(self._look.px(2))
