"""Gradients of all weights and of groups, drawn over runs whose numbers are known."""

import csv
import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from rnnlab.config import RunConfig, TextConfig
from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory.all_weights import AllWeightsView
from rnnlab.gui.panes.memory.decades import whole_decades
from rnnlab.gui.plots import CurvePlot
from rnnlab.probes.groups import GroupFlow
from rnnlab.text import Codec, build_corpus, source_from_text
from rnnlab.training.records import GroupsRecord, StepRecord

MakeRun = Callable[..., Run]
NAMES = (
    "embedding",
    *(
        f"layer {layer} {part}"
        for layer in (1, 2)
        for part in ("input weights", "recurrent weights", "biases")
    ),
    "output",
)


@pytest.fixture(scope="module")
def codec() -> Codec:
    return build_corpus(source_from_text("the cat sat. " * 80, "Cats"), TextConfig()).codec


@pytest.fixture
def make_run(codec: Codec) -> MakeRun:
    """A two-layer run of which step n had the gradient norm n, clipped at 2."""

    def make(key: int, steps: int = 4, clip: float = 2.0) -> Run:
        config = RunConfig().changed(cell="gru", layers=2, gradient_clip=clip)
        run = Run(key, f"GRU {key}", config, codec, shade=key)
        for step in range(1, steps + 1):
            clipped = min(float(step), clip or math.inf)
            run.history.add(StepRecord(step, step, 1.0, 0.1, float(step), clipped, float(step)))
            groups = tuple(
                GroupFlow(name, 9, 100.0, step * (n + 1), clipped * (n + 1), 0.1 * (n + 1))
                for n, name in enumerate(NAMES)
            )
            run.history.add(GroupsRecord(step, step, groups, looking_share=0.031))
        return run

    return make


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> AllWeightsView:
    made = AllWeightsView(look)
    qtbot.addWidget(made)
    made.resize(580, 330)
    made.show()
    return made


def drawn(plot: CurvePlot) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for name, _, value in list(csv.reader(plot.to_csv().splitlines()))[1:]:
        found.setdefault(name, []).append(float(value))
    return found


def choose(view: AllWeightsView, page: str) -> None:
    """As a hand does it, in the head of the plot that is seen."""
    plot = {"all": view.total, "groups": view.groups, "updates": view.updates}[view.page]
    (choice,) = plot.header.findChildren(QComboBox)
    choice.activated.emit(choice.findData(page))


def labels(plot: CurvePlot) -> set[str]:
    plot.refresh()
    return {label.text for label in plot.end_labels()}


def test_one_run_is_drawn_before_and_after_clipping(
    view: AllWeightsView, make_run: MakeRun
) -> None:
    run = make_run(1)
    view.show_runs([run], run, 0)
    assert drawn(view.total) == {"before clipping": [1, 2, 3, 4], "after": [1, 2, 2, 2]}
    assert "clip 2" in labels(view.total)


def test_several_runs_are_compared_before_clipping(view: AllWeightsView, make_run: MakeRun) -> None:
    clipped, free = make_run(1), make_run(2, steps=6, clip=0.0)
    view.show_runs([clipped, free], clipped, 0)
    assert drawn(view.total) == {"GRU 1": [1, 2, 3, 4], "GRU 2": [1, 2, 3, 4, 5, 6]}
    view.total.refresh()
    strong = {label.text: label.strong for label in view.total.end_labels()}
    assert strong == {"GRU 1": True, "GRU 2": False, "clip 2": False}
    view.show_runs([clipped, free], free, 0)
    assert "clip 2" not in labels(view.total)


def test_without_a_clip_there_is_one_curve(view: AllWeightsView, make_run: MakeRun) -> None:
    run = make_run(1, clip=0.0)
    view.show_runs([run], run, 0)
    assert list(drawn(view.total)) == ["‖g‖"]


def test_groups_of_the_chosen_layer_are_drawn(view: AllWeightsView, make_run: MakeRun) -> None:
    run = make_run(1)
    choose(view, "groups")
    view.show_runs([run], run, 1)
    found = drawn(view.groups)
    assert labels(view.groups) == {"embedding", "input", "recurrent", "biases", "output"}
    number = NAMES.index("layer 2 recurrent weights") + 1
    assert found["recurrent"] == [number * clipped for clipped in (1, 2, 2, 2)]
    assert found["layer 2 recurrent weights before"] == [number * n for n in (1, 2, 3, 4)]
    view.show_runs([run], run, 0)
    number = NAMES.index("layer 1 recurrent weights") + 1
    assert drawn(view.groups)["recurrent"] == [number * clipped for clipped in (1, 2, 2, 2)]
    assert len(view.groups.curve_keys()) == 10


def test_updates_are_relative_to_weights(view: AllWeightsView, make_run: MakeRun) -> None:
    run = make_run(1)
    view.show_runs([run], run, 0)
    choose(view, "updates")
    found = drawn(view.updates)
    assert found["output"] == pytest.approx([0.1 * len(NAMES) / 100.0] * 4)
    assert found["embedding"] == pytest.approx([0.001] * 4)
    assert view.updates.band.isVisible()
    assert "10⁻³" in labels(view.updates)


def test_what_looking_costs_is_said(view: AllWeightsView, make_run: MakeRun) -> None:
    run = make_run(1)
    view.show_runs([run], run, 0)
    assert "looking inside takes 3.1% of training time" in view.total.header.subtitle()


def test_without_a_run_there_is_nothing(view: AllWeightsView, make_run: MakeRun) -> None:
    run = make_run(1)
    for page in ("all", "groups", "updates"):
        choose(view, page)
        view.show_runs([run], run, 0)
        view.show_runs([], None, 0)
    for plot in (view.total, view.groups, view.updates):
        assert plot.curve_keys() == []
        assert plot.header.subtitle() == ""


def test_the_axis_opens_by_whole_decades_only() -> None:
    usual = (1e-2, 1e2)
    assert whole_decades([np.array([0.05, 3.0])], usual) == pytest.approx(usual)
    curves = [np.array([4.2, 3e5, math.inf]), np.array([0.0, math.nan, 2e-4])]
    assert whole_decades(curves, usual) == pytest.approx((1e-4, 1e6))
