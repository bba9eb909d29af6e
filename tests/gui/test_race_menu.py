"""The menu of races, and the transport that steers them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rnnlab.config.remedies import REMEDIES
from rnnlab.gui.desks.racing import MOST_RACERS, cells_of_one_size
from rnnlab.gui.desks.run import Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.race_menu import CheckMenu, RaceMenu
from rnnlab.gui.transport import Transport
from rnnlab.models.counting import count_parameters
from rnnlab.text.grammar import cats_and_clauses

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def transport(instrument: Instrument, look: Look, qtbot: QtBot) -> Transport:
    made = Transport(instrument.runs, instrument.texts, look)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def menu(transport: Transport) -> RaceMenu:
    return transport.race_menu


@pytest.fixture
def opened(instrument: Instrument, until: Until) -> Instrument:
    """Desks with a text open and a small, long run chosen."""
    instrument.texts.open_pasted(cats_and_clauses(size=20_000))
    until(lambda: instrument.texts.corpus is not None)
    for name, value in (
        ("hidden_size", 8),
        ("embedding_size", 4),
        ("batch_size", 4),
        ("sequence_length", 16),
        ("steps", 100_000),
    ):
        instrument.runs.set_setting(name, value)
    return instrument


def cells(kit: Instrument) -> list[str]:
    return [run.cell for run in kit.runs.runs.values()]


def test_without_a_text_nothing_can_race(menu: RaceMenu) -> None:
    starts = (menu.by_size, menu.by_count, menu.explode, menu.chosen, menu.again)
    assert not any(action.isEnabled() for action in starts)


def test_one_click_races_three_cells_of_one_size(opened: Instrument, menu: RaceMenu) -> None:
    menu.refresh()
    menu.by_size.trigger()
    assert cells(opened) == ["rnn-tanh", "gru", "lstm"]
    assert {run.config.model.hidden_size for run in opened.runs.runs.values()} == {8}


def test_one_click_races_three_cells_of_one_count(opened: Instrument, menu: RaceMenu) -> None:
    opened.runs.set_setting("hidden_size", 32)
    menu.refresh()
    menu.by_count.trigger()
    corpus = opened.texts.corpus
    assert corpus is not None
    size = len(corpus.vocabulary)
    counts = [count_parameters(run.config.model, size) for run in opened.runs.runs.values()]
    assert cells(opened) == ["rnn-tanh", "gru", "lstm"]
    assert max(counts) / min(counts) < 1.1


def test_ticked_remedies_race_against_the_plain_rnn(opened: Instrument, menu: RaceMenu) -> None:
    for action in menu.remedies.values():
        action.setChecked(False)
    menu.remedies["clipping"].setChecked(True)
    menu.remedies["echo-state"].setChecked(True)
    menu.refresh()
    assert menu.chosen.text() == "Race these 2 against the plain RNN"
    menu.chosen.trigger()
    names = [run.name for run in opened.runs.runs.values()]
    assert names == ["Plain RNN", "Clipping", "Echo state network"]


def test_no_more_can_be_ticked_than_may_race(opened: Instrument, menu: RaceMenu) -> None:
    for action in menu.remedies.values():
        action.setChecked(False)
    for remedy in REMEDIES[: MOST_RACERS - 1]:
        menu.remedies[remedy.key].setChecked(True)
    open_to_choice = [key for key, action in menu.remedies.items() if action.isEnabled()]
    assert open_to_choice == [remedy.key for remedy in REMEDIES[: MOST_RACERS - 1]]


def test_with_nothing_ticked_there_is_no_race(opened: Instrument, menu: RaceMenu) -> None:
    for action in menu.remedies.values():
        action.setChecked(False)
    menu.refresh()
    assert not menu.chosen.isEnabled()
    assert menu.chosen.text() == "Tick what shall race"


def test_ticking_by_the_keyboard_leaves_the_menu_open(menu: RaceMenu, qtbot: QtBot) -> None:
    action = menu.remedies["he"]
    remedies = action.parent()
    assert isinstance(remedies, CheckMenu)
    remedies.show()
    remedies.setActiveAction(action)
    qtbot.keyClick(remedies, Qt.Key.Key_Space)
    assert action.isChecked()
    assert remedies.isVisible()
    remedies.hide()


def test_the_settings_of_shown_runs_race_again(opened: Instrument, menu: RaceMenu) -> None:
    opened.runs.race(cells_of_one_size(opened.runs.settings))
    opened.runs.set_visible(next(iter(opened.runs.runs)), False)
    menu.refresh()
    assert menu.again.text() == "The settings of the 2 shown runs again"
    menu.again.trigger()
    assert cells(opened)[3:] == ["gru", "lstm"]


def test_too_many_shown_runs_are_refused_with_a_sentence(
    opened: Instrument, menu: RaceMenu, qtbot: QtBot
) -> None:
    for _ in range(3):
        opened.runs.race(cells_of_one_size(opened.runs.base_settings()))
    menu.refresh()
    with qtbot.waitSignal(menu.problem) as told:
        menu.again.trigger()
    assert told.args is not None
    assert "hide 3 of the 9" in told.args[0]
    assert len(opened.runs.runs) == 9


def test_the_big_button_steers_the_race_and_says_so(
    opened: Instrument, transport: Transport, until: Until
) -> None:
    opened.runs.race(cells_of_one_size(opened.runs.settings))
    runs = list(opened.runs.runs.values())
    assert transport.train_button.text().strip() == "Pause race"
    assert transport.stop_button.toolTip() == "Stop training: all 3 that race (F8)"
    until(lambda: all(run.step for run in runs))
    transport.train_button.click()
    until(lambda: all(run.status is Status.PAUSED for run in runs))
    assert transport.train_button.text().strip() == "Go on with race"
    transport.stop_button.click()
    until(lambda: all(run.status is Status.STOPPED for run in runs))
