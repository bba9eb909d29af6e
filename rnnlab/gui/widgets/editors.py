"""One editor for each kind of setting, chosen by a table."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt

from rnnlab.config import Hyper, Value
from rnnlab.gui.look import Look
from rnnlab.gui.widgets.dots import dot_icon
from rnnlab.gui.widgets.field_editor import FieldEditor, QuietComboBox
from rnnlab.gui.widgets.number_editor import NumberEditor
from rnnlab.gui.widgets.segmented import SegmentedControl
from rnnlab.gui.widgets.switch import Switch

_SEGMENTS = 3
_SEGMENT_CHARACTERS = 22


class SwitchEditor(FieldEditor):
    """On or off."""

    def __init__(self, look: Look, declaration: Hyper) -> None:
        super().__init__(look, declaration)
        self.switch = Switch(look, declaration.label)
        self.hold(self.switch)
        self.row.setAlignment(self.switch, Qt.AlignmentFlag.AlignRight)
        self.switch.clicked.connect(self.tell)
        self.set_value(declaration.default)

    def value(self) -> Value:
        """Whether it is on."""
        return self.switch.isChecked()

    def set_value(self, value: Value) -> None:
        """Turn it on or off."""
        self.switch.setChecked(bool(value))


class ComboEditor(FieldEditor):
    """One of several words, in a list that opens."""

    def __init__(self, look: Look, declaration: Hyper) -> None:
        super().__init__(look, declaration)
        self._colors: Mapping[str, str] = {}
        self.combo = QuietComboBox(look)
        for key, words in declaration.choices.items():
            self.combo.addItem(words, key)
        self.hold(self.combo)
        self.combo.activated.connect(self.tell)
        self.set_value(declaration.default)

    def value(self) -> Value:
        """The key of the chosen words."""
        return str(self.combo.currentData())

    def set_value(self, value: Value) -> None:
        """Choose by key."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(value))

    def color_choices(self, colors: Mapping[str, str]) -> None:
        """Put a dot before each line of the list."""
        self._colors = colors
        self.look.changed.connect(self._paint_dots)
        self._paint_dots()

    def _paint_dots(self) -> None:
        side = self.look.px(16)
        self.combo.setIconSize(QSize(side, side))
        for key, color in self._colors.items():
            self.combo.setItemIcon(self.combo.findData(key), dot_icon(self.look, color))


class SegmentsEditor(FieldEditor):
    """One of two or three words, side by side."""

    def __init__(self, look: Look, declaration: Hyper) -> None:
        super().__init__(look, declaration)
        self.segments = SegmentedControl(declaration.choices)
        self.hold(self.segments)
        self.segments.chosen.connect(self.tell)
        self.set_value(declaration.default)

    def value(self) -> Value:
        """The key of the chosen words."""
        return self.segments.value()

    def set_value(self, value: Value) -> None:
        """Choose by key."""
        self.segments.set_value(str(value))


def make_choice_editor(look: Look, declaration: Hyper) -> FieldEditor:
    """Words side by side if they are few and short, else in a list."""
    few = len(declaration.choices) <= _SEGMENTS
    short = sum(map(len, declaration.choices.values())) <= _SEGMENT_CHARACTERS
    return (SegmentsEditor if few and short else ComboEditor)(look, declaration)


EDITORS: dict[type, Callable[[Look, Hyper], FieldEditor]] = {
    bool: SwitchEditor,
    int: NumberEditor,
    float: NumberEditor,
    str: make_choice_editor,
}


def make_editor(look: Look, declaration: Hyper) -> FieldEditor:
    """The editor for a setting, by the kind of its values."""
    return EDITORS[declaration.kind](look, declaration)
