"""The cause sliders with real widgets: what they show is what the experiment says."""

import csv
import time

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.what_if_pane import WhatIfPane
from rnnlab.probes.experiment import Experiment, ExperimentResult, freeze, run_experiment

PATIENCE = 20_000


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument) -> WhatIfPane:
    made = WhatIfPane(look, kit.runs, kit.watching, kit.trying)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    qtbot.waitUntil(lambda: bool(made.plot.curve_keys()), timeout=PATIENCE)
    return made


def drawn(pane: WhatIfPane, label: str) -> list[float]:
    lines = list(csv.reader(pane.plot.to_csv().splitlines()))
    return [float(line[2]) for line in lines if line[0] == label]


def choose_cell(pane: WhatIfPane, cell: str) -> None:
    pane.cell.setCurrentIndex(pane.cell.findData(cell))
    pane.cell.activated.emit(pane.cell.currentIndex())


def test_the_curve_is_that_of_the_sliders(pane: WhatIfPane, kit: Instrument, qtbot: QtBot) -> None:
    choose_cell(pane, "lstm")
    pane.length.slider.setValue(pane.length.slider.value() - 60)
    pane.bias.slider.setValue(100)  # −2 + 100 · 0.05 = 3
    expected = run_experiment(Experiment(cell="lstm", length=40, forget_bias=3.0))
    wanted = expected.hidden_gradient_norm[-1].tolist()
    qtbot.waitUntil(lambda: drawn(pane, "measured ∂L/∂hₜ") == wanted, timeout=PATIENCE)
    assert drawn(pane, "Π fₜ, direct cell path") == expected.predicted[0].norms.tolist()
    assert "half-life" in pane.plot.header.subtitle()


def test_an_explosion_is_told_at_the_place_and_passes(pane: WhatIfPane, qtbot: QtBot) -> None:
    choose_cell(pane, "rnn-relu")
    pane.initialisation.setCurrentIndex(pane.initialisation.findData("he"))
    pane.length.set_value(200)
    pane._trying.try_out({**pane.values(), "recurrent_scale": 10.0, "length": 1000})
    qtbot.waitUntil(pane.error.isVisible, timeout=PATIENCE)
    assert "explode" in pane.error.text()
    assert not pane.plot.curve_keys()
    pane.scale.slider.setValue(0)
    qtbot.waitUntil(lambda: not pane.error.isVisible(), timeout=PATIENCE)
    assert pane.plot.curve_keys()


def test_a_copy_starts_where_the_run_stands(
    pane: WhatIfPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.source.button("copy").click()
    qtbot.waitUntil(lambda: kit.trying.copy is not None, timeout=PATIENCE)
    trainer, ids = trained.trainer(), kit.watching.ids
    assert trainer is not None
    assert ids is not None
    copy = freeze(trainer.model, ids)
    for key, value in vars(copy.sliders()).items():
        if key == "forget_bias":
            assert pane.bias.value() == pytest.approx(value, abs=0.026)
    results: list[ExperimentResult] = []
    kit.trying.result_arrived.connect(results.append)
    pane.scale.slider.setValue(20)  # 0.7
    qtbot.waitUntil(
        lambda: bool(results) and results[-1].settings.recurrent_scale == 0.7, timeout=PATIENCE
    )
    expected = run_experiment(results[-1].settings, copy)
    np.testing.assert_array_equal(results[-1].hidden_gradient_norm, expected.hidden_gradient_norm)
    assert trained.name in pane.plot.title()


def test_without_a_run_there_is_nothing_to_copy(pane: WhatIfPane) -> None:
    pane.source.button("copy").click()
    assert "press Train first" in pane.error.text()
    assert pane.source.value() == "fresh"


def test_while_dragged_only_the_newest_wish_is_kept(
    pane: WhatIfPane, kit: Instrument, qtbot: QtBot
) -> None:
    results: list[ExperimentResult] = []
    kit.trying.result_arrived.connect(results.append)
    for place in range(0, 100, 2):
        pane.scale.slider.setValue(place)
    qtbot.waitUntil(
        lambda: bool(results) and results[-1].settings.recurrent_scale == 1.48, timeout=PATIENCE
    )
    assert len(results) < 10


@pytest.mark.benchmark
def test_curves_follow_a_drag_fifteen_times_a_second(
    pane: WhatIfPane, kit: Instrument, qtbot: QtBot
) -> None:
    choose_cell(pane, "lstm")
    qtbot.waitUntil(lambda: bool(drawn(pane, "measured ∂L/∂cₜ")), timeout=PATIENCE)
    results: list[ExperimentResult] = []
    kit.trying.result_arrived.connect(results.append)
    start = time.perf_counter()
    place = 0
    while time.perf_counter() - start < 2.0:
        place = (place + 1) % 101
        pane.scale.slider.setValue(place)
        qtbot.wait(5)
    assert len(results) / 2.0 >= 15


def test_in_a_small_pane_the_sliders_stand_beside_a_high_plot(
    pane: WhatIfPane, qtbot: QtBot
) -> None:
    pane.resize(590, 330)
    qtbot.waitUntil(lambda: pane.plot.height() >= 270, timeout=PATIENCE)
    assert pane.scale.mapTo(pane, pane.scale.rect().topRight()).x() < pane.plot.x()
    assert pane.plot.width() >= 400


def test_in_a_narrow_pane_the_sliders_stand_above_the_plot(pane: WhatIfPane, qtbot: QtBot) -> None:
    pane.resize(380, 600)

    def is_above() -> bool:
        return pane.length.mapTo(pane, pane.length.rect().bottomLeft()).y() < pane.plot.y()

    qtbot.waitUntil(is_above, timeout=PATIENCE)


def test_until_there_is_a_result_the_words_say_what_is_being_waited_for(
    qtbot: QtBot, look: Look, kit: Instrument
) -> None:
    made = WhatIfPane(look, kit.runs, kit.watching, kit.trying)
    qtbot.addWidget(made)
    made.plot.refresh()
    assert "being loaded" in made.plot.canvas.frame.empty_text
    assert "slider" not in made.plot.canvas.frame.empty_text
