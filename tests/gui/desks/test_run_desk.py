"""Runs of the window, without the window."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import ConfigError, UserError
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument

PATIENCE = 20_000


def train_to_the_end(kit: Instrument, qtbot: QtBot) -> Run:
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    return run


def test_without_a_text_training_is_refused_with_a_sentence(kit: Instrument) -> None:
    with pytest.raises(UserError, match="Open a text first"):
        kit.runs.train()


def test_a_run_tells_every_step(small: Instrument, qtbot: QtBot) -> None:
    run = train_to_the_end(small, qtbot)
    np.testing.assert_array_equal(run.history.training.column("step"), np.arange(1, 41))


def test_the_same_settings_twice_give_the_same_losses(small: Instrument, qtbot: QtBot) -> None:
    first = train_to_the_end(small, qtbot)
    second = train_to_the_end(small, qtbot)
    assert second is not first
    np.testing.assert_array_equal(
        first.history.training.column("loss"), second.history.training.column("loss")
    )


def test_reset_gives_the_same_course_again(small: Instrument, qtbot: QtBot) -> None:
    run = train_to_the_end(small, qtbot)
    losses = run.history.training.column("loss").copy()
    small.runs.reset()
    assert run.status is Status.NEW
    assert run.step == 0
    assert train_to_the_end(small, qtbot) is run
    np.testing.assert_array_equal(run.history.training.column("loss"), losses)


def test_reset_while_training_stops_first(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 3, timeout=PATIENCE)
    small.runs.reset()
    qtbot.waitUntil(lambda: run.status is Status.NEW, timeout=PATIENCE)
    assert run.step == 0


def test_train_pressed_right_after_reset_is_not_lost(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 3, timeout=PATIENCE)
    small.runs.reset()
    small.runs.train()
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    assert list(small.runs.runs) == [run.key]
    np.testing.assert_array_equal(run.history.training.column("step"), np.arange(1, 101))


def test_single_steps_from_the_start(small: Instrument, qtbot: QtBot) -> None:
    small.runs.step_once()
    run = small.runs.current
    assert run is not None
    for expected in (1, 2, 3):
        if expected > 1:
            small.runs.step_once()
        qtbot.waitUntil(lambda expected=expected: run.step == expected, timeout=PATIENCE)
        assert run.status is Status.PAUSED


def test_pause_and_go_on(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 300)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 2, timeout=PATIENCE)
    small.runs.pause()
    qtbot.waitUntil(lambda: run.status is Status.PAUSED, timeout=PATIENCE)
    assert not small.runs.settings_make_new_run()
    small.runs.train()
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    assert run.step == 300


def test_a_live_setting_reaches_the_run(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.set_setting("schedule", "constant")
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 2, timeout=PATIENCE)
    small.runs.set_setting("learning_rate", 0.5)
    rates = run.history.training
    qtbot.waitUntil(lambda: rates.column("learning_rate")[-1] == 0.5, timeout=PATIENCE)
    assert run.config.training.learning_rate == 0.5
    assert not small.runs.settings_make_new_run()


def test_a_setting_that_needs_a_rebuild_prepares_a_new_run(small: Instrument, qtbot: QtBot) -> None:
    run = train_to_the_end(small, qtbot)
    small.runs.set_setting("cell", "gru")
    assert small.runs.settings_make_new_run()
    assert run.config.model.cell == "lstm"
    assert train_to_the_end(small, qtbot).name == "GRU 8"


def test_a_refused_setting_changes_nothing(small: Instrument) -> None:
    before = small.runs.settings
    with pytest.raises(ConfigError):
        small.runs.set_setting("tie_weights", True)
    assert small.runs.settings == before


def test_removing_a_run_that_trains_stops_it(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 2, timeout=PATIENCE)
    small.runs.remove(run.key)
    qtbot.waitUntil(lambda: not small.runs.runs, timeout=PATIENCE)
    assert small.runs.current is None
    assert run.job is not None
    assert not run.job.alive


def test_selecting_a_run_shows_its_settings(small: Instrument, qtbot: QtBot) -> None:
    first = train_to_the_end(small, qtbot)
    small.runs.set_setting("cell", "gru")
    train_to_the_end(small, qtbot)
    small.runs.select(first.key)
    assert small.runs.settings.model.cell == "lstm"


def test_divergence_is_told_with_a_remedy(small: Instrument, qtbot: QtBot) -> None:
    for name, value in (
        ("cell", "rnn-relu"),
        ("optimizer", "sgd"),
        ("learning_rate", 1000.0),
        ("schedule", "constant"),
        ("gradient_clip", 0.0),
    ):
        small.runs.set_setting(name, value)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.DIVERGED, timeout=PATIENCE)
    assert "Try gradient clip 1" in run.sentence


def test_a_device_that_is_not_there_ends_the_run_with_a_sentence(
    small: Instrument, qtbot: QtBot
) -> None:
    small.runs.set_setting("device", "mps")
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FAILED, timeout=PATIENCE)
    assert "Choose “cpu” or “auto”" in run.sentence


def test_networks_and_ngrams_are_measured_on_the_same_tokens(
    small: Instrument, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: len(small.ngrams.perplexities) == 6, timeout=PATIENCE)
    corpus = small.texts.corpus
    assert corpus is not None
    counts = np.bincount(corpus.train, minlength=len(corpus.vocabulary))
    scores = small.ngrams.models[2].log_probabilities(corpus.valid)
    # The text is short: every validation token but the first of each column is measured.
    known = counts[corpus.valid] > 0
    whole = float(np.exp(-scores[known].mean()))
    assert small.ngrams.perplexities[2] == pytest.approx(whole, rel=0.05)


def test_another_text_does_not_disturb_a_run_that_trains(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 2, timeout=PATIENCE)
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_pasted("ÄÖÜ " * 2_000)
    step = run.step
    qtbot.waitUntil(lambda: run.step > step + 5, timeout=PATIENCE)
    assert run.status is Status.TRAINING


def test_a_live_setting_leaves_a_finished_run_as_it_was(small: Instrument, qtbot: QtBot) -> None:
    run = train_to_the_end(small, qtbot)
    small.runs.set_setting("gradient_clip", 0.25)
    assert run.config.training.gradient_clip == 1.0
    assert small.runs.settings_make_new_run()


def test_a_live_setting_reaches_a_run_that_was_stopped(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.set_setting("schedule", "constant")
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 2, timeout=PATIENCE)
    small.runs.stop()
    qtbot.waitUntil(lambda: run.status is Status.STOPPED, timeout=PATIENCE)
    small.runs.set_setting("learning_rate", 0.125)
    step = run.step
    small.runs.train()
    qtbot.waitUntil(lambda: run.step > step + 2, timeout=PATIENCE)
    assert run.history.training.column("learning_rate")[-1] == 0.125


def test_a_text_that_cannot_be_cut_takes_the_choice_back(small: Instrument, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.texts.refused, timeout=PATIENCE):
        small.runs.set_setting("minimum_count", 100_000)
    assert small.runs.settings.text.minimum_count == 1


def test_a_run_is_about_the_tokens_it_reads_while_others_are_being_cut(
    small: Instrument, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.runs.set_setting("unit", "word")
        small.runs.train()  # the words are not there yet
        run = small.runs.current
    assert run is not None
    assert run.config.text == run.codec.config
    assert run.config.text.unit == "char"
    small.runs.stop()
    qtbot.waitUntil(lambda: not run.active, timeout=PATIENCE)
