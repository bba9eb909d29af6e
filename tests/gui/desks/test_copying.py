"""Copies of whole runs: what is asked for is answered, and never with a torn copy."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.copying import MakeCopy, RunMovedOnError
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument

PATIENCE = 20_000


def begin(kit: Instrument, qtbot: QtBot, **settings: Any) -> Run:
    for name, value in settings.items():
        kit.runs.set_setting(name, value)
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 3, timeout=PATIENCE)
    return run


def test_a_copy_of_a_training_run_has_a_history_up_to_its_own_step(
    small: Instrument, qtbot: QtBot
) -> None:
    run = begin(small, qtbot, steps=1_000_000)
    copies: list[MakeCopy | None] = []
    small.copying.ask(run, "test", copies.append)
    qtbot.waitUntil(lambda: bool(copies), timeout=PATIENCE)
    (make,) = copies
    assert make is not None
    copy = make()
    assert copy.history["training"][-1, 0] == copy.step


def test_a_run_that_is_removed_before_it_can_answer_gives_none(
    small: Instrument, qtbot: QtBot
) -> None:
    run = begin(small, qtbot, steps=1_000_000)
    copies: list[MakeCopy | None] = []
    small.poller.stop()  # so that the answer comes after the removal
    small.copying.ask(run, "test", copies.append)
    small.runs.run_removed.emit(run.key)
    assert copies == [None]
    small.poller.start()


def test_a_run_without_a_step_gives_none_and_saving_it_says_what_to_do(
    small: Instrument, qtbot: QtBot, tmp_path: Any
) -> None:
    run = begin(small, qtbot, steps=40)
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    small.runs.reset()
    copies: list[MakeCopy | None] = []
    small.copying.ask(run, "test", copies.append)
    assert copies == [None]
    with qtbot.waitSignal(small.files.refused, timeout=PATIENCE) as refused:
        small.files.save(run, tmp_path / "a.rnnlab")
    assert "train the model first" in refused.args[0]


def test_a_resting_run_that_goes_on_while_it_is_copied_is_refused_in_a_sentence(
    small: Instrument, qtbot: QtBot
) -> None:
    run = begin(small, qtbot, steps=1_000_000)
    small.runs.stop()
    qtbot.waitUntil(lambda: run.status is Status.STOPPED, timeout=PATIENCE)
    copies: list[MakeCopy | None] = []
    small.copying.ask(run, "test", copies.append)
    (make,) = copies
    assert make is not None
    small.runs.train()
    with pytest.raises(RunMovedOnError, match="save it again"):
        make()
