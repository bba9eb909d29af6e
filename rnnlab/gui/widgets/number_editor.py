"""The editor for numbers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from rnnlab.config import ConfigError, Hyper, Value
from rnnlab.gui.look import Look
from rnnlab.gui.widgets.field_editor import FieldEditor, QuietComboBox
from rnnlab.gui.widgets.labels import make_label
from rnnlab.gui.widgets.numbers import format_value, read_value


class _NumberLine(QLineEdit):
    """A line for a number with its unit; up and down go to the next suggestion."""

    stepped = Signal(int)

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = make_label(unit, "small", self)
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._place_unit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the unit at the right end."""
        super().resizeEvent(event)
        self._place_unit()

    def _place_unit(self) -> None:
        """Show the unit after a number, if there is room for both."""
        size = self._unit.sizeHint()
        taken = self.fontMetrics().horizontalAdvance(self.text()) + 12
        is_number = any(character.isdigit() for character in self.text())
        self._unit.setVisible(is_number and taken + size.width() < self.width())
        self._unit.resize(size)
        self._unit.move(self.width() - size.width() - 2, (self.height() - size.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the arrow keys into steps."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class NumberEditor(FieldEditor):
    """A number: typed freely, or taken from suggestions if there are any."""

    def __init__(self, look: Look, declaration: Hyper) -> None:
        super().__init__(look, declaration)
        self.line = _NumberLine(declaration.unit)
        self.line.setAccessibleName(declaration.label)
        if declaration.suggestions:
            self.hold(self._combo_around(self.line))
        else:
            self.hold(self.line)
        self._value: Value = declaration.default
        self.line.editingFinished.connect(self._on_typed)
        self.line.stepped.connect(self._on_stepped)
        self.set_value(declaration.default)

    def value(self) -> Value:
        """The last number that could be used."""
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a number."""
        self._value = value
        self.line.setText(format_value(self.declaration, value))
        self.set_invalid(False)

    def _combo_around(self, line: QLineEdit) -> QComboBox:
        combo = QuietComboBox(self.look)
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.setLineEdit(line)
        combo.setCompleter(QCompleter(combo))  # one without words: nothing is filled in
        for value in self._suggestions():
            combo.addItem(format_value(self.declaration, value), value)
        combo.activated.connect(self._on_suggestion_chosen)
        return combo

    def _suggestions(self) -> list[Value]:
        return [self.declaration.kind(value) for value in self.declaration.suggestions]

    def _on_typed(self) -> None:
        if self.line.text() == format_value(self.declaration, self._value):
            return
        try:
            value = read_value(self.declaration, self.line.text())
        except ConfigError as problem:
            self.set_invalid(True)
            self.refused.emit(str(problem))
        else:
            self._take(value)

    def _on_suggestion_chosen(self, index: int) -> None:
        self._take(self._suggestions()[index])

    def _on_stepped(self, step: int) -> None:
        now = float(self._value)
        beyond = [v for v in self._suggestions() if (float(v) - now) * step > 0]
        if beyond:
            self._take(min(beyond, key=lambda v: abs(float(v) - now)))

    def _take(self, value: Value) -> None:
        self.set_value(value)
        self.edited.emit(value)
