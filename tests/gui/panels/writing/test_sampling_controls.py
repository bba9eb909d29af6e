import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from rnnlab.config import SamplingConfig
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.sampling_controls import SamplingControls


@pytest.fixture
def controls(qtbot: QtBot, look: Look) -> SamplingControls:
    made = SamplingControls(look)
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show()
    return made


def test_at_the_start_they_are_the_defaults(controls: SamplingControls) -> None:
    assert controls.config() == SamplingConfig()


def test_every_control_reaches_the_choices(controls: SamplingControls) -> None:
    controls.temperature.slider.setValue(0)
    controls.greedy.setChecked(True)
    controls.reject_unknown.setChecked(False)
    wanted = {"length": 200, "seed": 7, "top_k": 5, "top_p": 0.9}
    for name, value in wanted.items():
        controls.numbers[name].set_value(value)
    assert controls.config() == SamplingConfig(
        temperature=0.1, greedy=True, reject_unknown=False, length=200, seed=7, top_k=5, top_p=0.9
    )


def test_the_dice_take_another_seed(controls: SamplingControls, qtbot: QtBot) -> None:
    controls.more.set_open(True)
    with qtbot.waitSignal(controls.changed):
        qtbot.mouseClick(controls.dice, Qt.MouseButton.LeftButton)
    assert controls.config().seed != SamplingConfig().seed


def test_the_heading_says_what_is_under_it(controls: SamplingControls) -> None:
    controls.set_unit("characters")
    controls.numbers["top_k"].set_value(5)
    controls.numbers["top_k"].edited.emit(5)
    assert controls.more.heading.toolTip() == "top k 5 · 1,000 characters · seed 1"


def test_without_room_the_heading_is_cut(controls: SamplingControls) -> None:
    controls.resize(220, 200)
    assert controls.more.heading.text().endswith("…")
    assert controls.more.heading.toolTip() == "1,000 tokens · seed 1"


def test_greedy_needs_no_temperature(controls: SamplingControls) -> None:
    controls.greedy.setChecked(True)
    assert not controls.temperature.isEnabled()
    assert controls.numbers["length"].isEnabled()


def test_a_number_that_cannot_be_used_is_told(controls: SamplingControls, qtbot: QtBot) -> None:
    line = controls.numbers["seed"].findChild(QLineEdit)
    assert line is not None
    line.setText("many")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert controls.error.isVisible()
    assert controls.error.text() == "Seed must be a whole number, not “many”."


def test_the_choice_about_unknown_words_is_there_only_with_such_a_token(
    controls: SamplingControls,
) -> None:
    controls.more.set_open(True)
    seen = []
    for is_token in (False, True):
        controls.offer_unknown(is_token)
        seen.append(controls.reject_unknown.isVisible())
    assert seen == [False, True]


@pytest.mark.parametrize(("scale", "width"), [(1.0, 360), (1.5, 307), (2.0, 340)])
def test_the_slider_of_the_temperature_can_be_moved_at_any_size(
    qtbot: QtBot, scale: float, width: int
) -> None:
    look = Look("light", scale)
    made = SamplingControls(look)
    qtbot.addWidget(made)
    made.setFont(look.font())
    made.resize(width, 200)
    made.show()
    assert made.temperature.slider.width() >= 40 * scale
