"""Races of the window, without the window."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import RunConfig, UserError
from rnnlab.config.remedies import REMEDIES
from rnnlab.gui.desks.racing import (
    MOST_RACERS,
    Racer,
    cells_of_one_count,
    cells_of_one_size,
    exploding,
    once_more,
    remedies_against_plain,
)
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.models.counting import count_parameters

PATIENCE = 30_000


def start(kit: Instrument, steps: int = 40) -> list[Run]:
    """Race three cells on the open text."""
    kit.runs.set_setting("steps", steps)
    kit.runs.race(cells_of_one_size(kit.runs.base_settings()))
    return list(kit.runs.runs.values())


def wait_for(qtbot: QtBot, runs: list[Run], status: Status) -> None:
    qtbot.waitUntil(lambda: all(run.status is status for run in runs), timeout=PATIENCE)


def losses(run: Run) -> list[float]:
    return [float(loss) for loss in run.history.training.column("loss")]


def test_one_click_trains_three_cells_to_the_end(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small)
    wait_for(qtbot, runs, Status.FINISHED)
    assert [run.name for run in runs] == ["RNN, tanh 8", "GRU 8", "LSTM 8"]
    assert [run.step for run in runs] == [40] * 3


def test_a_racer_learns_what_the_same_run_learns_alone(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small)
    wait_for(qtbot, runs, Status.FINISHED)
    small.runs.train()
    alone = small.runs.current
    assert alone is not None
    assert alone not in runs
    wait_for(qtbot, [alone], Status.FINISHED)
    assert losses(alone) == losses(runs[2])


def test_the_racer_with_the_present_cell_comes_to_the_front(small: Instrument) -> None:
    small.runs.set_setting("cell", "gru")
    runs = start(small, 100_000)
    assert small.runs.current is runs[1]


def test_pause_and_go_on_act_on_all(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small, 300)
    qtbot.waitUntil(lambda: runs[2].step > 2, timeout=PATIENCE)
    small.runs.pause()
    wait_for(qtbot, runs, Status.PAUSED)
    qtbot.waitUntil(lambda: len({run.step for run in runs}) == 1, timeout=PATIENCE)
    small.runs.train()
    wait_for(qtbot, runs, Status.FINISHED)


def test_one_step_is_one_step_of_each(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small, 100_000)
    small.runs.pause()
    wait_for(qtbot, runs, Status.PAUSED)
    qtbot.waitUntil(lambda: len({run.step for run in runs}) == 1, timeout=PATIENCE)
    before = runs[0].step
    small.runs.step_once()
    qtbot.waitUntil(lambda: [run.step for run in runs] == [before + 1] * 3, timeout=PATIENCE)


def test_stop_acts_on_all_and_all_go_on_together(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small, 200)
    qtbot.waitUntil(lambda: runs[2].step > 2, timeout=PATIENCE)
    small.runs.stop()
    wait_for(qtbot, runs, Status.STOPPED)
    small.runs.train()
    wait_for(qtbot, runs, Status.FINISHED)
    assert [run.step for run in runs] == [200] * 3


def test_train_pressed_right_after_stop_is_not_lost(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small, 100)
    qtbot.waitUntil(lambda: runs[2].step > 2, timeout=PATIENCE)
    small.runs.stop()
    small.runs.train()
    wait_for(qtbot, runs, Status.FINISHED)
    assert len(small.runs.runs) == 3


def test_reset_puts_all_back_and_gives_the_same_course_again(
    small: Instrument, qtbot: QtBot
) -> None:
    runs = start(small, 30)
    wait_for(qtbot, runs, Status.FINISHED)
    before = [losses(run) for run in runs]
    small.runs.reset()
    assert [run.status for run in runs] == [Status.NEW] * 3
    small.runs.train()
    wait_for(qtbot, runs, Status.FINISHED)
    assert [losses(run) for run in runs] == before


def test_a_removed_racer_leaves_the_others_racing(small: Instrument, qtbot: QtBot) -> None:
    first, second, third = start(small, 100)
    qtbot.waitUntil(lambda: third.step > 2, timeout=PATIENCE)
    small.runs.remove(second.key)
    wait_for(qtbot, [first, third], Status.FINISHED)
    assert list(small.runs.runs) == [first.key, third.key]
    assert small.runs.team() == [first, third]


def test_while_a_broken_racer_is_in_front_the_others_can_be_paused(
    small: Instrument, qtbot: QtBot
) -> None:
    wild = small.runs.settings.changed(
        cell="rnn-relu",
        optimizer="sgd",
        schedule="constant",
        learning_rate=1000.0,
        gradient_clip=0.0,
        steps=100_000,
    )
    calm = small.runs.settings.changed(steps=100_000)
    small.runs.race([Racer("Wild", wild), Racer("Calm", calm)])
    first, second = small.runs.runs.values()
    small.runs.select(first.key)
    wait_for(qtbot, [first], Status.DIVERGED)
    small.runs.pause()
    wait_for(qtbot, [second], Status.PAUSED)
    assert not small.runs.settings_make_new_run()
    small.runs.train()
    wait_for(qtbot, [second], Status.TRAINING)
    assert len(small.runs.runs) == 2


def test_closing_in_the_middle_of_a_race_ends_every_thread(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small, 100_000)
    qtbot.waitUntil(lambda: runs[2].step > 2, timeout=PATIENCE)
    small.runs.shut_down()
    assert not any(run.job.alive for run in runs if run.job)


def test_a_run_that_trains_is_paused_for_a_race_and_that_is_said(
    small: Instrument, qtbot: QtBot
) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.train()
    alone = small.runs.current
    assert alone is not None
    with qtbot.waitSignal(small.runs.noted) as said:
        start(small, 100_000)
    assert said.args == ["“LSTM 8” paused, so that the race has the processor to itself."]
    wait_for(qtbot, [alone], Status.PAUSED)


def test_after_a_ready_made_race_the_next_is_made_from_the_learners_own_settings(
    small: Instrument,
) -> None:
    own = small.runs.settings
    small.runs.race(exploding(own))
    assert small.runs.settings != own
    assert small.runs.base_settings() == own
    small.runs.set_setting("steps", 7)
    assert small.runs.base_settings() == small.runs.settings


def test_without_a_text_a_race_is_refused_with_a_sentence(kit: Instrument) -> None:
    with pytest.raises(UserError, match="Open a text first"):
        kit.runs.race(cells_of_one_size(kit.runs.settings))


@pytest.mark.parametrize(("count", "words"), [(1, "needs two runs"), (7, "hide 1 of the 7")])
def test_too_few_and_too_many_are_refused_and_nothing_is_begun(
    small: Instrument, count: int, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        small.runs.race([Racer("One", small.runs.settings)] * count)
    assert not small.runs.runs


def test_settings_race_again_under_names_of_their_own(small: Instrument, qtbot: QtBot) -> None:
    runs = start(small, 10)
    wait_for(qtbot, runs, Status.FINISHED)
    small.runs.race(once_more(runs[:2]))
    again = list(small.runs.runs.values())[3:]
    wait_for(qtbot, again, Status.FINISHED)
    assert [run.name for run in again] == ["RNN, tanh 8 (2)", "GRU 8 (2)"]
    assert [losses(run) for run in again] == [losses(run) for run in runs[:2]]


def test_cells_of_one_count_have_as_many_parameters_as_the_settings() -> None:
    base = RunConfig().changed(hidden_size=64)
    wanted = count_parameters(base.model, 50)
    counts = [count_parameters(racer.config.model, 50) for racer in cells_of_one_count(base, 50)]
    np.testing.assert_allclose(counts, wanted, rtol=0.03)
    assert counts[2] == wanted


def test_every_remedy_races_under_its_title_after_the_plain_rnn() -> None:
    racers = remedies_against_plain(RunConfig(), REMEDIES[: MOST_RACERS - 1])
    assert racers[0].name == "Plain RNN"
    assert [racer.name for racer in racers[1:]] == [remedy.title for remedy in REMEDIES[:5]]


def test_the_two_of_the_exploding_race_differ_in_the_clip_alone() -> None:
    first, second = (racer.config.values() for racer in exploding(RunConfig()))
    assert {name for name in first if first[name] != second[name]} == {"gradient_clip"}
