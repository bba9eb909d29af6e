"""The strips of tokens with real pointers over them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.connectivity_pane import ConnectivityPane
from rnnlab.gui.panes.token_strip import TokenStrip

PATIENCE = 20_000


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument, trained: Run) -> ConnectivityPane:
    made = ConnectivityPane(look, kit.connections, kit.watching, kit.poller)
    qtbot.addWidget(made)
    made.resize(420, 360)
    made.show()
    qtbot.waitUntil(lambda: trained.key in made.strips, timeout=PATIENCE)
    return made


def place(strip: TokenStrip, token: int) -> QPoint:
    return strip.cell(token).center().toPoint()


def test_pointing_at_a_token_colours_those_before_it(
    pane: ConnectivityPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    strip = pane.strips[trained.key].strip
    qtbot.mouseMove(strip, place(strip, 12))
    qtbot.waitUntil(
        lambda: any(abs(strip.ground(index)) == 1.0 for index in range(12)), timeout=PATIENCE
    )
    assert strip.ground(12) == 0.0
    assert "p(" in pane.strips[trained.key].title.text()
    assert np.isfinite(kit.connections.effects[trained.key].moved).all()


def test_a_clicked_token_stays_when_the_pointer_goes_on(
    pane: ConnectivityPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    strip = pane.strips[trained.key].strip
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place(strip, 8))
    strip.hovered.emit(-1)
    assert kit.connections.token == 8
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place(strip, 8))
    strip.hovered.emit(-1)
    assert kit.connections.token is None


def test_arrows_choose_a_token(
    pane: ConnectivityPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    strip = pane.strips[trained.key].strip
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    ids = kit.watching.ids
    assert ids is not None
    assert kit.connections.token == len(ids) - 1


def test_a_hidden_run_has_no_strip(
    pane: ConnectivityPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    kit.runs.set_visible(trained.key, False)
    qtbot.waitUntil(lambda: trained.key not in pane.strips, timeout=PATIENCE)


def test_another_text_is_shown_in_the_strips(
    pane: ConnectivityPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    kit.watching.set_text("The cat was full.")
    strip = pane.strips[trained.key].strip
    qtbot.waitUntil(lambda: strip.tokens() == [*"The␣cat␣was␣full."], timeout=PATIENCE)
