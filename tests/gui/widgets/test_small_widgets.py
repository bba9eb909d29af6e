"""The small parts: what they show, what they tell, what the keyboard does."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.widgets import (
    Card,
    DockTitleBar,
    ElidedLabel,
    EmptyState,
    HelpButton,
    IconButton,
    LogSlider,
    Notice,
    NumberLabel,
    Popover,
    Section,
    SegmentedControl,
    Switch,
    dot_icon,
    make_button,
    make_label,
)
from rnnlab.gui.widgets.notice import NoticeKind

LEFT = Qt.MouseButton.LeftButton


# -- a row of alternatives ---------------------------------------------------------------


def test_the_first_segment_is_chosen_at_the_start(qtbot: QtBot) -> None:
    control = SegmentedControl({"char": "Characters", "word": "Words"})
    qtbot.addWidget(control)
    assert control.value() == "char"


def test_a_click_on_a_segment_tells_its_key(qtbot: QtBot) -> None:
    control = SegmentedControl({"char": "Characters", "word": "Words"})
    qtbot.addWidget(control)
    with qtbot.waitSignal(control.chosen) as told:
        qtbot.mouseClick(control.button("word"), LEFT)
    assert told.args == ["word"]
    assert control.value() == "word"


def test_a_segment_chosen_by_program_is_not_told(qtbot: QtBot) -> None:
    control = SegmentedControl({"char": "Characters", "word": "Words"})
    qtbot.addWidget(control)
    with qtbot.assertNotEmitted(control.chosen):
        control.set_value("word")
    assert control.value() == "word"


def test_arrow_keys_move_between_segments_and_tell_it(qtbot: QtBot) -> None:
    control = SegmentedControl({"a": "One", "b": "Two", "c": "Three"})
    qtbot.addWidget(control)
    with qtbot.waitActive(control):
        control.show()
        control.activateWindow()
    control.button("a").setFocus()
    with qtbot.waitSignal(control.chosen) as told:
        qtbot.keyClick(control.button("a"), Qt.Key.Key_Right)
    assert told.args == ["b"]


# -- a switch ------------------------------------------------------------------------------


def test_space_turns_a_switch(qtbot: QtBot, look: Look) -> None:
    switch = Switch(look, "Carry state")
    qtbot.addWidget(switch)
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_and_off_look_different(qtbot: QtBot, look: Look, theme: str) -> None:
    look.set_theme(theme)
    switch = Switch(look, "Carry state")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    off = switch.grab().toImage()
    switch.setChecked(True)
    assert switch.grab().toImage() != off
    image = switch.grab().toImage()
    assert image.pixelColor(10, image.height() // 2) == look.color("accent")


# -- a logarithmic slider ------------------------------------------------------------------


@pytest.fixture
def slider(qtbot: QtBot, look: Look) -> LogSlider:
    made = LogSlider(look, 0.1, 3.0, 1.0, "Temperature")
    qtbot.addWidget(made)
    return made


def test_equal_distances_are_equal_factors(slider: LogSlider) -> None:
    slider.slider.setValue(0)
    low = slider.value()
    slider.slider.setValue(150)
    middle = slider.value()
    slider.slider.setValue(300)
    high = slider.value()
    assert (low, high) == (0.1, 3.0)
    assert middle**2 == pytest.approx(low * high, rel=0.05)


def test_a_value_is_kept_exactly_and_not_told(qtbot: QtBot, slider: LogSlider) -> None:
    with qtbot.assertNotEmitted(slider.value_changed):
        slider.set_value(0.777)
    assert slider.value() == 0.777


@pytest.mark.parametrize(("value", "kept"), [(0.001, 0.1), (50.0, 3.0)])
def test_a_value_is_brought_into_the_range(slider: LogSlider, value: float, kept: float) -> None:
    slider.set_value(value)
    assert slider.value() == kept


def test_the_hand_sets_two_digits_and_they_are_told(qtbot: QtBot, slider: LogSlider) -> None:
    with qtbot.waitSignal(slider.value_changed) as told:
        qtbot.keyClick(slider.slider, Qt.Key.Key_PageDown)
    assert told.args == [slider.value()]
    assert slider.value() == float(f"{slider.value():.2g}")
    assert slider.readout.text() == f"{slider.value():.2f}"


def test_a_double_click_brings_the_start_back(qtbot: QtBot, slider: LogSlider) -> None:
    slider.slider.setValue(10)
    qtbot.mouseDClick(slider.slider, LEFT, pos=QPoint(2, 2))
    assert slider.value() == 1.0


def test_a_slider_has_a_name(slider: LogSlider) -> None:
    assert slider.slider.accessibleName() == "Temperature"


# -- labels --------------------------------------------------------------------------------


def test_a_cut_line_has_itself_as_tooltip(qtbot: QtBot, qapp: QApplication) -> None:
    label = ElidedLabel("a line that is far too long for its place")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    qapp.processEvents()
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    qapp.processEvents()
    assert label.toolTip() == ""


def test_a_cut_line_is_drawn(qtbot: QtBot) -> None:
    label = ElidedLabel("a line that is far too long for its place")
    qtbot.addWidget(label)
    label.resize(60, 20)
    image = label.grab().toImage()
    assert len({image.pixel(x, y) for x in range(60) for y in range(20)}) > 2


def test_a_number_does_not_push_its_neighbours(qtbot: QtBot) -> None:
    label = NumberLabel()
    qtbot.addWidget(label)
    label.set_text("1,234,567")
    wide = label.minimumWidth()
    label.set_text("1")
    assert label.minimumWidth() == wide
    label.forget_width()
    assert label.minimumWidth() == 0


def test_words_with_brackets_are_shown_as_they_are(qtbot: QtBot) -> None:
    label = make_label("Tokens become <unk>.")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


# -- buttons and explanations ----------------------------------------------------------------


def test_a_button_with_an_icon_has_words(qtbot: QtBot, look: Look) -> None:
    button = IconButton(look, "play", "Train")
    qtbot.addWidget(button)
    assert (button.toolTip(), button.accessibleName()) == ("Train", "Train")
    assert button.iconSize().width() == 16
    look.set_scale(2.0)
    assert button.iconSize().width() == 32


def test_only_the_primary_button_stands_out(qtbot: QtBot) -> None:
    buttons = [make_button("Train", "play", primary=True), make_button("Open")]
    for button in buttons:
        qtbot.addWidget(button)
    assert [button.property("primary") for button in buttons] == [True, False]


def test_a_question_mark_opens_its_explanation_inside_the_screen(
    qtbot: QtBot, qapp: QApplication, look: Look
) -> None:
    button = HelpButton(look, "Loss", "The mean of −log <i>p</i>.")
    qtbot.addWidget(button)
    button.show()
    popover = button.open()
    assert popover.isVisible()
    assert "−log" in popover.text.text()
    assert button.screen().availableGeometry().contains(popover.frameGeometry())
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    qapp.processEvents()
    assert button.findChildren(Popover) == []


def test_a_click_opens_the_explanation(qtbot: QtBot, look: Look) -> None:
    button = HelpButton(look, "Loss", "The mean.")
    qtbot.addWidget(button)
    button.show()
    qtbot.mouseClick(button, LEFT)
    popover = button.findChild(Popover)
    assert isinstance(popover, Popover)
    popover.close()


def test_without_an_explanation_there_is_no_question_mark(qtbot: QtBot, look: Look) -> None:
    button = HelpButton(look, "Loss", "")
    qtbot.addWidget(button)
    assert button.isHidden()
    button.set_explanation("Now there is one.")
    assert not button.isHidden()


# -- containers ------------------------------------------------------------------------------


def test_a_card_holds_title_actions_and_content(qtbot: QtBot, look: Look) -> None:
    card = Card(look, "Gates", "What opens and closes.")
    qtbot.addWidget(card)
    content, action = QLabel("content"), QLabel("action")
    card.set_content(content)
    card.add_action(action)
    assert card.isAncestorOf(content)
    assert card.isAncestorOf(action)
    assert card.accessibleName() == "Gates"
    card.set_title("More gates")
    assert card.accessibleName() == "More gates"


def test_a_section_opens_with_its_heading(qtbot: QtBot, look: Look) -> None:
    content = QLabel("content")
    section = Section(look, "More settings", content)
    qtbot.addWidget(section)
    section.show()
    assert not content.isVisible()
    qtbot.mouseClick(section.heading, LEFT)
    assert content.isVisible()
    qtbot.keyClick(section.heading, Qt.Key.Key_Space)
    assert not content.isVisible()
    assert not section.is_open()


@pytest.mark.parametrize("kind", ["info", "warning", "error"])
def test_a_notice_says_its_sentence_and_offers_its_remedy(
    qtbot: QtBot, look: Look, kind: NoticeKind
) -> None:
    notice = Notice(look, kind, "The gradient norm was 412 at step 88.", "Clip at 1")
    qtbot.addWidget(notice)
    notice.show()
    assert "412" in notice.text()
    assert notice.accessibleName().startswith(kind)
    with qtbot.waitSignal(notice.action_triggered):
        qtbot.mouseClick(notice.button, LEFT)


def test_a_notice_goes_when_it_is_dismissed(qtbot: QtBot, look: Look) -> None:
    notice = Notice(look, "info", "Read with the encoding cp1252.")
    qtbot.addWidget(notice)
    notice.show()
    assert not notice.button.isVisible()
    cross = next(b for b in notice.findChildren(IconButton) if b.accessibleName() == "Dismiss")
    with qtbot.waitSignal(notice.dismissed):
        qtbot.mouseClick(cross, LEFT)
    assert not notice.isVisible()


def test_an_empty_place_says_how_to_fill_it(qtbot: QtBot, look: Look) -> None:
    empty = EmptyState(look, "text", "Open a text to begin.", "Open…")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.triggered):
        qtbot.mouseClick(empty.button, LEFT)
    empty.set_sentence("Still nothing.")
    assert "Still nothing." in [label.text() for label in empty.findChildren(QLabel)]


# -- docks and dots --------------------------------------------------------------------------


def test_the_title_of_a_dock_closes_and_floats_it(
    qtbot: QtBot, qapp: QApplication, look: Look
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = QDockWidget("Gates", window)
    dock.setWidget(QWidget())
    title = DockTitleBar(look, dock)
    dock.setTitleBarWidget(title)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.show()
    qtbot.mouseClick(title.float_button, LEFT)
    assert dock.isFloating()
    qtbot.mouseClick(title.float_button, LEFT)
    assert not dock.isFloating()
    qtbot.mouseClick(title.close_button, LEFT)
    assert not dock.isVisible()


def test_a_dock_that_must_stay_has_no_cross(qtbot: QtBot, look: Look) -> None:
    dock = QDockWidget("Gates")
    qtbot.addWidget(dock)
    title = DockTitleBar(look, dock)
    dock.setTitleBarWidget(title)
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
    assert title.close_button.isHidden()
    assert title.float_button.isHidden()


def test_a_dot_has_the_colour_it_stands_for(qapp: QApplication, look: Look) -> None:
    image = dot_icon(look, "run:gru:0").pixmap(16, 16).toImage()
    assert image.pixelColor(image.rect().center()).name() == "#009e73"
    assert image.pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize(("theme", "scale"), [("light", 2.0), ("dark", 1.0), ("dark", 0.8)])
def test_everything_follows_theme_and_scale(
    qtbot: QtBot, qapp: QApplication, look: Look, theme: str, scale: float
) -> None:
    card = Card(look, "All")
    qtbot.addWidget(card)
    for widget in (
        Switch(look, "Switch"),
        LogSlider(look, 0.1, 3.0, 1.0, "Temperature"),
        Notice(look, "warning", "Careful.", "Mend"),
        EmptyState(look, "network", "Nothing yet."),
        Section(look, "More", QLabel("content"), is_open=True),
    ):
        card.set_content(widget)
    card.show()
    before = card.grab().toImage()
    look.set_theme(theme)
    look.set_scale(scale)
    qapp.processEvents()
    assert card.grab().toImage() != before
