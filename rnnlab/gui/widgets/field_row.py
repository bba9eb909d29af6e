"""One line of a form: label, editor, and what is wrong."""

import html
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from rnnlab.config import Hyper, Value
from rnnlab.gui.look import Look
from rnnlab.gui.widgets.editors import make_editor
from rnnlab.gui.widgets.labels import make_label

LOCKED = "Fixed while a run trains."


class FieldRow(QWidget):
    """Label and editor beside each other, or one above the other where there is no room.

    Args:
        look: Gives lengths.
        declaration: What is set.
        labels: Labels of the settings it may depend on, by name, with the words of their
            choices, for the explanation why it is grey.
    """

    edited = Signal(str, object)

    def __init__(self, look: Look, declaration: Hyper, others: Mapping[str, Hyper]) -> None:
        super().__init__()
        self.look = look
        self.declaration = declaration
        self.label = make_label(declaration.label, parent=self, wrap=True)
        self.editor = make_editor(look, declaration)
        self.error = make_label("", "error", self, wrap=True)
        self.error.hide()
        self.label.setBuddy(self.editor)
        self.editor.edited.connect(self._on_edited)
        self.editor.refused.connect(self.show_error)
        self._needed = _what_is_needed(declaration, others)
        self._applies, self._locked = True, False
        self._stacked: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.set_stacked(False)
        self._explain()

    def set_stacked(self, stacked: bool) -> None:
        """Put the label above the editor, or beside it."""
        self._grid.setHorizontalSpacing(self.look.px(8))
        self._grid.setVerticalSpacing(self.look.px(2))
        if stacked == self._stacked:
            return
        self._stacked = stacked
        for widget in (self.label, self.editor, self.error):
            self._grid.removeWidget(widget)
        self._grid.addWidget(self.label, 0, 0, 1, 2 if stacked else 1)
        if stacked:
            self._grid.addWidget(self.editor, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self.editor, 0, 1)
        self._grid.addWidget(self.error, 2, 0, 1, 2)

    def set_label_width(self, width: int) -> None:
        """Align with the other rows; 0 lets the label take what it needs."""
        self._grid.setColumnMinimumWidth(0, width)
        self.label.setMaximumWidth(width or 16_777_215)

    def set_state(self, *, applies: bool, locked: bool) -> None:
        """Grey the row when it has no effect or may not change, and say which."""
        self._applies, self._locked = applies, locked
        self.label.setEnabled(applies)
        self.editor.set_state(applies=applies, locked=locked)
        self._explain()

    def show_error(self, sentence: str) -> None:
        """Say what is wrong under the editor; nothing is wrong if empty."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.editor.set_invalid(bool(sentence))

    def _on_edited(self, value: object) -> None:
        self.show_error("")
        self.edited.emit(self.declaration.name, value)

    def _explain(self) -> None:
        lines = [self.declaration.help, *_facts(self.declaration)]
        if self._locked:
            lines.append(LOCKED)
        if not self._applies:
            lines.append(self._needed)
        text = "".join(f"<p style='margin:0 0 4px 0'>{html.escape(line)}</p>" for line in lines)
        self.label.setToolTip(text)
        self.editor.setToolTip(text)
        self.editor.setAccessibleDescription(" ".join(lines))


def _facts(declaration: Hyper) -> list[str]:
    low, high = declaration.minimum, declaration.maximum
    facts = []
    if low is not None and high is not None:
        unit = f" {declaration.unit}" if declaration.unit else ""
        facts.append(f"{low:,g} to {high:,g}{unit}.")
    if declaration.zero_means:
        facts.append(f"0 means {declaration.zero_means}.")
    facts.append("May change while training." if declaration.live else "A change restarts the run.")
    return [" ".join(facts)]


def _what_is_needed(declaration: Hyper, others: Mapping[str, Hyper]) -> str:
    needs = []
    for name, allowed in declaration.applies.items():
        if name in others:
            other = others[name]
            needs.append(f"{other.label}: {' or '.join(_word(other, each) for each in allowed)}")
    return f"Has an effect only with {', '.join(needs)}."


def _word(declaration: Hyper, value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return declaration.choices.get(str(value), declaration.zero_means or str(value))
