"""The form: every setting can be edited, explained, refused and locked."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from rnnlab.config import (
    Hyper,
    ModelConfig,
    NgramConfig,
    SamplingConfig,
    TextConfig,
    TrainingConfig,
    Value,
    declared,
)
from rnnlab.gui.look import Look, cell_color
from rnnlab.gui.widgets import SettingsForm
from rnnlab.gui.widgets.editors import ComboEditor, SegmentsEditor, SwitchEditor
from rnnlab.gui.widgets.field_editor import FieldEditor
from rnnlab.gui.widgets.number_editor import NumberEditor

CLASSES = (TextConfig, ModelConfig, TrainingConfig, SamplingConfig, NgramConfig)
EVERY = [(config, name) for config in CLASSES for name in declared(config)]
NUMBERS = [(c, n) for c, n in EVERY if declared(c)[n].kind in (int, float)]
MakeForm = Callable[[type], SettingsForm]


@pytest.fixture
def make_form(qtbot: QtBot, look: Look) -> MakeForm:
    def make(config: type) -> SettingsForm:
        form = SettingsForm(look, declared(config))
        qtbot.addWidget(form)
        return form

    return make


def edit_switch(qtbot: QtBot, editor: SwitchEditor) -> Value:
    wanted = not editor.value()
    qtbot.mouseClick(editor.switch, Qt.MouseButton.LeftButton)
    return wanted


def edit_combo(qtbot: QtBot, editor: ComboEditor) -> Value:
    qtbot.keyClick(editor.combo, Qt.Key.Key_End)
    if editor.combo.currentData() == editor.declaration.default:
        qtbot.keyClick(editor.combo, Qt.Key.Key_Home)
    return str(editor.combo.currentData())


def edit_segments(qtbot: QtBot, editor: SegmentsEditor) -> Value:
    wanted = next(key for key in editor.declaration.choices if key != editor.value())
    qtbot.mouseClick(editor.segments.button(wanted), Qt.MouseButton.LeftButton)
    return wanted


def edit_number(qtbot: QtBot, editor: NumberEditor) -> Value:
    wanted = another_number(editor.declaration)
    type_into(qtbot, editor, repr(wanted))
    return wanted


def another_number(declaration: Hyper) -> Value:
    """A value in range that is neither the default nor among the suggestions."""
    assert declaration.minimum is not None
    assert declaration.maximum is not None
    if declaration.kind is int:
        taken = {declaration.default, *declaration.suggestions}
        return next(n for n in range(int(declaration.minimum), 99) if n not in taken)
    return round(declaration.minimum + 0.37 * min(declaration.maximum - declaration.minimum, 1), 4)


def type_into(qtbot: QtBot, editor: NumberEditor, text: str) -> None:
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, text)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)


HANDS: dict[type[FieldEditor], Callable[..., Value]] = {
    SwitchEditor: edit_switch,
    ComboEditor: edit_combo,
    SegmentsEditor: edit_segments,
    NumberEditor: edit_number,
}


@pytest.mark.parametrize(("config", "name"), EVERY)
def test_an_edit_of_every_setting_is_told(
    qtbot: QtBot, make_form: MakeForm, config: type, name: str
) -> None:
    form = make_form(config)
    editor = form.row(name).editor
    editor.set_state(applies=True, locked=False)
    told: list[tuple[str, object]] = []
    form.value_edited.connect(lambda *edit: told.append(edit))
    wanted = HANDS[type(editor)](qtbot, editor)
    assert told[-1] == (name, wanted)
    assert form.values()[name] == wanted
    assert form.errors() == {}
    declared(config)[name].check(told[-1][1])


@pytest.mark.parametrize(("config", "name"), NUMBERS)
@pytest.mark.parametrize("text", ["nonsense", "-1e99", "1e99"])
def test_a_bad_number_is_refused_below_its_field(
    qtbot: QtBot, make_form: MakeForm, config: type, name: str, text: str
) -> None:
    form = make_form(config)
    form.row(name).editor.set_state(applies=True, locked=False)
    before = form.values()
    told: list[tuple[str, object]] = []
    form.value_edited.connect(lambda *edit: told.append(edit))
    type_into(qtbot, form.row(name).editor, text)
    assert told == []
    assert form.values() == before
    assert declared(config)[name].label in form.errors()[name]
    assert form.row(name).error.isVisibleTo(form)
    assert form.row(name).editor.control.property("invalid") is True


def test_a_good_number_takes_the_complaint_away(qtbot: QtBot, make_form: MakeForm) -> None:
    form = make_form(ModelConfig)
    type_into(qtbot, form.row("hidden_size").editor, "many")
    assert "hidden_size" in form.errors()
    type_into(qtbot, form.row("hidden_size").editor, "77")
    assert form.errors() == {}
    assert form.values()["hidden_size"] == 77


def test_typing_the_old_number_again_takes_the_complaint_away(
    qtbot: QtBot, make_form: MakeForm
) -> None:
    form = make_form(ModelConfig)
    type_into(qtbot, form.row("hidden_size").editor, "many")
    type_into(qtbot, form.row("hidden_size").editor, "384")
    assert form.errors() == {}


@pytest.mark.parametrize("config", CLASSES)
def test_a_form_begins_with_the_defaults(make_form: MakeForm, config: type) -> None:
    assert make_form(config).values() == {n: d.default for n, d in declared(config).items()}


@pytest.mark.parametrize(("config", "name"), EVERY)
def test_a_value_that_is_set_is_shown_and_not_told(
    make_form: MakeForm, config: type, name: str
) -> None:
    form = make_form(config)
    told: list[object] = []
    form.value_edited.connect(lambda *edit: told.append(edit))
    declaration = declared(config)[name]
    for value in [*declaration.choices, *map(declaration.kind, declaration.suggestions)]:
        form.set_values({name: value})
        assert form.values()[name] == value
    assert told == []


@pytest.mark.parametrize(("config", "name"), EVERY)
def test_every_control_says_what_it_is_for(make_form: MakeForm, config: type, name: str) -> None:
    form = make_form(config)
    row, declaration = form.row(name), declared(config)[name]
    assert row.editor.control.accessibleName() == declaration.label
    assert row.label.text() == declaration.label
    for word in declaration.help.split()[:3]:
        assert word.strip("<>&") in row.label.toolTip()
    assert "training" in row.label.toolTip() or "restarts the run" in row.label.toolTip()


def test_a_choice_from_the_list_is_told(qtbot: QtBot, make_form: MakeForm) -> None:
    form = make_form(TrainingConfig)
    combo = form.row("learning_rate").editor.findChild(QComboBox)
    assert combo is not None
    with qtbot.waitSignal(form.value_edited) as told:
        combo.activated.emit(combo.findText("0.001"))
    assert told.args == ["learning_rate", 0.001]


@pytest.mark.parametrize(("key", "expected"), [(Qt.Key.Key_Up, 512), (Qt.Key.Key_Down, 256)])
def test_arrow_keys_go_to_the_next_suggestion(
    qtbot: QtBot, make_form: MakeForm, key: Qt.Key, expected: int
) -> None:
    form = make_form(ModelConfig)
    editor = form.row("hidden_size").editor
    assert isinstance(editor, NumberEditor)
    qtbot.keyClick(editor.line, key)
    assert form.values()["hidden_size"] == expected


def test_from_a_number_of_ones_own_the_arrow_goes_to_the_nearest_suggestion(
    qtbot: QtBot, make_form: MakeForm
) -> None:
    form = make_form(ModelConfig)
    form.set_values({"hidden_size": 100})
    editor = form.row("hidden_size").editor
    assert isinstance(editor, NumberEditor)
    qtbot.keyClick(editor.line, Qt.Key.Key_Up)
    assert form.values()["hidden_size"] == 128


def test_a_complaint_from_outside_is_shown_and_taken_away(make_form: MakeForm) -> None:
    form = make_form(ModelConfig)
    form.show_error("tie_weights", "Untie them.")
    assert form.errors() == {"tie_weights": "Untie them."}
    form.clear_errors()
    assert form.errors() == {}


def test_a_complaint_about_a_setting_elsewhere_is_left_alone(make_form: MakeForm) -> None:
    form = make_form(ModelConfig)
    form.show_error("learning_rate", "Too high.")
    assert form.errors() == {}


def test_while_training_only_live_settings_can_change(make_form: MakeForm) -> None:
    form = make_form(TrainingConfig)
    form.set_training(True)
    for name, declaration in declared(TrainingConfig).items():
        assert form.row(name).editor.isEnabled() is (declaration.live)
    assert "while a run trains" in form.row("batch_size").editor.toolTip()
    form.set_training(False)
    assert form.row("batch_size").editor.isEnabled()
    assert "while a run trains" not in form.row("batch_size").editor.toolTip()


def test_a_setting_without_effect_is_grey_and_says_when_it_has_one(
    qtbot: QtBot, make_form: MakeForm
) -> None:
    form = make_form(ModelConfig)
    assert form.row("forget_bias").editor.isEnabled()
    form.set_values({"cell": "gru"})
    assert not form.row("forget_bias").editor.isEnabled()
    assert "Cell: LSTM" in form.row("forget_bias").editor.toolTip()


def test_the_spectral_radius_needs_a_plain_rnn_with_a_reservoir(make_form: MakeForm) -> None:
    form = make_form(ModelConfig)
    editor = form.row("spectral_radius").editor
    form.set_values({"cell": "rnn-tanh"})
    assert not editor.isEnabled()
    assert "Cell: RNN, tanh, Echo state network: on" in editor.toolTip()
    form.set_values({"reservoir": True})
    assert editor.isEnabled()
    form.set_values({"cell": "lstm"})
    assert not editor.isEnabled()
    assert not form.row("reservoir").editor.isEnabled()


def test_an_edit_of_one_setting_frees_those_that_depend_on_it(
    qtbot: QtBot, make_form: MakeForm
) -> None:
    form = make_form(NgramConfig)
    assert not form.row("delta").editor.isEnabled()
    editor = form.row("smoothing").editor
    assert isinstance(editor, ComboEditor)
    while editor.value() != "add-delta":
        qtbot.keyClick(editor.combo, Qt.Key.Key_Down)
    assert form.row("delta").editor.isEnabled()


def test_a_part_of_a_form_depends_on_settings_elsewhere(qtbot: QtBot, look: Look) -> None:
    form = SettingsForm(look, {"forget_bias": declared(ModelConfig)["forget_bias"]})
    qtbot.addWidget(form)
    assert form.row("forget_bias").editor.isEnabled()
    form.set_values({"cell": "gru"})
    assert not form.row("forget_bias").editor.isEnabled()
    assert "Has an effect only with Cell: LSTM." in form.row("forget_bias").editor.toolTip()
    form.set_values({"cell": "lstm"})
    assert form.row("forget_bias").editor.isEnabled()


@pytest.mark.parametrize("config", CLASSES)
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5])
def test_a_form_fits_into_a_narrow_panel(
    qtbot: QtBot, qapp: QApplication, make_form: MakeForm, look: Look, config: type, scale: float
) -> None:
    look.set_scale(scale)
    form = make_form(config)
    form.setFont(look.font())
    width = look.px(240 - 2 * 12)
    form.resize(width, 900)
    form.show()
    qapp.processEvents()
    assert form.width() == width
    for name in declared(config):
        for widget in (form.row(name).label, form.row(name).editor, form.row(name).editor.control):
            left = widget.mapTo(form, widget.rect().topLeft()).x()
            assert left >= 0
            assert left + widget.width() <= width


def test_in_a_wide_panel_the_editors_stand_in_one_column(
    qtbot: QtBot, qapp: QApplication, make_form: MakeForm
) -> None:
    form = make_form(TrainingConfig)
    form.resize(420, 900)
    form.show()
    qapp.processEvents()
    editors: list[QWidget] = [form.row(name).editor for name in declared(TrainingConfig)]
    assert len({editor.mapTo(form, editor.rect().topLeft()).x() for editor in editors}) == 1


def test_a_unit_stands_after_its_number_where_there_is_room(
    qtbot: QtBot, qapp: QApplication, make_form: MakeForm
) -> None:
    form = make_form(TrainingConfig)
    form.resize(420, 900)
    form.show()
    qapp.processEvents()
    editor = form.row("sequence_length").editor
    assert isinstance(editor, NumberEditor)
    unit = editor.line.findChild(QWidget)
    assert unit is not None
    assert unit.isVisible()
    editor.line.resize(30, editor.line.height())
    assert not unit.isVisible()


def test_a_word_has_no_unit(qtbot: QtBot, qapp: QApplication, make_form: MakeForm) -> None:
    form = make_form(TrainingConfig)
    form.resize(420, 900)
    form.show()
    qapp.processEvents()
    editor = form.row("steps").editor
    assert isinstance(editor, NumberEditor)
    assert editor.line.text() == "by epochs"
    unit = editor.line.findChild(QWidget)
    assert unit is not None
    assert not unit.isVisible()


def test_the_wheel_scrolls_the_panel_and_not_the_value(
    qtbot: QtBot, qapp: QApplication, make_form: MakeForm
) -> None:
    form = make_form(TrainingConfig)
    combo = form.row("optimizer").editor.findChild(QComboBox)
    assert combo is not None
    centre = combo.rect().center().toPointF()
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(centre, centre, centre.toPoint(), centre.toPoint(), *none, False)
    qapp.sendEvent(combo, event)
    assert form.values()["optimizer"] == "adam"
    assert not event.isAccepted()


def test_the_dots_of_choices_follow_the_theme(make_form: MakeForm, look: Look) -> None:
    form = make_form(ModelConfig)
    cells = declared(ModelConfig)["cell"].choices
    form.color_choices("cell", {cell: cell_color(cell) for cell in cells})
    editor = form.row("cell").editor
    assert isinstance(editor, ComboEditor)

    def middle() -> str:
        image = editor.combo.itemIcon(editor.combo.findData("lstm")).pixmap(16, 16).toImage()
        return image.pixelColor(image.rect().center()).name()

    assert middle() == look.color("run:lstm:0").name()
    look.set_theme("dark")
    assert middle() == look.color("run:lstm:0").name()


def test_a_form_without_settings_is_empty(qtbot: QtBot, look: Look) -> None:
    form = SettingsForm(look, {})
    qtbot.addWidget(form)
    assert form.values() == {}


def test_help_with_angle_brackets_is_shown_as_written(make_form: MakeForm) -> None:
    form = make_form(TextConfig)
    assert "&lt;unk&gt;" in form.row("minimum_count").label.toolTip()


def test_tab_walks_through_the_form_in_its_order(
    qtbot: QtBot, qapp: QApplication, make_form: MakeForm
) -> None:
    form = make_form(TextConfig)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    usable = [n for n in declared(TextConfig) if form.row(n).editor.isEnabled()]
    visited = []
    for _ in range(2 * len(usable)):
        focused = qapp.focusWidget()
        assert focused is not None
        visited += [n for n in usable if form.row(n).editor.isAncestorOf(focused)]
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    order = list(dict.fromkeys(visited))
    first = usable.index(order[0])
    assert order == usable[first:] + usable[:first]
