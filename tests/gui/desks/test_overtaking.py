"""The moment at which a network passes an n-gram model."""

import math

from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.instrument import Instrument
from rnnlab.training.records import ValidationRecord

PATIENCE = 20_000


def paused_run(kit: Instrument, qtbot: QtBot) -> Run:
    kit.runs.step_once()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.PAUSED and run.step == 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: len(kit.ngrams.perplexities) == 6, timeout=PATIENCE)
    kit.ngrams.perplexities.update({1: 20.0, 2: 10.0, 3: 5.0, 4: 4.0, 5: 3.0, 6: 2.0})
    return run


def measured(runs: RunDesk, run: Run, perplexity: float) -> None:
    run.history.add(ValidationRecord(run.step, 64, math.log(perplexity)))
    runs.records_arrived.emit({run.key})


def test_each_order_is_told_once(small: Instrument, qtbot: QtBot) -> None:
    run = paused_run(small, qtbot)
    told: list[int] = []
    small.overtaking.passed.connect(told.append)
    for perplexity in (25.0, 9.0, 9.5, 11.0, 8.0, 4.5):
        measured(small.runs, run, perplexity)
    assert len(told) == 2
    assert "beats the 3-gram (5.00)" in small.overtaking.standing(run)


def test_nothing_is_beaten_above_the_unigram(small: Instrument, qtbot: QtBot) -> None:
    run = paused_run(small, qtbot)
    measured(small.runs, run, 25.0)
    assert small.overtaking.standing(run) == f"{run.name}: 25.00"


def test_since_when_is_the_first_measurement_below_the_line(
    small: Instrument, qtbot: QtBot
) -> None:
    run = paused_run(small, qtbot)
    small.ngrams.perplexities.clear()  # the models come late, after the network has passed
    for step, perplexity in ((100, 12.0), (200, 9.0), (300, 8.0)):
        run.history.add(ValidationRecord(step, step * 1_000, math.log(perplexity)))
    small.ngrams.perplexities.update({1: 20.0, 2: 10.0, 3: 5.0})
    small.runs.records_arrived.emit({run.key})
    assert "beats the 2-gram (10.00) since 200k characters" in small.overtaking.standing(run)
