"""A slider whose steps are factors."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.labels import NumberLabel

_STEPS = 300


class _Slider(QSlider):
    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()


class LogSlider(QWidget):
    """A positive number from ``low`` to ``high``, equal distances being equal factors.

    A double click brings back the value it had at the start.

    Args:
        look: Gives lengths.
        low: Smallest value, above 0.
        high: Largest value.
        value: Value at the start.
        name: What it sets, for screen readers.
        unit: Unit shown after the number.
        parent: Owner.
    """

    value_changed = Signal(float)

    def __init__(
        self,
        look: Look,
        low: float,
        high: float,
        value: float,
        name: str,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._low, self._high, self._home, self._unit = low, high, value, unit
        self._value = value
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.slider.setAccessibleName(name)
        self.slider.double_clicked.connect(self.go_home)
        self.readout = NumberLabel(parent=self)
        self.setFocusProxy(self.slider)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.readout)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.set_value(value)

    def value(self) -> float:
        """The value, with two significant digits when it came from the slider."""
        return self._value

    def set_value(self, value: float) -> None:
        """Move to a value, brought into the range, without a signal."""
        self._value = min(max(value, self._low), self._high)
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._position(self._value))
        self._show()

    def go_home(self) -> None:
        """Take the value it had at the start."""
        self.slider.setValue(self._position(self._home))

    def _position(self, value: float) -> int:
        return round(_STEPS * math.log(value / self._low) / math.log(self._high / self._low))

    def _on_slider_moved(self, position: int) -> None:
        exact = self._low * (self._high / self._low) ** (position / _STEPS)
        self._value = self._home if position == self._position(self._home) else _rounded(exact)
        self._show()
        self.value_changed.emit(self._value)

    def _show(self) -> None:
        self.readout.set_text(f"{self._value:.3g}" if self._value >= 10 else f"{self._value:.2f}")
        if self._unit:
            self.readout.set_text(f"{self.readout.text()} {self._unit}")
        self.slider.setToolTip(self.readout.text())


def _rounded(value: float) -> float:
    """Two significant digits: what a hand can aim at."""
    return float(f"{value:.2g}")
