"""What frozen copies of the runs tell, and how often they are asked."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.insight import Wish
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.probes.reading import frozen_weights

PATIENCE = 20_000


@pytest.fixture
def trained(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.FINISHED, timeout=PATIENCE)
    return run


@pytest.fixture
def training(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.set_setting("steps", 1_000_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.step > 5, timeout=PATIENCE)
    return run


def wait_for_insight(kit: Instrument, run: Run, qtbot: QtBot, wish: Wish) -> None:
    kit.looking.wish(wish)
    kit.looking.wake(True)

    def there() -> bool:
        insight = kit.looking.insights.get(run.key)
        return insight is not None and insight.wish == wish

    qtbot.waitUntil(there, timeout=PATIENCE)


def test_every_run_has_a_reach_over_several_positions(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    wait_for_insight(small, trained, qtbot, Wish())
    insight = small.looking.insights[trained.key]
    assert insight.step == trained.step
    assert [reach.curves for reach in insight.reaches] == [8]
    lower, upper = insight.reaches[0].half_life_spread
    assert lower <= insight.reaches[0].half_life <= upper


def test_the_spectrum_is_that_of_the_block_and_of_the_first_weights(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    wait_for_insight(small, trained, qtbot, Wish(block="forget"))
    insight = small.looking.insights[trained.key]
    trainer = trained.trainer()
    assert trainer is not None
    rows = slice(8, 16)  # the second of four blocks of eight units
    matrix = frozen_weights(trainer.model).layers[0].weight_hh.numpy()[rows]
    found, first = insight.spectrum, insight.spectrum_at_start
    assert found is not None
    assert first is not None
    expected = np.linalg.eigvals(matrix)
    np.testing.assert_allclose(sorted(abs(found.eigenvalues)), sorted(abs(expected)), rtol=1e-9)
    assert found.norm == pytest.approx(np.linalg.norm(matrix, 2), rel=1e-9)
    assert first.norm != pytest.approx(found.norm, rel=1e-3)
    assert insight.exponent is not None


def test_a_block_that_the_cell_does_not_have_is_passed_over(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    small.looking.wish(Wish(block="update", layer=7))
    small.looking.wake(True)
    qtbot.waitUntil(lambda: trained.key in small.looking.insights, timeout=PATIENCE)
    assert small.looking.insights[trained.key].wish == Wish()


def test_a_loss_outside_the_text_leaves_a_sentence_and_the_rest(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    wait_for_insight(small, trained, qtbot, Wish(position=5_000, block="output"))
    insight = small.looking.insights[trained.key]
    assert insight.theory is None
    assert "positions from 0 to" in insight.sentences["theory"]
    assert insight.spectrum is not None


def test_a_run_in_training_answers_while_it_goes_on(
    small: Instrument, training: Run, qtbot: QtBot
) -> None:
    wait_for_insight(small, training, qtbot, Wish(triangle=True))
    assert training.status is Status.TRAINING
    assert small.looking.insights[training.key].step > 0


def test_a_run_in_training_is_not_asked_with_every_probe(
    small: Instrument, training: Run, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_insight(small, training, qtbot, Wish())
    asked: list[int] = []
    monkeypatch.setattr(small.freezing, "ask", lambda run, who, then: asked.append(run.key))
    for _ in range(20):
        small.runs.probe_arrived.emit(training.key)
    assert not asked
    small.looking._asked[training.key] -= 1_000.0
    for _ in range(20):
        small.runs.probe_arrived.emit(training.key)
    assert asked == [training.key]


def test_a_run_that_has_ended_is_looked_at_as_it_is_now(
    small: Instrument, training: Run, qtbot: QtBot
) -> None:
    wait_for_insight(small, training, qtbot, Wish())
    small.runs.stop()
    qtbot.waitUntil(lambda: training.status is Status.STOPPED, timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: small.looking.insights[training.key].step == training.step, timeout=PATIENCE
    )


def test_a_removed_run_is_forgotten_even_while_it_is_looked_at(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    small.looking.wake(True)
    small.runs.remove(trained.key)
    qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert not small.looking.insights
    assert small.looking.of_current() is None


def test_nothing_is_asked_while_nobody_looks(small: Instrument, trained: Run, qtbot: QtBot) -> None:
    small.looking.wish(Wish(triangle=True))
    qtbot.waitUntil(lambda: not small.background.busy, timeout=PATIENCE)
    assert not small.looking.insights


def test_a_text_that_the_run_does_not_know_leaves_a_sentence(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    small.looking.wake(True)
    qtbot.waitUntil(lambda: trained.key in small.looking.insights, timeout=PATIENCE)
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_pasted("0123456789 " * 500)
    assert not small.looking.insights
    assert "not open" in small.looking.sentence_of_current()


def test_of_a_long_typed_text_the_beginning_is_looked_at(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    sentences: list[str] = []
    small.watching.refused.connect(sentences.append)
    small.watching.set_text("The cat was full. " * 6_000)
    assert len(small.watching.ids if small.watching.ids is not None else []) == 257
    assert "108,000 tokens the first 257" in sentences[0]
    small.watching.set_text("T")
    assert "at least two tokens" in sentences[1]
