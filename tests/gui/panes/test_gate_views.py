"""The pages of the gates pane: over training, all runs, and which choices apply."""

import csv
import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rnnlab.config import Cell, RunConfig, TextConfig
from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.gates.kept_view import KeptView
from rnnlab.gui.panes.gates.signals import scale_of
from rnnlab.gui.panes.gates.training_view import TrainingView
from rnnlab.gui.panes.gates_pane import HOLD, ONE_UNIT, RUNS, TRAINING, UNITS, GatesPane
from rnnlab.gui.plots import CurvePlot, HeatmapPlot
from rnnlab.probes.result import ProbeResult
from rnnlab.text import Codec, build_corpus, source_from_text
from rnnlab.training.records import ProbeRecord

PATIENCE = 20_000
GATES: dict[Cell, tuple[str, ...]] = {
    "lstm": ("input", "forget", "candidate", "output"),
    "gru": ("reset", "update", "candidate"),
    "rnn-tanh": (),
    "rnn-relu": (),
}
MakeRun = Callable[..., Run]


@pytest.fixture(scope="module")
def codec() -> Codec:
    return build_corpus(source_from_text("the cat sat. " * 80, "Cats"), TextConfig()).codec


def seen(cell: Cell, seed: int) -> ProbeResult:
    random = np.random.default_rng(seed)
    shape = (2, 9, 40)
    hidden = np.tanh(random.normal(scale=2, size=shape))
    return ProbeResult(
        loss_at="last",
        inputs=np.arange(9, dtype=np.int32),
        targets=np.zeros(9, dtype=np.int32),
        hidden=np.maximum(1.5 * hidden, 0) if cell == "rnn-relu" else hidden,
        cell=random.normal(scale=3, size=shape) if cell == "lstm" else None,
        gates={
            name: np.tanh(random.normal(size=shape))
            if name == "candidate"
            else random.beta(0.3, 0.3, shape)
            for name in GATES[cell]
        },
        hidden_gradient_norm=np.ones((2, 9)),
        cell_gradient_norm=None,
    )


@pytest.fixture
def make_run(codec: Codec) -> MakeRun:
    """A run that was looked into after 10, 20, 30 … steps of 8 · 4 tokens."""

    def make(cell: Cell, key: int = 1, looks: int = 3) -> Run:
        config = RunConfig().changed(cell=cell, layers=2, batch_size=8, sequence_length=4)
        run = Run(key, f"{cell} {key}", config, codec, shade=0)
        for look in range(1, looks + 1):
            run.history.add(ProbeRecord(10 * look, 320 * look, seen(cell, look)))
        return run

    return make


@pytest.fixture
def over_training(qtbot: QtBot, look: Look) -> TrainingView:
    made = TrainingView(look)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


def curves(plot: CurvePlot) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for name, x, y in list(csv.reader(plot.to_csv().splitlines()))[1:]:
        found.setdefault(name, []).append((float(x), float(y)))
    return found


def table(plot: HeatmapPlot) -> tuple[list[float], dict[float, list[float]]]:
    """The places of the columns, and the rows by their places."""
    (_, *places), *rows = csv.reader(plot.to_csv().splitlines())
    found = {round(float(row[0]), 6): [float(value) for value in row[1:]] for row in rows}
    return [float(place) for place in places], found


def test_saturation_of_a_gate_is_counted_below_and_above(
    over_training: TrainingView, make_run: MakeRun
) -> None:
    over_training.show_run(make_run("lstm"), "forget", 1)
    looks = [seen("lstm", look).gates["forget"][1] for look in (1, 2, 3)]
    found = curves(over_training.saturated)
    assert set(found) == {"f > 0.9", "f < 0.1"}
    for label, wanted in (
        ("f > 0.9", [(look > 0.9).mean() for look in looks]),
        ("f < 0.1", [(look < 0.1).mean() for look in looks]),
    ):
        assert [x for x, _ in found[label]] == [320, 640, 960]
        assert [y for _, y in found[label]] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(("cell", "name"), [("rnn-tanh", "hidden"), ("gru", "candidate")])
def test_saturation_of_a_tanh_is_at_both_ends(
    over_training: TrainingView, make_run: MakeRun, cell: Cell, name: str
) -> None:
    over_training.show_run(make_run(cell), name, 0)
    ((label, points),) = curves(over_training.saturated).items()
    assert label in ("|h| > 0.9", "|g| > 0.9")
    for look, (_, share) in enumerate(points, start=1):
        result = seen(cell, look)
        values = result.hidden[0] if name == "hidden" else result.gates[name][0]
        assert share == pytest.approx((np.abs(values) > 0.9).mean(), rel=1e-12)


def test_a_relu_is_silent_or_high(over_training: TrainingView, make_run: MakeRun) -> None:
    over_training.show_run(make_run("rnn-relu"), "hidden", 0)
    found = curves(over_training.saturated)
    first = seen("rnn-relu", 1).hidden[0]
    assert found["h < 0.1"][0][1] == pytest.approx((first < 0.1).mean(), rel=1e-12)
    assert found["h > 0.9"][0][1] == pytest.approx((first > 0.9).mean(), rel=1e-12)
    _, rows = table(over_training.distribution)
    assert min(rows) == pytest.approx(0.05)  # nothing is drawn below 0


def test_the_distribution_is_a_histogram_at_each_look(
    over_training: TrainingView, make_run: MakeRun
) -> None:
    over_training.show_run(make_run("gru"), "update", 0)
    places, rows = table(over_training.distribution)
    assert places == [320, 640, 960]
    for look in (1, 2, 3):
        values = seen("gru", look).gates["update"][0]
        counts, edges = np.histogram(values, bins=20, range=(0, 1))
        for count, left in zip(counts, edges, strict=False):
            share = rows[round(float(left) + 0.025, 6)][look - 1]
            assert share == pytest.approx(count / values.size)


def test_a_cell_has_no_bounds_and_says_so(over_training: TrainingView, make_run: MakeRun) -> None:
    over_training.show_run(make_run("lstm"), "forget", 0)
    over_training.show_run(make_run("lstm"), "cell", 0)
    assert over_training.saturated.curve_keys() == []
    over_training.saturated.refresh()
    assert "no bounds" in over_training.saturated.canvas.frame.empty_text


def test_what_each_run_keeps_is_the_mean_of_its_gate(
    qtbot: QtBot, look: Look, make_run: MakeRun
) -> None:
    view = KeptView(look)
    qtbot.addWidget(view)
    cells: tuple[Cell, ...] = ("lstm", "gru", "rnn-tanh", "rnn-relu")
    runs = [make_run(cell, key) for key, cell in enumerate(cells)]
    view.show_runs(runs, 1, np.arange(10, dtype=np.int32))
    found = curves(view)
    last = {cell: seen(cell, 3) for cell in cells}
    for label, wanted in (
        ("lstm 0 · f", last["lstm"].gates["forget"][1]),
        ("gru 1 · z", last["gru"].gates["update"][1]),
        ("rnn-tanh 2 · |h| > 0.9", np.abs(last["rnn-tanh"].hidden[1]) > 0.9),
        ("rnn-relu 3 · h > 0", last["rnn-relu"].hidden[1] > 0),
    ):
        assert [x for x, _ in found[label]] == list(range(1, 10))
        assert [y for _, y in found[label]] == pytest.approx(wanted.mean(axis=1).tolist())


def test_a_run_that_has_read_another_text_is_named_not_drawn(
    qtbot: QtBot, look: Look, make_run: MakeRun
) -> None:
    view = KeptView(look)
    qtbot.addWidget(view)
    run = make_run("gru")
    view.show_runs([run], 0, np.arange(10, dtype=np.int32))
    view.show_runs([run], 0, np.arange(7, dtype=np.int32))
    assert view.curve_keys() == []
    assert run.name in view.header.subtitle()


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument, trained: Run) -> GatesPane:
    made = GatesPane(look, kit.runs, kit.watching, kit.pinning, kit.poller)
    qtbot.addWidget(made)
    made.resize(390, 350)
    made.show()
    qtbot.waitUntil(lambda: made.signal.count() == 6, timeout=PATIENCE)
    return made


def test_every_page_is_drawn_when_it_is_chosen(pane: GatesPane, trained: Run) -> None:
    probe = trained.history.last_probe
    assert probe is not None
    trained.history.add(dataclasses.replace(probe, step=probe.step + 1))
    pane.deck.tabs.button(TRAINING).click()
    pane.refresh()
    assert set(curves(pane.training.saturated)) == {"f > 0.9", "f < 0.1"}
    pane.deck.tabs.button(RUNS).click()
    pane.refresh()
    assert list(curves(pane.kept)) == [f"{trained.name} · f"]


@pytest.mark.parametrize(
    ("page", "applies"),
    [(UNITS, True), (ONE_UNIT, False), (HOLD, True), (TRAINING, True), (RUNS, False)],
)
def test_the_choice_of_a_gate_is_there_where_it_applies(
    pane: GatesPane, page: str, applies: bool
) -> None:
    pane.deck.tabs.button(page).click()
    pane.refresh()
    assert pane.signal.isVisible() is applies


def test_the_equation_is_there_where_units_are(pane: GatesPane) -> None:
    pane.units.cell_clicked.emit(0, 5)
    pane.refresh()
    assert pane.equation.isVisible()
    pane.deck.tabs.button(TRAINING).click()
    pane.refresh()
    assert not pane.equation.isVisible()


def test_nothing_is_cut_off_in_a_small_window(pane: GatesPane) -> None:
    for page in (UNITS, ONE_UNIT, HOLD, TRAINING, RUNS):
        pane.deck.tabs.button(page).click()
        pane.refresh()
        for part in pane.findChildren(QWidget):
            if part.isVisibleTo(pane) and part.parentWidget() is pane.deck.header:
                assert part.geometry().right() <= pane.deck.header.width()
        assert pane.minimumSizeHint().width() <= 390


def test_a_held_gate_follows_the_training(
    pane: GatesPane, kit: Instrument, trained: Run, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnlab.gui.desks.pinning._REFRESH_SECONDS", 0.0)
    kit.runs.set_setting("steps", 100_000)
    kit.runs.train()
    run = kit.runs.current
    assert run is not None
    assert run is not trained
    qtbot.waitUntil(lambda: run.history.last_probe is not None, timeout=PATIENCE)
    pane.deck.tabs.button(HOLD).click()
    pane.hold.value.button("1").click()
    qtbot.waitUntil(lambda: kit.pinning.tried is not None, timeout=PATIENCE)
    first = kit.pinning.tried
    assert first is not None
    assert first.run == run.key
    qtbot.waitUntil(
        lambda: kit.pinning.tried is not None and kit.pinning.tried.step > first.step,
        timeout=PATIENCE,
    )
    kit.runs.stop()
    qtbot.waitUntil(
        lambda: (
            not run.active and kit.pinning.tried is not None and kit.pinning.tried.step == run.step
        ),
        timeout=PATIENCE,
    )


def test_behind_another_page_a_held_gate_rests(
    pane: GatesPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.tabs.button(HOLD).click()
    pane.hold.value.button("1").click()
    qtbot.waitUntil(lambda: kit.pinning.tried is not None, timeout=PATIENCE)
    before = kit.pinning.tried
    pane.deck.tabs.button(UNITS).click()
    pane.refresh()
    trained.history.training.rows()[-1, 0] += 1  # as if it had learnt on
    kit.runs.run_changed.emit(trained.key)
    assert not kit.background.busy
    assert kit.pinning.tried is before
    pane.deck.tabs.button(HOLD).click()
    pane.refresh()
    qtbot.waitUntil(lambda: kit.pinning.tried is not before, timeout=PATIENCE)


def test_both_plots_are_seen_where_there_is_room(over_training: TrainingView) -> None:
    assert over_training.saturated.isVisible()
    assert over_training.distribution.isVisible()
    over_training.resize(380, 300)
    assert not over_training.distribution.isVisible()
    over_training.to_distribution.click()
    assert over_training.distribution.isVisible()
    assert not over_training.saturated.isVisible()
    over_training.to_saturated.click()
    assert over_training.saturated.isVisible()


@pytest.mark.parametrize(
    ("name", "cell", "largest", "scale"),
    [
        ("forget", "lstm", 0.4, (0.0, 1.0)),
        ("hidden", "gru", 0.4, (-1.0, 1.0)),
        ("cell", "lstm", 5.0, (-8.0, 8.0)),
        ("hidden", "rnn-relu", 5.0, (0.0, 8.0)),
    ],
)
def test_the_scale_of_a_signal_stays(
    name: str, cell: str, largest: float, scale: tuple[float, float]
) -> None:
    assert scale_of(name, cell, np.array([[0.1, largest]])) == scale
