"""Runs without recurrence in the window: what is shown of them, and what is told instead."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.connections import GRADIENT, OCCLUSION
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.connectivity_pane import ConnectivityPane
from rnnlab.gui.panes.gates.hold_view import FREE
from rnnlab.gui.panes.gates_pane import HOLD, ONE_UNIT, RUNS, TRAINING, UNITS, GatesPane
from rnnlab.gui.panes.memory_pane import (
    CONTEXT,
    REACH,
    SPECTRUM,
    TRIANGLE,
    WEIGHTS,
    MemoryPane,
)
from rnnlab.gui.panes.memory_pane import TRAINING as FILM
from rnnlab.gui.panes.what_if_pane import WhatIfPane
from rnnlab.gui.plots import Plot

PATIENCE = 30_000
WINDOW = 6


@pytest.fixture(params=["window", "average"])
def run(request: pytest.FixtureRequest, kit: Instrument, qtbot: QtBot) -> Run:
    """A small run, trained to its end."""
    kit.runs.set_setting("cell", request.param)
    kit.runs.set_setting("window", WINDOW)
    kit.runs.train()
    made = kit.runs.current
    assert made is not None
    qtbot.waitUntil(
        lambda: made.status is Status.FINISHED and made.history.last_probe is not None,
        timeout=PATIENCE,
    )
    return made


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument, run: Run) -> MemoryPane:
    made = MemoryPane(
        look, kit.runs, kit.watching, kit.looking, kit.reaching, kit.context, kit.poller
    )
    qtbot.addWidget(made)
    made.resize(590, 330)
    made.show()
    return made


def curve(plot: Plot, label: str) -> list[float]:
    lines = list(csv.reader(plot.to_csv().splitlines()))
    return [float(line[2]) for line in lines if line[0] == label]


def test_through_time_shows_a_wall_or_a_flat_line_named_by_what_was_read(
    pane: MemoryPane, run: Run, qtbot: QtBot
) -> None:
    view = pane.through_time
    qtbot.waitUntil(lambda: view.bounds()[0] is not None, timeout=PATIENCE)
    norms = np.array(curve(view, f"∂L/∂eₜ · {run.name}"))
    assert view.canvas.frame.y_label == "‖∂L/∂eₜ‖"
    if run.cell == "window":
        assert not norms[:-WINDOW].any()
        assert (norms[-WINDOW:] > 0).all()
        words = f"exactly 0 beyond the last {WINDOW}: there the window ends"
    else:
        np.testing.assert_allclose(norms, norms[0])
        words = "the same for every token"
    qtbot.waitUntil(lambda: words in view.reaches.text(), timeout=PATIENCE)


def test_both_norms_are_named_where_runs_of_both_kinds_are_shown(
    pane: MemoryPane, run: Run, kit: Instrument, qtbot: QtBot
) -> None:
    kit.runs.set_setting("cell", "gru")
    kit.runs.train()
    recurrent = kit.runs.current
    assert recurrent is not None
    view = pane.through_time
    qtbot.waitUntil(lambda: bool(curve(view, recurrent.name)), timeout=PATIENCE)
    assert view.canvas.frame.y_label == "‖∂L/∂hₜ‖ and ‖∂L/∂eₜ‖"
    qtbot.waitUntil(lambda: recurrent.status is Status.FINISHED, timeout=PATIENCE)


def test_theory_is_refused_with_a_sentence(pane: MemoryPane, run: Run, qtbot: QtBot) -> None:
    pane.through_time.theory.click()
    qtbot.waitUntil(
        lambda: "no recurrence" in pane.through_time.header.subtitle(), timeout=PATIENCE
    )


def test_the_triangle_is_that_of_the_vectors_read(
    pane: MemoryPane, kit: Instrument, run: Run, qtbot: QtBot
) -> None:
    pane.deck.choose(TRIANGLE)
    qtbot.waitUntil(lambda: pane.triangle.shown_run() == run.key, timeout=PATIENCE)
    assert pane.triangle._bar.caption == "‖∂L_τ/∂eₜ‖"
    insight = kit.looking.insights[run.key]
    assert insight.triangle is not None
    lines = list(csv.reader(pane.triangle.to_csv().splitlines()))[1:]
    drawn = np.array([[float(value) for value in line[1:]] for line in lines])
    below = np.tril(np.ones(drawn.shape, dtype=bool))
    np.testing.assert_array_equal(drawn[below], insight.triangle.hidden[0][below])


def test_the_spectrum_is_a_sentence(pane: MemoryPane, run: Run, qtbot: QtBot) -> None:
    pane.deck.choose(SPECTRUM)
    qtbot.waitUntil(
        lambda: "no recurrence" in pane.spectrum.plane.canvas.frame.empty_text, timeout=PATIENCE
    )
    assert pane.spectrum.shown_run() is None


def test_the_reach_over_training_names_those_without_half_life(
    pane: MemoryPane, run: Run, kit: Instrument, qtbot: QtBot
) -> None:
    pane.deck.choose(REACH)
    qtbot.waitUntil(lambda: run.name in pane.reach.header.subtitle(), timeout=PATIENCE)
    assert "without half-life" in pane.reach.header.subtitle()
    assert run.key not in kit.reaching.tracks


def test_the_film_shows_the_gradient_by_what_was_read(
    pane: MemoryPane, run: Run, qtbot: QtBot
) -> None:
    probe = run.history.last_probe
    assert probe is not None
    for step in (101, 102):
        run.history.add(replace(probe, step=step))
    pane.deck.choose(FILM)
    qtbot.waitUntil(lambda: pane.over_training.bounds()[0] is not None, timeout=PATIENCE)
    assert pane.over_training._bar.caption == "‖∂L/∂eₜ‖"


def test_gradients_of_the_weights_are_drawn(pane: MemoryPane, run: Run, qtbot: QtBot) -> None:
    pane.deck.choose(WEIGHTS)
    total = pane.all_weights.total
    qtbot.waitUntil(lambda: total.bounds()[0] is not None, timeout=PATIENCE)


def test_used_context_ends_with_the_window(
    pane: MemoryPane, run: Run, kit: Instrument, qtbot: QtBot
) -> None:
    pane.deck.choose(CONTEXT)
    pane.used_context.button.click()
    qtbot.waitUntil(
        lambda: run.key in kit.context.measured and not kit.context.busy, timeout=PATIENCE
    )
    scores = {each.length: each.perplexity for each in kit.context.measured[run.key].scores}
    if run.cell == "window":
        assert scores[8] == pytest.approx(scores[128], rel=1e-9)
        assert scores[8] == pytest.approx(scores[None], rel=1e-9)
        assert scores[4] != pytest.approx(scores[8], rel=1e-3)


def test_what_if_keeps_to_fresh_weights(
    qtbot: QtBot, look: Look, kit: Instrument, run: Run
) -> None:
    made = WhatIfPane(look, kit.runs, kit.watching, kit.trying)
    qtbot.addWidget(made)
    made.show()
    made.source.chosen.emit("copy")
    assert "no recurrence" in made.error.text()
    assert made.error.isVisible()
    assert made.source.value() == "fresh"
    assert made.cell.findData(run.cell) == -1
    qtbot.waitUntil(lambda: bool(made.plot.curve_keys()), timeout=PATIENCE)


def test_gates_show_h_and_refuse_to_hold_what_is_not_there(
    qtbot: QtBot, look: Look, kit: Instrument, run: Run
) -> None:
    made = GatesPane(look, kit.runs, kit.watching, kit.pinning, kit.poller)
    qtbot.addWidget(made)
    made.resize(590, 330)
    made.show()
    for page in (UNITS, ONE_UNIT, TRAINING, RUNS, HOLD):
        made.deck.choose(page)
        made.refresh()
    assert made.units.bounds()[0] is not None
    assert curve(made.kept, f"{run.name} · |h| > 0.9")
    made.hold.value.button("1").click()
    qtbot.waitUntil(lambda: "no gate to pin" in made.hold.error.text(), timeout=PATIENCE)
    made.hold.value.set_value(FREE)


def test_connections_reach_back_to_the_end_of_the_window(
    qtbot: QtBot, look: Look, kit: Instrument, run: Run
) -> None:
    made = ConnectivityPane(look, kit.connections, kit.watching, kit.poller)
    qtbot.addWidget(made)
    made.resize(420, 360)
    made.show()
    qtbot.waitUntil(lambda: run.key in made.strips, timeout=PATIENCE)
    strip = made.strips[run.key].strip
    kit.connections.ask(12)
    for method in (GRADIENT, OCCLUSION):
        kit.connections.set_method(method)
        qtbot.waitUntil(lambda: run.key in kit.connections.effects, timeout=PATIENCE)
        made.refresh()
        before = kit.connections.effects[run.key].moved[: 12 - WINDOW]
        assert before.any() == (run.cell == "average")
        assert [strip.ground(index) != 0.0 for index in range(12 - WINDOW)] == list(before != 0)
