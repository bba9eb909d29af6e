"""Which earlier tokens moved a prediction."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.probes.connectivity import gradient_times_input, occlusion
from rnnlab.probes.reading import read_text

PATIENCE = 20_000


@pytest.fixture
def trained(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    return run


@pytest.mark.parametrize("method", ["gradient", "occlusion"])
def test_effects_are_those_of_the_probes(
    small: Instrument, trained: Run, qtbot: QtBot, method: str
) -> None:
    desk = small.connections
    desk.wake(True)
    desk.set_method(method)
    desk.ask(20)
    qtbot.waitUntil(lambda: trained.key in desk.effects, timeout=PATIENCE)
    trainer, ids = trained.trainer(), small.watching.ids
    assert trainer is not None
    assert ids is not None
    reading = read_text(trainer.model, ids)
    gradient = method == "gradient"
    expected = gradient_times_input(reading, 19) if gradient else occlusion(reading, 19).gain
    np.testing.assert_allclose(desk.effects[trained.key].moved, expected, rtol=1e-9)


def test_a_run_in_training_answers_from_a_copy(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 1_000_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    desk = small.connections
    qtbot.waitUntil(lambda: run.step > 5, timeout=PATIENCE)
    desk.wake(True)
    desk.ask(9)
    qtbot.waitUntil(lambda: run.key in desk.effects, timeout=PATIENCE)
    assert run.status is Status.TRAINING
    assert desk.effects[run.key].step > 0
    assert len(desk.effects[run.key].moved) == 9


def test_of_many_wishes_the_newest_is_answered(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    desk = small.connections
    desk.wake(True)
    for token in range(1, 40):
        desk.ask(token)
    qtbot.waitUntil(lambda: trained.key in desk.effects, timeout=PATIENCE)
    assert desk.effects[trained.key].token == 39


@pytest.mark.parametrize("token", [0, -1, 10_000])
def test_a_token_that_nothing_precedes_or_outside_the_text_is_not_asked_about(
    small: Instrument, trained: Run, token: int
) -> None:
    small.connections.ask(token)
    assert small.connections.token is None


def test_a_removed_run_is_forgotten(small: Instrument, trained: Run, qtbot: QtBot) -> None:
    desk = small.connections
    desk.wake(True)
    desk.ask(5)
    small.runs.remove(trained.key)
    assert not desk.effects
    assert not desk.shown_runs()


def test_nothing_is_read_while_nobody_looks(small: Instrument, trained: Run, qtbot: QtBot) -> None:
    small.connections.ask(5)
    qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert not small.connections.effects
