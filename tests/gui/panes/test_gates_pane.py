"""Sorting units, finding one, and reading a cell's equation."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.gates.equation import equation
from rnnlab.gui.panes.gates.ordering import best_follower, ordered
from rnnlab.gui.panes.gates_pane import GatesPane
from rnnlab.probes import Pin, pin_effect
from rnnlab.probes.reading import frozen_weights
from rnnlab.probes.result import ProbeResult

PATIENCE = 20_000


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument, trained: Run) -> GatesPane:
    made = GatesPane(look, kit.runs, kit.watching, kit.pinning, kit.poller)
    qtbot.addWidget(made)
    made.resize(420, 420)
    made.show()
    qtbot.waitUntil(lambda: made.signal.count() == 6, timeout=PATIENCE)
    return made


def result_of(run: Run) -> ProbeResult:
    assert run.history.last_probe is not None
    return run.history.last_probe.result


def choose(pane: GatesPane, order: str) -> None:
    pane.units.order.setCurrentIndex(pane.units.order.findData(order))
    pane.refresh()


def rows(pane: GatesPane) -> list[list[float]]:
    """What the table that can be saved has in its rows, without their names."""
    lines = pane.units.to_csv().splitlines()[1:]
    width = len(lines[0].split(","))
    return [[float(number) for number in line.split(",")[1:width]] for line in lines]


def test_sorted_by_mean_the_greatest_comes_first(pane: GatesPane, trained: Run) -> None:
    forget = result_of(trained).gates["forget"][0]
    choose(pane, "mean")
    means = [float(np.mean(row)) for row in rows(pane)]
    assert means == sorted(means, reverse=True)
    np.testing.assert_allclose(sorted(means), np.sort(forget.mean(axis=0)))


def test_the_unit_that_follows_a_feature_is_found(pane: GatesPane, trained: Run) -> None:
    index = pane.units.feature.findData("vowel")
    assert index > 0
    pane.units.feature.setCurrentIndex(index)
    pane.refresh()
    result = result_of(trained)
    vowels = [token in "aeiouy" for token in trained.codec.vocabulary.decode(result.inputs)]
    by_unit = [float(np.corrcoef(vowels, unit)[0, 1]) for unit in result.gates["forget"][0].T]
    best = int(np.argmax(np.abs(by_unit)))
    assert f"Unit {best + 1} " in pane.units.header.subtitle()
    assert f"{by_unit[best]:+.2f}".replace("-", "−") in pane.units.header.subtitle()


def test_a_clicked_cell_shows_its_equation_and_its_unit(pane: GatesPane, trained: Run) -> None:
    choose(pane, "mean")
    pane.units.cell_clicked.emit(0, 5)
    pane.refresh()
    forget = result_of(trained).gates["forget"][0]
    unit = int(np.argmax(forget.mean(axis=0)))
    assert f"Unit {unit + 1}, token 6" in pane.equation.text()
    assert f"{forget[5, unit]:.2f}" in pane.equation.text()
    assert pane.unit.title() == f"Unit {unit + 1}"
    pane.units.cell_clicked.emit(0, 5)
    pane.refresh()
    assert pane.equation.isHidden()


def test_the_numbers_in_the_equation_of_an_lstm_add_up(trained: Run) -> None:
    result = result_of(trained)
    gates = {name: float(values[0, 9, 2]) for name, values in result.gates.items()}
    assert result.cell is not None
    before, now = result.cell[0, 8, 2], result.cell[0, 9, 2]
    assert gates["forget"] * before + gates["input"] * gates["candidate"] == pytest.approx(now)
    words = "".join(equation(result, 0, 9, 2)).replace("−", "-")
    for number in (*gates.values(), now, result.hidden[0, 9, 2]):
        assert f"{number:.2f}" in words


def test_the_first_token_starts_from_nothing(trained: Run) -> None:
    assert "·0.00 +" in equation(result_of(trained), 0, 0, 0)[1]


def test_units_that_never_change_follow_nothing() -> None:
    assert best_follower(np.array([0.0, 1.0, 0.0]), np.ones((3, 4))) is None


def test_as_trained_keeps_the_order() -> None:
    units = np.random.default_rng(0).normal(size=(5, 4))
    assert ordered("trained", units, None).tolist() == [0, 1, 2, 3]


def test_a_held_gate_shows_what_the_probes_find(
    pane: GatesPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose("Hold")
    pane.hold.value.button("1").click()
    qtbot.waitUntil(lambda: kit.pinning.tried is not None, timeout=PATIENCE)
    pane.refresh()
    trainer, ids, tried = trained.trainer(), kit.watching.ids, kit.pinning.tried
    assert trainer is not None
    assert ids is not None
    assert tried is not None
    expected = pin_effect(frozen_weights(trainer.model), ids, [Pin("forget", 1)])
    np.testing.assert_allclose(tried.effect.divergence, expected.divergence, rtol=1e-9, atol=1e-15)
    assert pane.hold.plot.curve_keys() == ["free", "pinned"]
    assert f"<b>{max_token(tried.pinned, trained)}</b>" in pane.hold.tokens.text()
    pane.hold.value.button("free").click()
    pane.refresh()
    assert pane.hold.plot.curve_keys() == []


def max_token(chances: np.ndarray, run: Run) -> str:
    token = run.codec.vocabulary.tokens[int(np.argmax(chances))]
    return {" ": "␣", "\n": "⏎"}.get(token, token)


def test_without_a_clicked_unit_none_can_be_held(
    pane: GatesPane, kit: Instrument, trained: Run
) -> None:
    pane.hold.extent.button("unit").click()
    pane.hold.value.button("0").click()
    pane.refresh()
    assert "Click a unit" in pane.hold.error.text()
