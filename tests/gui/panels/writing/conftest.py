"""The whole writing dock, with a run that nobody trains."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing_panel import WritingPanel


@pytest.fixture
def panel(qtbot: QtBot, look: Look, instrument: Instrument) -> WritingPanel:
    """The dock, shown."""
    made = WritingPanel(
        look,
        instrument.background,
        instrument.runs,
        instrument.ngrams,
        instrument.room,
        instrument.texts,
        instrument.poller,
    )
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


@pytest.fixture
def run(panel: WritingPanel, add_run: Callable[..., Run]) -> Run:
    """A small run in front, untrained; texts of 60 tokens."""
    panel.controls.numbers["length"].set_value(60)
    return add_run("LSTM 8")
