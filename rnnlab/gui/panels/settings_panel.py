"""A dock's worth of settings of a run."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from rnnlab.config import ConfigError, Value, all_settings
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.look import Look
from rnnlab.gui.widgets import Section, SettingsForm
from rnnlab.gui.widgets.first_look import FirstLook


class SettingsPanel(QScrollArea):
    """Forms for groups of settings, under headings that fold; the first has no heading.

    The forms are made when they are first shown or asked for: panels behind other tabs must
    not delay the first picture of the window.

    Args:
        look: Gives lengths and colours.
        runs: Keeps the choices.
        groups: Names of settings by heading; what stands under ``""`` is always shown.
        above: A widget over the forms.
    """

    def __init__(
        self,
        look: Look,
        runs: RunDesk,
        groups: Mapping[str, Sequence[str]],
        above: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        self._layout = QVBoxLayout(self._content)
        if above is not None:
            self._layout.addWidget(above)
        self._groups = groups
        self._forms: list[SettingsForm] = []
        self.setWidget(self._content)
        runs.settings_changed.connect(self._show_settings)
        look.changed.connect(self._space_out)
        self._space_out()
        FirstLook(self.viewport(), self.forms)

    def forms(self) -> list[SettingsForm]:
        """All forms, in order."""
        if not self._forms:
            self._forms = [self._add_form(*group) for group in self._groups.items()]
            self._layout.addStretch(1)
            self._show_settings()
        return self._forms

    def form_with(self, name: str) -> SettingsForm:
        """The form that has a setting."""
        return next(form for form in self.forms() if name in form.values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the forms fold to the width there is, rather than be cut."""
        super().resizeEvent(event)
        self._content.setFixedWidth(self.viewport().width())

    def _add_form(self, title: str, names: Sequence[str]) -> SettingsForm:
        declarations = all_settings()
        form = SettingsForm(self._look, {name: declarations[name] for name in names})
        form.value_edited.connect(self._on_value_edited)
        self._layout.addWidget(Section(self._look, title, form) if title else form)
        return form

    def _on_value_edited(self, name: str, value: Value) -> None:
        for form in self.forms():
            form.clear_errors()
        try:
            self._runs.set_setting(name, value)
        except ConfigError as error:
            # The sentence stands where the hand is; the setting it speaks of may be elsewhere.
            self.form_with(name).show_error(name, str(error))

    def _show_settings(self) -> None:
        values = self._runs.settings.values()
        for form in self._forms:
            form.set_values(values)

    def _space_out(self) -> None:
        self._layout.setContentsMargins(*[self._look.px(12)] * 4)
        self._layout.setSpacing(self._look.px(12))
