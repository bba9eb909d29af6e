"""What the editors of all kinds of settings have in common."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from rnnlab.config import Hyper, Value
from rnnlab.gui.look import Look
from rnnlab.gui.widgets.styling import set_style_property

_NARROW = 96


class FieldEditor(QWidget):
    """Base: shows the value of one setting and says when a person changes it.

    Attributes:
        edited: A new, valid value.
        refused: A sentence that says why what was typed cannot be used.
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, look: Look, declaration: Hyper) -> None:
        super().__init__()
        self.look = look
        self.declaration = declaration
        self.control: QWidget = self
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(look.px(4))

    def value(self) -> Value:
        """The last valid value."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Show a value, without a signal."""
        raise NotImplementedError

    def set_invalid(self, invalid: bool) -> None:
        """Mark what was typed as unusable, or take the mark away."""
        set_style_property(self.control, "invalid", invalid)

    def set_state(self, *, applies: bool, locked: bool) -> None:
        """Refuse changes: readable while locked, faint where the setting has no effect."""
        self.setEnabled(applies and not locked)
        set_style_property(self.control, "faint", not applies)

    def color_choices(self, colors: Mapping[str, str]) -> None:
        """Put a dot of a named colour before each choice, where there is a list of them."""

    def tell(self) -> None:
        """Say that a person has changed the value."""
        self.edited.emit(self.value())

    def hold(self, control: QWidget) -> None:
        """Take a control in, with name and focus."""
        self.control = control
        control.setAccessibleName(self.declaration.label)
        self.setFocusProxy(control)
        self.row.addWidget(control)


class QuietComboBox(QComboBox):
    """A combo box that leaves the wheel to the panel it lies in."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._look = look
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel, not the value."""
        event.ignore()

    def _on_look_changed(self) -> None:
        self.setMinimumWidth(self._look.px(_NARROW))
