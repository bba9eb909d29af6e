"""Desks with a small run that has been trained, for panes that show what is inside."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.text.grammar import cats_and_clauses

_PATIENCE = 20_000


@pytest.fixture
def kit(qtbot: QtBot) -> Iterator[Instrument]:
    """Desks that poll, with a short text open and a small LSTM chosen."""
    instrument = Instrument()
    instrument.poller.start()
    with qtbot.waitSignal(instrument.texts.corpus_changed, timeout=_PATIENCE):
        instrument.texts.open_pasted(cats_and_clauses(size=20_000))
    for name, value in (
        ("cell", "lstm"),
        ("hidden_size", 8),
        ("embedding_size", 4),
        ("batch_size", 4),
        ("sequence_length", 16),
        ("steps", 40),
    ):
        instrument.runs.set_setting(name, value)
    yield instrument
    instrument.shut_down()
    instrument.deleteLater()


@pytest.fixture
def trained(kit: Instrument, qtbot: QtBot) -> Run:
    """The small run, trained to its end."""
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(
        lambda: run.status is Status.FINISHED and run.history.last_probe is not None,
        timeout=_PATIENCE,
    )
    return run
