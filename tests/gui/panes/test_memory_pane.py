"""The memory pane with real widgets, over a run whose look inside is known."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from rnnlab.config import RunConfig
from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory_pane import MemoryPane
from rnnlab.gui.plots import FloatArray
from rnnlab.probes.result import LossAt, ProbeResult
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.records import ProbeRecord

STEPS = 40
HALF_LIFE = 4.0


def look_inside(norms: FloatArray, loss_at: LossAt) -> ProbeRecord:
    tokens = np.zeros(len(norms), dtype=np.int32)
    result = ProbeResult(
        inputs=tokens,
        targets=tokens,
        hidden=np.zeros((1, len(norms), 8)),
        cell=None,
        gates={},
        loss_at=loss_at,
        hidden_gradient_norm=norms[None],
        cell_gradient_norm=None,
    )
    return ProbeRecord(7, 100, result)


def halving(last: int) -> FloatArray:
    """Norms that halve every four tokens back from step ``last``, 0 after it."""
    distances = last - np.arange(STEPS)
    return np.where(distances >= 0, 0.5 ** (distances / HALF_LIFE), 0.0)


@pytest.fixture
def pane(instrument: Instrument, look: Look, qtbot: QtBot) -> Iterator[MemoryPane]:
    kit = instrument
    made = MemoryPane(
        look, kit.runs, kit.watching, kit.looking, kit.reaching, kit.context, kit.poller
    )
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def tell(instrument: Instrument, pane: MemoryPane) -> Callable[[LossAt], Run]:
    config = RunConfig().changed(cell="rnn-tanh", hidden_size=8, sequence_length=16)
    corpus = build_corpus(source_from_text("the cat sat on the mat. " * 200, "Cats"), config.text)

    def told(loss_at: LossAt) -> Run:
        key = instrument.runs.new_key()
        run = Run(key, "RNN 8", config, corpus.codec, shade=0)
        instrument.runs.add(run)
        last = loss_at if isinstance(loss_at, int) else STEPS - 1
        run.history.add(look_inside(halving(last), loss_at))
        instrument.runs.probe_arrived.emit(run.key)
        pane.refresh()
        return run

    return told


def test_the_half_life_is_read_off_the_gradient(
    pane: MemoryPane, tell: Callable[[LossAt], Run]
) -> None:
    tell("last")
    # 0.5^(k/4) falls under 0.01 at k = 4·log2(100) = 26.6
    assert (
        "×0.84 a token, half-life 4.0 tokens, under 1 % after 27"
        in pane.through_time.reaches.text()
    )


def test_the_fitted_line_lies_on_an_even_decay(
    pane: MemoryPane, tell: Callable[[LossAt], Run]
) -> None:
    run = tell(20)
    csv = pane.through_time.to_csv().splitlines()
    fitted = [float(line.split(",")[2]) for line in csv if line.startswith(f"{run.key}-fit")]
    np.testing.assert_allclose(fitted, halving(20)[:21], rtol=1e-9)


def test_the_loss_is_marked_where_it_is(pane: MemoryPane, tell: Callable[[LossAt], Run]) -> None:
    tell(30)
    marker = pane.through_time.loss_marker
    assert marker.words() == "loss at step t = 31"
    assert marker.place() == 31.0
    assert "loss at step t = 31" in pane.through_time.header.subtitle()


def test_the_wall_stands_where_training_cuts(
    pane: MemoryPane, tell: Callable[[LossAt], Run]
) -> None:
    run = tell(30)
    length = run.config.training.sequence_length
    assert length == 16
    assert pane.through_time.wall.place() == 31 - 16 + 0.5  # between the tokens 15 and 16
    assert "16 back" in pane.through_time.wall.words()


def test_losses_of_all_steps_have_no_reach_and_no_mark(
    pane: MemoryPane, tell: Callable[[LossAt], Run]
) -> None:
    run = tell("all")
    view = pane.through_time
    assert view.loss_marker.words() == view.wall.words() == ""
    assert view.curve_keys() == [f"{run.key}-h"]
    assert view.reaches.isHidden()


def test_a_gradient_that_is_no_number_is_drawn_without_a_line(
    pane: MemoryPane, instrument: Instrument, tell: Callable[[LossAt], Run]
) -> None:
    run = tell("last")
    norms = halving(STEPS - 1)
    norms[3] = np.inf
    run.history.add(look_inside(norms, "last"))
    instrument.runs.probe_arrived.emit(run.key)
    pane.refresh()
    assert pane.through_time.curve_keys() == [f"{run.key}-h"]


def test_a_click_follows_the_loss_of_that_step(
    pane: MemoryPane,
    instrument: Instrument,
    tell: Callable[[LossAt], Run],
    until: Callable[[Callable[[], object]], None],
) -> None:
    instrument.texts.open_pasted("the cat sat on the mat. " * 200)
    until(lambda: instrument.watching.ids is not None)
    tell("last")
    pane.through_time.canvas.clicked.emit(QPointF(12.3, -2.0))
    assert instrument.watching.loss_at == 11
    assert pane.loss_at.value() == "picked"
    assert pane.loss_at.currentText() == "Loss at step t = 12"
    pane.loss_at.choose("all")
    assert instrument.watching.loss_at == "all"
    assert pane.loss_at.findData("picked") == -1
