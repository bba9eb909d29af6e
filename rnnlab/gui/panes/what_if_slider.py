"""A slider with its name and its value."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets import NumberLabel, make_label

_NAME_WIDTH = 116


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
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.name)
        self._layout.addWidget(self.slider, 1)
        self._layout.addWidget(self.readout)
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
        self.name.setMinimumWidth(self._look.px(_NAME_WIDTH))
        self._layout.setSpacing(self._look.px(8))
