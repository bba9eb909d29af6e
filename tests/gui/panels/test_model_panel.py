"""The form of the model, and what it says of the number of parameters."""

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import RunConfig
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panels.model_panel import ModelPanel
from rnnlab.text import build_corpus, source_from_text

TEXT = "abcdefghi " * 200  # ten kinds of characters


@pytest.fixture
def panel(qtbot: QtBot, look: Look, instrument: Instrument) -> ModelPanel:
    source = source_from_text(TEXT, "Letters")
    instrument.texts.open_corpus(source, build_corpus(source, RunConfig().text))
    made = ModelPanel(look, instrument.runs, instrument.texts)
    qtbot.addWidget(made)
    return made


def choose(instrument: Instrument, **values: object) -> None:
    for name, value in values.items():
        instrument.runs.set_setting(name, value)


def test_the_number_of_parameters_follows_the_settings(
    panel: ModelPanel, instrument: Instrument
) -> None:
    tokens = len(instrument.texts.corpus.vocabulary)
    choose(instrument, cell="rnn-tanh", hidden_size=8, embedding_size=4)
    count = tokens * 4 + 8 * (4 + 8 + 2) + tokens * 8 + tokens
    assert panel.parameters.text() == f"{count} parameters with this text’s {tokens} tokens"


def test_of_an_echo_state_network_it_says_how_many_learn(
    panel: ModelPanel, instrument: Instrument
) -> None:
    tokens = len(instrument.texts.corpus.vocabulary)
    choose(instrument, cell="rnn-tanh", hidden_size=8, embedding_size=4, reservoir=True)
    learnt = tokens * 8 + tokens
    assert panel.parameters.text().endswith(f"; {learnt} of them learn, the others stay as drawn")
    choose(instrument, cell="lstm")
    assert "learn" not in panel.parameters.text()


def test_every_setting_of_the_model_is_in_the_form_once(panel: ModelPanel) -> None:
    names = [name for form in panel.forms() for name in form.values()]
    assert sorted(names) == sorted(RunConfig().to_dict()["model"])


def test_a_reservoir_with_tied_weights_is_refused_where_the_hand_is(
    panel: ModelPanel, instrument: Instrument
) -> None:
    choose(instrument, cell="rnn-tanh", hidden_size=8)
    choose(instrument, embedding_size=8)
    choose(instrument, tie_weights=True)
    form = panel.form_with("reservoir")
    form.value_edited.emit("reservoir", True)
    assert "untie them or turn the echo state network off" in form.errors()["reservoir"]
    assert not instrument.runs.settings.model.reservoir


@pytest.mark.parametrize("cell", ["window", "average"])
def test_a_network_without_recurrence_of_two_layers_is_refused_where_the_hand_is(
    panel: ModelPanel, instrument: Instrument, cell: str
) -> None:
    choose(instrument, cell="lstm", layers=2)
    form = panel.form_with("cell")
    form.value_edited.emit("cell", cell)
    assert "set the layers to 1" in form.errors()["cell"]
    assert instrument.runs.settings.model.cell == "lstm"


def test_the_window_can_be_set_where_there_is_one(
    panel: ModelPanel, instrument: Instrument
) -> None:
    for cell in ("lstm", "window", "average"):
        choose(instrument, cell=cell)
        assert panel.form_with("window").row("window").editor.isEnabled() == (cell == "window")
