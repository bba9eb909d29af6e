"""A form made from the declarations of settings."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from rnnlab.config import Hyper, Value, all_settings
from rnnlab.gui.look import Look
from rnnlab.gui.widgets.field_row import FieldRow
from rnnlab.gui.widgets.labels import make_label

_LABEL_SHARE = 0.48
_LOCK_CAPTION = "Grey fields are fixed while the run trains; hover over one to learn more."


class SettingsForm(QWidget):
    """An editor for each declared setting, with its help, its errors and its dependencies.

    ``SettingsForm(look, declared(ModelConfig))`` is all there is to say. Pass a part of the
    declarations to divide a long form.

    Args:
        look: Gives lengths and colours.
        declarations: What can be set, in order, see `rnnlab.config.declared`.
        parent: Owner.
    """

    value_edited = Signal(str, object)

    def __init__(
        self, look: Look, declarations: Mapping[str, Hyper], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._training = False
        self._context: dict[str, Value] = {}
        self._rows = {name: self._make_row(name, declarations) for name in declarations}
        self._caption = make_label(_LOCK_CAPTION, "small", self, wrap=True)
        self._caption.hide()
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for row in self._rows.values():
            self._column.addWidget(row)
        self._column.addWidget(self._caption)
        self._column.addStretch(1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self._update_states()

    def values(self) -> dict[str, Value]:
        """The last valid value of every setting in the form."""
        return {name: row.editor.value() for name, row in self._rows.items()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show values, without signals.

        Names that the form does not have are remembered, as settings here may depend on them.
        """
        self._context |= values
        for name in self._rows.keys() & values.keys():
            self._rows[name].editor.set_value(values[name])
            self._rows[name].show_error("")
        self._update_states()

    def show_error(self, name: str, sentence: str) -> None:
        """Put a sentence under a setting; take it away with an empty one."""
        if name in self._rows:
            self._rows[name].show_error(sentence)

    def clear_errors(self) -> None:
        """Take all sentences away."""
        for row in self._rows.values():
            row.show_error("")

    def errors(self) -> dict[str, str]:
        """The sentences shown, by setting."""
        shown = {name: row.error.text() for name, row in self._rows.items()}
        return {name: sentence for name, sentence in shown.items() if sentence}

    def set_training(self, training: bool) -> None:
        """Lock what may not change while a run trains, and say so."""
        self._training = training
        locked_any = any(not row.declaration.live for row in self._rows.values())
        self._caption.setVisible(training and locked_any)
        self._update_states()

    def color_choices(self, name: str, colors: Mapping[str, str]) -> None:
        """Put a dot before each choice of a setting, in the colour that stands for it.

        Args:
            name: A setting with a list of choices.
            colors: Name of a colour of `rnnlab.gui.look` for each choice.
        """
        self._rows[name].editor.color_choices(colors)

    def row(self, name: str) -> FieldRow:
        """The row of a setting: its label, its editor, its error."""
        return self._rows[name]

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest editor: labels move above the editors where they must."""
        widths = [row.editor.minimumSizeHint().width() for row in self._rows.values()]
        return QSize(max(widths, default=0), self._column.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the two columns where there is room for them."""
        super().resizeEvent(event)
        self._fit()

    def _make_row(self, name: str, declarations: Mapping[str, Hyper]) -> FieldRow:
        # What a setting depends on may stand in another form.
        row = FieldRow(self._look, declarations[name], {**all_settings(), **declarations})
        row.edited.connect(self._on_edited)
        return row

    def _on_edited(self, name: str, value: Value) -> None:
        self._update_states()
        self.value_edited.emit(name, value)

    def _update_states(self) -> None:
        values = self._context | self.values()
        for row in self._rows.values():
            known = {k: v for k, v in row.declaration.applies.items() if k in values}
            applies = all(values[other] in allowed for other, allowed in known.items())
            row.set_state(applies=applies, locked=self._training and not row.declaration.live)

    def _fit(self) -> None:
        margins = self._column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        rows = list(self._rows.values())
        widths = [row.label.fontMetrics().horizontalAdvance(row.label.text()) for row in rows]
        widest = max(widths, default=0)
        label_width = min(widest + 2, int(room * _LABEL_SHARE))
        for row in rows:
            needed = row.editor.minimumSizeHint().width() + label_width + self._look.px(8)
            row.set_stacked(needed > room)
            row.set_label_width(0 if needed > room else label_width)

    def _on_look_changed(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self._look.px(8))
        self._fit()
