"""The reach of every run over its training."""

import math

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.reaching import MOST_POINTS, ReachTrack
from rnnlab.gui.desks.run import Status
from rnnlab.gui.instrument import Instrument
from rnnlab.probes.reach import fit_reach

PATIENCE = 20_000


def test_each_look_adds_the_half_life_of_its_loss(small: Instrument, qtbot: QtBot) -> None:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    track, probe = small.reaching.tracks[run.key], run.history.last_probe
    assert probe is not None
    expected = fit_reach([probe.result.hidden_gradient_norm[-1, ::-1]])
    assert track.tokens[-1] == probe.tokens
    assert track.half_lives[-1] == expected.half_life
    small.runs.remove(run.key)
    assert not small.reaching.tracks


def test_a_long_training_keeps_a_bounded_number_of_points() -> None:
    track = ReachTrack()
    for tokens in range(10 * MOST_POINTS):
        track.add(tokens, 2.0)
    assert len(track.tokens) == len(track.half_lives) <= MOST_POINTS
    assert track.tokens[0] == 0
    assert track.tokens[-1] == 10 * MOST_POINTS - 1


@pytest.mark.parametrize("again", [20, 10])
def test_going_back_forgets_what_came_after(again: int) -> None:
    track = ReachTrack()
    for tokens in (10, 20, 30):
        track.add(tokens, 2.0)
    track.add(again, math.inf)
    assert track.tokens == [tokens for tokens in (10,) if tokens < again] + [again]
    assert track.half_lives[-1] == math.inf
