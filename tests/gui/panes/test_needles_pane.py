"""The needle tests with real widgets, on results that are made up or trained in a few steps."""

import csv
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.needles import NeedleDesk
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.needles.mixed_plot import LOWEST, gradient_height
from rnnlab.gui.panes.needles.sweep_plot import TRAINED_ROW, UNTRAINED_ROW
from rnnlab.gui.panes.needles_pane import NeedlesPane
from rnnlab.probes.reach import Reach
from rnnlab.training.needles.contenders import CONTENDERS
from rnnlab.training.needles.mixed import DISTANCES, LONGEST, MixedReport
from rnnlab.training.needles.results import Budget, PointProgress, PointResult

PATIENCE = 30_000
TINY = Budget(60.0, 2)
Making = Callable[[Callable[[Sequence[Any]], Iterator[Any]] | None], NeedlesPane]


def reach(tokens: float) -> Reach:
    decay = 0.01 ** (1 / tokens)
    return Reach("decays", 6, decay, (decay, decay), 0.0, 1.0, 0.0, math.ceil(tokens))


def as_expected(orders: Sequence[Any]) -> Iterator[Any]:
    """The LSTM with forget bias 3 solves all, the others lag 10 alone."""
    for point in orders:
        solved = point.contender == "lstm-3" or point.lag == 10
        yield PointProgress(point, 1, 0.1, 0.5)
        yield PointResult(point, 1.0 if solved else 0.125, 50, 2.0, reach(8), reach(30))


def latched(orders: Sequence[Any]) -> Iterator[Any]:
    gradient = 10.0 ** -np.arange(LONGEST + 1)
    accuracies = (1.0,) * len(DISTANCES)
    yield MixedReport(orders[0], 900, 5.0, DISTANCES, accuracies, gradient, 0.9, True)


@pytest.fixture
def make(qtbot: QtBot, look: Look) -> Iterator[Making]:
    instrument = Instrument()
    instrument.poller.start()

    def made(run: Callable[[Sequence[Any]], Iterator[Any]] | None) -> NeedlesPane:
        desk = NeedleDesk(instrument.background, instrument, run)
        pane = NeedlesPane(look, desk, instrument.poller, TINY, TINY)
        qtbot.addWidget(pane)
        pane.resize(590, 420)
        pane.show()
        return pane

    yield made
    instrument.shut_down()
    instrument.deleteLater()


def rows(pane: NeedlesPane) -> list[dict[str, str]]:
    return list(csv.DictReader(pane.sweep.plot.to_csv().splitlines()))


def sweep(pane: NeedlesPane, qtbot: QtBot) -> None:
    pane.sweep.button.click()
    ended = "trained at one distance"
    qtbot.waitUntil(lambda: ended in pane.sweep.plot.header.subtitle(), timeout=PATIENCE)
    assert pane.sweep.button.text() == "Run the sweep"


def test_one_click_draws_every_contender_at_every_distance(make: Making, qtbot: QtBot) -> None:
    pane = make(as_expected)
    sweep(pane, qtbot)
    assert len(rows(pane)) == len(CONTENDERS) * 4
    assert pane.sweep.plot.curve_keys() == list(CONTENDERS)

    def labels() -> set[str]:
        return {label.text for label in pane.sweep.plot.end_labels()}

    qtbot.waitUntil(lambda: "chance 0.125" in labels())  # they are placed at the next frame
    assert {contender.short for contender in CONTENDERS.values()} <= labels()


def test_the_verdict_sets_the_plain_rnn_against_the_lstm_that_begins_open(
    make: Making, qtbot: QtBot
) -> None:
    pane = make(as_expected)
    sweep(pane, qtbot)
    assert pane.sweep.verdict.text() == (
        "RNN, tanh solves lag 10 and fails from 20 on; its untrained gradient falls under 1 % "
        "after 8 tokens. LSTM with forget bias 3 solves every lag up to 80; its untrained "
        "gradient falls under 1 % after 8 tokens."
    )


def test_reaches_stand_below_at_their_distance(make: Making, qtbot: QtBot) -> None:
    pane = make(as_expected)
    sweep(pane, qtbot)
    marks = [mark for mark in pane.sweep.plot.marks() if mark.in_strip]
    hollow = [mark for mark in marks if mark.y == UNTRAINED_ROW]
    filled = [mark for mark in marks if mark.y == TRAINED_ROW]
    assert len(hollow) == len(filled) == len(CONTENDERS)
    assert {round(10**mark.x) for mark in hollow} == {8}
    assert {round(10**mark.x) for mark in filled} == {30}
    assert not any(mark.filled for mark in hollow)
    assert all(mark.filled for mark in filled)


def test_marks_of_a_strip_do_not_cover_each_other(make: Making, qtbot: QtBot) -> None:
    pane = make(as_expected)
    sweep(pane, qtbot)
    plot = pane.sweep.plot
    plot.refresh()
    places = plot._marks.places(plot.canvas.frame.mapping())
    x = sorted(place.x() for mark, place in places if mark.y == UNTRAINED_ROW)
    assert min(np.diff(x)) >= 8


def test_a_mark_under_the_pointer_tells_its_numbers(make: Making, qtbot: QtBot) -> None:
    pane = make(as_expected)
    sweep(pane, qtbot)
    plot = pane.sweep.plot
    plot.refresh()
    mark = next(mark for mark in plot.marks() if mark.y == 1.0)
    plot.canvas.pointer_moved.emit(QPointF(mark.x, mark.y))
    assert "accuracy <b>1.000</b> after 50 steps, 2.0 s" in plot.canvas.read_out()
    assert "half-life" in plot.canvas.read_out()


@pytest.mark.parametrize(
    ("distances", "advice"),
    [
        ("0", "choose one from 1 to 1,000"),
        ("100000", "choose one from 1 to 1,000"),
        ("ten", "“ten” is no distance"),
        ("", "Give from one to 12 distances"),
    ],
)
def test_a_distance_that_cannot_be_is_refused_at_the_place(
    make: Making, qtbot: QtBot, distances: str, advice: str
) -> None:
    pane = make(as_expected)
    pane.sweep.distances.setText(distances)
    assert advice in pane.sweep.error.text()
    pane.sweep.button.click()
    assert pane.sweep.error.isVisible()
    assert pane.sweep.button.text() == "Run the sweep"
    pane.sweep.distances.setText("10")
    assert not pane.sweep.error.isVisible()


def test_without_a_contender_nothing_runs(make: Making) -> None:
    pane = make(as_expected)
    for key in CONTENDERS:
        pane.sweep.contenders.tick(key, False)
    pane.sweep.button.click()
    assert "tick at least one contender" in pane.sweep.error.text()


def test_another_task_has_another_example_and_forgets_the_results(
    make: Making, qtbot: QtBot
) -> None:
    pane = make(as_expected)
    sweep(pane, qtbot)
    box = pane.sweep.task
    box.setCurrentIndex(box.findData("parity"))
    box.activated.emit(box.currentIndex())
    assert "ones odd" in pane.sweep.example.text()
    assert not rows(pane)
    assert not pane.sweep.verdict.isVisible()


def test_a_sweep_is_stopped_by_the_same_button(make: Making, qtbot: QtBot) -> None:
    def endless(orders: Sequence[Any]) -> Iterator[Any]:
        while True:
            yield PointProgress(orders[0], 1, 0.1, 0.25)

    pane = make(endless)
    pane.sweep.button.click()
    qtbot.waitUntil(
        lambda: "RNN tanh at 10: 0.25" in pane.sweep.plot.header.subtitle(), timeout=PATIENCE
    )
    qtbot.mouseClick(pane.sweep.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.sweep.button.text() == "Run the sweep", timeout=PATIENCE)


def test_real_networks_in_real_processes_give_a_point_each(make: Making, qtbot: QtBot) -> None:
    pane = make(None)
    for key in CONTENDERS:
        pane.sweep.contenders.tick(key, key == "lstm-3")
    pane.sweep.distances.setText("5")
    sweep(pane, qtbot)
    (row,) = rows(pane)
    assert row["steps"] == "2"
    assert 0 <= float(row["accuracy"]) <= 1


def test_mixed_distances_show_both_truths_on_one_axis(make: Making, qtbot: QtBot) -> None:
    pane = make(latched)
    pane.deck.choose("Vanished is not forgotten")
    pane.mixed.button.click()
    qtbot.waitUntil(lambda: bool(pane.mixed.plot.curve_keys()), timeout=PATIENCE)
    assert "it has not forgotten" in pane.mixed.verdict.text()
    assert pane.mixed.plot.curve_keys() == ["gradient", "accuracy"]
    table = list(csv.DictReader(pane.mixed.plot.to_csv().splitlines()))
    assert float(table[48]["gradient over its start"]) == 1e-48
    assert float(table[48]["accuracy"]) == 1.0
    pane.mixed.plot.canvas.pointer_moved.emit(QPointF(47.0, 0.5))
    assert "48 words: accuracy <b>1.000</b>" in pane.mixed.plot.canvas.read_out()


def test_the_right_axis_is_logarithmic() -> None:
    heights = gradient_height(np.array([1.0, 10.0 ** (LOWEST / 2), 10.0**LOWEST, 0.0]))
    np.testing.assert_allclose(heights[:3], [1.0, 0.5, 0.0], atol=1e-12)
    assert math.isnan(heights[3])


@pytest.mark.parametrize("which", ["sweep", "mixed"])
def test_each_plot_is_explained_in_three_sentences_with_an_equation(
    make: Making, which: str
) -> None:
    pane = make(as_expected)
    plot = getattr(pane, which).plot
    words = plot.accessibleDescription()
    assert words.count(". ") == 2
    assert "∂L" in words
