"""Taking back what was set and removed, without the window."""

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.undo import _MOST_REMOVALS
from rnnlab.gui.instrument import Instrument

PATIENCE = 20_000


@pytest.fixture
def fresh(small: Instrument) -> Instrument:
    """Desks where nothing was done yet."""
    small.undoing.stack.clear()
    return small


@pytest.fixture
def trained(fresh: Instrument, qtbot: QtBot) -> Callable[[], Run]:
    """Trains a run to its end."""

    def train() -> Run:
        fresh.runs.train()
        run = fresh.runs.current
        assert run is not None
        qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
        return run

    return train


def _hidden(kit: Instrument) -> int:
    return kit.runs.settings.model.hidden_size


def test_a_setting_goes_back_and_forth(fresh: Instrument) -> None:
    fresh.runs.set_setting("hidden_size", 16)
    assert fresh.undoing.stack.undoText() == "hidden units 8 → 16"
    fresh.undoing.undo()
    assert _hidden(fresh) == 8
    assert not fresh.undoing.stack.canUndo()
    fresh.undoing.redo()
    assert _hidden(fresh) == 16


def test_changes_of_one_setting_in_a_row_are_one(fresh: Instrument) -> None:
    for size in (16, 32, 1_024):
        fresh.runs.set_setting("hidden_size", size)
    assert fresh.undoing.stack.undoText() == "hidden units 8 → 1,024"
    fresh.undoing.undo()
    assert _hidden(fresh) == 8


def test_there_and_back_again_is_nothing(fresh: Instrument) -> None:
    fresh.runs.set_setting("hidden_size", 16)
    fresh.runs.set_setting("hidden_size", 8)
    assert not fresh.undoing.stack.canUndo()


def test_settings_are_taken_back_one_by_one(fresh: Instrument) -> None:
    fresh.runs.set_setting("hidden_size", 16)
    fresh.runs.set_setting("cell", "gru")
    assert fresh.undoing.stack.undoText() == "cell LSTM → GRU"
    fresh.undoing.undo()
    assert (fresh.runs.settings.model.cell, _hidden(fresh)) == ("lstm", 16)
    fresh.undoing.undo()
    assert _hidden(fresh) == 8


def test_what_does_not_fit_any_more_is_said(fresh: Instrument, qtbot: QtBot) -> None:
    fresh.runs.set_setting("train_fraction", 0.5)
    fresh.runs.set_setting("valid_fraction", 0.4)
    fresh.undoing.stack.undo()  # valid 0.05
    fresh.undoing.stack.undo()  # train 0.9
    fresh.undoing.stack.redo()
    fresh.runs.settings = fresh.runs.settings.changed(valid_fraction=0.45)
    with qtbot.waitSignal(fresh.runs.noted):
        fresh.undoing.undo()
    assert fresh.runs.settings.text.train_fraction == 0.5


def test_a_live_setting_reaches_the_run_again(fresh: Instrument, qtbot: QtBot) -> None:
    fresh.runs.set_setting("steps", 100_000)
    fresh.runs.train()
    run = fresh.runs.current
    assert run is not None
    rate = run.config.training.learning_rate
    fresh.runs.set_setting("learning_rate", 0.001)
    fresh.undoing.undo()
    assert run.config.training.learning_rate == rate
    fresh.runs.stop()
    qtbot.waitUntil(lambda: not run.active, timeout=PATIENCE)


def test_a_removed_run_comes_back_with_history_and_weights_and_goes_on(
    fresh: Instrument, trained: Callable[[], Run], qtbot: QtBot
) -> None:
    run = trained()
    weights = run.make_model().torch_weights()
    losses = run.history.training.column("loss").copy()
    fresh.runs.remove(run.key)
    qtbot.waitUntil(lambda: fresh.undoing.stack.undoText() == f"remove “{run.name}”")
    assert not fresh.runs.runs
    fresh.undoing.undo()
    assert fresh.runs.current is run
    np.testing.assert_array_equal(run.history.training.column("loss"), losses)
    for name, weight in run.make_model().torch_weights().items():
        np.testing.assert_array_equal(weight.numpy(), weights[name].numpy())
    fresh.undoing.redo()
    assert not fresh.runs.runs


def test_a_run_in_training_comes_back_at_its_last_step(fresh: Instrument, qtbot: QtBot) -> None:
    fresh.runs.set_setting("steps", 100_000)
    fresh.runs.train()
    run = fresh.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 3, timeout=PATIENCE)
    with qtbot.waitSignal(fresh.runs.noted) as said:
        fresh.runs.remove(run.key)
    assert said.args == [f"“{run.name}” stops and is then removed; Undo brings it back."]
    qtbot.waitUntil(lambda: not fresh.runs.runs, timeout=PATIENCE)
    step = run.step
    fresh.undoing.undo()
    assert (fresh.runs.current, run.status, run.step) == (run, Status.STOPPED, step)
    fresh.runs.train()
    qtbot.waitUntil(lambda: run.step > step, timeout=PATIENCE)
    fresh.runs.stop()
    qtbot.waitUntil(lambda: not run.active, timeout=PATIENCE)


def test_runs_removed_at_one_stroke_come_back_by_one_undo_one_a_turn(
    fresh: Instrument, trained: Callable[[], Run], qtbot: QtBot
) -> None:
    keys = [trained().key, trained().key]
    for key in keys:
        fresh.runs.remove(key)
    fresh.undoing.undo()
    assert sorted(fresh.runs.runs) == keys[:1]
    qtbot.waitUntil(lambda: sorted(fresh.runs.runs) == keys)
    assert not fresh.undoing.stack.canUndo() or "remove" not in fresh.undoing.stack.undoText()


def test_what_is_still_coming_back_can_be_removed_again(
    fresh: Instrument, trained: Callable[[], Run], qtbot: QtBot
) -> None:
    keys = [trained().key, trained().key, trained().key]
    for key in keys:
        fresh.runs.remove(key)
    fresh.undoing.undo()
    fresh.undoing.redo()
    assert not fresh.runs.runs
    fresh.undoing.undo()
    qtbot.waitUntil(lambda: sorted(fresh.runs.runs) == keys)


def test_a_run_brought_back_otherwise_is_not_brought_back_twice(
    fresh: Instrument, trained: Callable[[], Run], qtbot: QtBot
) -> None:
    run = trained()
    fresh.runs.remove(run.key)
    qtbot.waitUntil(fresh.undoing.stack.canUndo)
    fresh.runs.add(run)
    assert not fresh.undoing.stack.canUndo()


def test_only_the_last_removals_keep_their_runs(
    fresh: Instrument, trained: Callable[[], Run], qtbot: QtBot
) -> None:
    run = trained()
    for _ in range(_MOST_REMOVALS + 2):
        copy = Run(fresh.runs.new_key(), run.name, run.config, run.codec, 0, run.corpus, run.source)
        copy.history = run.history
        fresh.runs.add(copy)
        fresh.runs.remove(copy.key)
        fresh.undoing._note_removed()
    kept = [deed for deed in fresh.undoing._removals if deed.runs]
    assert len(kept) == _MOST_REMOVALS
