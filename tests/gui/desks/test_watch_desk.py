"""The text that is looked at inside the models."""

import numpy as np
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Status
from rnnlab.gui.instrument import Instrument
from rnnlab.models.language_model import build_model
from rnnlab.probes.gradients import probe

PATIENCE = 20_000


def test_a_typed_text_is_looked_at_in_a_run_that_rests(small: Instrument, qtbot: QtBot) -> None:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    small.watching.set_text("The cat was full.")
    ids = run.codec.encode("The cat was full.")
    qtbot.waitUntil(
        lambda: (
            run.history.last_probe is not None
            and np.array_equal(run.history.last_probe.result.inputs, ids[:-1])
        ),
        timeout=PATIENCE,
    )
    trainer = run.trainer()
    assert trainer is not None
    expected = probe(trainer.model, ids)
    assert run.history.last_probe is not None
    np.testing.assert_array_equal(
        run.history.last_probe.result.hidden_gradient_norm, expected.hidden_gradient_norm
    )


def test_an_untrained_run_shows_its_initial_weights(small: Instrument, qtbot: QtBot) -> None:
    small.runs.step_once()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.PAUSED and run.step == 1, timeout=PATIENCE)
    small.runs.reset()
    qtbot.waitUntil(lambda: run.status is Status.NEW, timeout=PATIENCE)
    qtbot.waitUntil(lambda: run.history.last_probe is not None, timeout=PATIENCE)
    assert small.watching.ids is not None
    model = build_model(run.config.model, len(run.codec.vocabulary), run.config.training.seed)
    assert run.history.last_probe is not None
    np.testing.assert_array_equal(
        run.history.last_probe.result.hidden,
        probe(model, small.watching.ids).hidden,
    )


def test_unknown_characters_are_refused_by_name(small: Instrument, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.watching.refused, timeout=PATIENCE) as refused:
        small.watching.set_text("naïve ☃")
    assert "☃" in refused.args[0]


def test_one_character_is_too_short(small: Instrument, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.watching.refused, timeout=PATIENCE) as refused:
        small.watching.set_text("T")
    assert "at least two" in refused.args[0]


def test_a_step_outside_the_text_is_not_pointed_at(small: Instrument, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.watching.step_pointed, timeout=PATIENCE) as pointed:
        small.watching.point_at(10_000)
    assert pointed.args == [-1]
