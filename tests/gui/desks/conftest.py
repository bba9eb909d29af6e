from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.instrument import Instrument
from rnnlab.text import source_from_text
from rnnlab.text.grammar import cats_and_clauses


@pytest.fixture
def kit(qtbot: QtBot) -> Iterator[Instrument]:
    """Desks without a window, polling."""
    instrument = Instrument()
    instrument.poller.start()
    yield instrument
    instrument.shut_down()
    instrument.deleteLater()


@pytest.fixture
def small(kit: Instrument, qtbot: QtBot) -> Instrument:
    """Desks with a short text open and a small model chosen."""
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=20_000):
        kit.texts.open_pasted(source_from_text(cats_and_clauses(size=20_000), "x").text)
    for name, value in (
        ("hidden_size", 8),
        ("embedding_size", 4),
        ("batch_size", 4),
        ("sequence_length", 16),
        ("steps", 40),
    ):
        kit.runs.set_setting(name, value)
    return kit
