"""Measuring how much context the runs use."""

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.generation.used_context import scored_places, used_context
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.probes.reading import frozen_weights

PATIENCE = 30_000


@pytest.fixture
def trained(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    return run


def test_all_visible_runs_are_measured_one_after_another(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    small.runs.set_setting("cell", "gru")
    small.runs.train()
    second = small.runs.current
    assert second is not None
    qtbot.waitUntil(lambda: second.status is Status.FINISHED, timeout=PATIENCE)
    desk = small.context
    desk.measure()
    assert desk.busy
    qtbot.waitUntil(lambda: not desk.busy, timeout=PATIENCE)
    assert desk.progress == 1.0
    assert set(desk.measured) == {trained.key, second.key}
    trainer, corpus = trained.trainer(), trained.corpus
    assert trainer is not None
    assert corpus is not None
    ids = corpus.valid
    found = used_context(frozen_weights(trainer.model), ids, scored_places(ids, corpus.counts))
    expected = [score for score in found if score is not None]
    assert desk.measured[trained.key].scores == expected
    assert desk.measured[trained.key].complete


def test_measuring_can_be_ended(small: Instrument, trained: Run, qtbot: QtBot) -> None:
    desk = small.context
    desk.measure()
    desk.cancel()
    assert not desk.busy
    qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert trained.key not in desk.measured


def test_a_run_removed_while_it_is_measured_is_passed_over(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    desk = small.context
    desk.measure()
    small.runs.remove(trained.key)
    assert not desk.busy
    assert not desk.measured


def test_without_a_run_a_sentence_says_so(small: Instrument) -> None:
    small.context.measure()
    assert "press Train first" in small.context.sentence
    assert not small.context.busy


def test_a_held_out_part_too_short_for_the_contexts_leaves_a_sentence(
    small: Instrument, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_pasted("the cat sat on the mat. " * 60)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    small.context.measure()
    qtbot.waitUntil(lambda: not small.context.busy, timeout=PATIENCE)
    assert "Open a longer text" in small.context.measured[run.key].sentence


def test_a_run_whose_text_is_gone_leaves_a_sentence(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    trained.corpus = None
    small.context.measure()
    assert not small.context.busy
    assert "not open" in small.context.measured[trained.key].sentence
