"""The views that look into frozen copies, with real widgets beside torch's autograd."""

import csv

import numpy as np
import pytest
import torch
from pytestqt.qtbot import QtBot
from torch import Tensor

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.memory.spectrum import exponent_words
from rnnlab.gui.panes.memory_pane import CONTEXT, REACH, SPECTRUM, TIME, TRIANGLE, MemoryPane
from rnnlab.gui.plots import FloatArray, Plot
from rnnlab.gui.words import visible_token
from rnnlab.models.readable import Trace, run_readable
from rnnlab.models.weights import ModelWeights
from rnnlab.probes.reading import frozen_weights
from rnnlab.text import IntArray

PATIENCE = 30_000
UNITS = 8


@pytest.fixture
def pane(qtbot: QtBot, look: Look, kit: Instrument, trained: Run) -> MemoryPane:
    made = MemoryPane(
        look, kit.runs, kit.watching, kit.looking, kit.reaching, kit.context, kit.poller
    )
    qtbot.addWidget(made)
    made.resize(590, 330)
    made.show()
    return made


def weights_of(run: Run) -> ModelWeights:
    trainer = run.trainer()
    assert trainer is not None
    return frozen_weights(trainer.model)


def watched(kit: Instrument) -> IntArray:
    assert kit.watching.ids is not None
    return kit.watching.ids


def table(plot: Plot) -> list[list[str]]:
    return list(csv.reader(plot.to_csv().splitlines()))


def curve(plot: Plot, label: str) -> list[float]:
    return [float(line[2]) for line in table(plot) if line[0] == label]


def read_with_graph(weights: ModelWeights, ids: IntArray) -> tuple[Trace, Tensor]:
    """The trace and the loss after each input, with a graph behind them."""
    for tensor in weights.layers[0].tensors():
        tensor.requires_grad_()
    inputs = torch.from_numpy(ids[:-1]).long()[:, None]
    trace = run_readable(weights, inputs, weights.initial_state(1))
    targets = torch.from_numpy(ids[1:]).long()
    losses = torch.nn.functional.cross_entropy(trace.logits[:, 0], targets, reduction="none")
    return trace, losses


def norms(loss: Tensor, states: list[Tensor]) -> FloatArray:
    found = torch.autograd.grad(loss, states, retain_graph=True)
    lengths: FloatArray = torch.stack([each.norm() for each in found]).numpy()
    return lengths


def show(pane: MemoryPane, page: str, qtbot: QtBot, plot: Plot) -> None:
    pane.deck.choose(page)
    qtbot.waitUntil(lambda: plot.bounds()[0] is not None, timeout=PATIENCE)


def test_the_triangle_is_that_of_autograd(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, TRIANGLE, qtbot, pane.triangle)
    drawn = np.array([[float(cell) for cell in line[1:]] for line in table(pane.triangle)[1:]])
    trace, losses = read_with_graph(weights_of(trained), watched(kit))
    for position in (0, 1, 20, len(losses) - 1):
        expected = norms(losses[position], trace.layers[0].hidden[: position + 1])
        np.testing.assert_allclose(drawn[position, : position + 1], expected, rtol=1e-6)
        assert np.isnan(drawn[position, position + 1 :]).all()
    assert not pane.triangle.state.isHidden()
    pane.triangle.state.button("c").click()
    drawn = np.array([[float(cell) for cell in line[1:]] for line in table(pane.triangle)[1:]])
    expected = norms(losses[20], trace.layers[0].cell[:21])
    np.testing.assert_allclose(drawn[20, :21], expected, rtol=1e-6)


def test_a_clicked_row_is_followed_and_a_hovered_column_shown_everywhere(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, TRIANGLE, qtbot, pane.triangle)
    pane.triangle.cell_clicked.emit(12, 3)
    assert kit.watching.loss_at == 12
    pointed: list[int] = []
    kit.watching.step_pointed.connect(pointed.append)
    pane.triangle.column_hovered.emit(3)
    assert pointed == [3]


def test_the_triangle_says_the_numbers_under_the_pointer(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, TRIANGLE, qtbot, pane.triangle)
    words = pane.triangle.read_out(4.0, 9.0)
    tokens = trained.codec.vocabulary.tokens
    loss, state = (visible_token(tokens[int(watched(kit)[index])]) for index in (8, 3))
    assert f"loss after <b>9</b> “{loss}”, state after <b>4</b> “{state}”" in words
    assert "comes after" in pane.triangle.read_out(9.0, 4.0)


def test_theory_and_measurement_are_of_the_same_weights(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose(TIME)
    pane.through_time.theory.click()
    qtbot.waitUntil(lambda: "theory" in pane.through_time.curve_keys(), timeout=PATIENCE)
    trace, losses = read_with_graph(weights_of(trained), watched(kit))
    layer, last = trace.layers[0], len(losses) - 1
    measured = norms(losses[last], layer.hidden)
    np.testing.assert_allclose(curve(pane.through_time, trained.name), measured, rtol=1e-6)
    (left,) = torch.autograd.grad(losses[last], layer.cell[last], retain_graph=True)
    kept = []  # ∂L/∂c_τ times the forget gates of all later steps, by hand
    for t in range(last, -1, -1):
        kept.append(float(left.norm()))
        left = left * layer.gates[t]["forget"].detach()
    label = "Π fₜ, direct cell path"
    np.testing.assert_allclose(curve(pane.through_time, label), kept[::-1], rtol=1e-6)
    assert f"predicted at step {trained.step}" in pane.through_time.header.subtitle()
    pane.through_time.theory.click()
    qtbot.waitUntil(lambda: "theory" not in pane.through_time.curve_keys(), timeout=PATIENCE)


def test_theory_asks_for_one_loss(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose(TIME)
    pane.through_time.theory.click()
    pane.loss_at.choose("all")
    qtbot.waitUntil(lambda: "choose one" in pane.through_time.header.subtitle(), timeout=PATIENCE)
    assert "theory" not in pane.through_time.curve_keys()


def test_the_reach_is_told_with_its_spread(pane: MemoryPane, trained: Run, qtbot: QtBot) -> None:
    pane.deck.choose(TIME)
    qtbot.waitUntil(lambda: ", 8 positions)" in pane.through_time.reaches.text(), timeout=PATIENCE)
    assert trained.name in pane.through_time.reaches.text()


def test_the_eigenvalues_are_those_of_the_chosen_gate(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, SPECTRUM, qtbot, pane.spectrum.plane)
    matrix = weights_of(trained).layers[0].weight_hh.numpy()
    assert pane.spectrum.chosen_block() == "forget"
    for block, number in (("forget", 1), ("output", 3)):
        pane.spectrum.block.setCurrentIndex(number)
        pane.spectrum.block.activated.emit(number)
        own = matrix[number * UNITS : (number + 1) * UNITS]
        expected = np.sort(np.abs(np.linalg.eigvals(own)))

        def drawn(wanted: FloatArray = expected) -> bool:
            found = np.sort(np.abs(pane.spectrum.plane.points("now")))
            return len(found) == UNITS and bool(np.allclose(found, wanted, rtol=1e-9))

        qtbot.waitUntil(drawn, timeout=PATIENCE)
        stretched = np.linalg.svd(own, compute_uv=False)
        np.testing.assert_allclose(curve(pane.spectrum.singular, "now"), stretched, rtol=1e-9)
        assert f"radius {expected[-1]:.2f}" in pane.spectrum.plane.header.subtitle()
        assert pane.spectrum.chosen_block() == block
    assert "Lyapunov exponent λ₁" in pane.spectrum.exponent.text()


@pytest.mark.parametrize(
    ("exponent", "words"),
    [
        (-0.5, "×0.607 is left"),
        (0.25, "×1.28 with each token; it is chaotic"),
        (-np.inf, "at once"),
    ],
)
def test_an_exponent_is_told_with_its_meaning(exponent: float, words: str) -> None:
    assert words in exponent_words(exponent)


def test_a_sentence_takes_the_place_of_what_cannot_be_had(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, TRIANGLE, qtbot, pane.triangle)
    with qtbot.waitSignal(kit.texts.corpus_changed, timeout=PATIENCE):
        kit.texts.open_pasted("0123456789 " * 500)
    qtbot.waitUntil(lambda: pane.triangle.bounds()[0] is None, timeout=PATIENCE)
    pane.triangle.refresh()
    assert "not open" in pane.triangle.canvas.frame.empty_text


def test_a_removed_run_empties_the_views(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, SPECTRUM, qtbot, pane.spectrum.plane)
    kit.runs.remove(trained.key)
    qtbot.waitUntil(lambda: pane.spectrum.plane.bounds()[0] is None, timeout=PATIENCE)
    assert pane.spectrum.block.count() == 0


def test_half_lives_are_drawn_over_training(
    pane: MemoryPane, kit: Instrument, trained: Run
) -> None:
    track = kit.reaching.tracks[trained.key]
    track.add(10**6, 7.5)
    track.add(2 * 10**6, float("inf"))
    pane.deck.choose(REACH)
    pane.refresh()
    drawn = curve(pane.reach, trained.name)
    assert drawn[-2] == 7.5
    assert np.isnan(drawn[-1])
    assert f"{trained.name} ∞" in pane.reach.header.subtitle()


def test_used_context_is_measured_on_demand_and_marked_with_the_reach(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    pane.deck.choose(CONTEXT)
    pane.used_context.button.click()
    pane.refresh()
    assert pane.used_context.button.text() == "Cancel"
    assert "measuring" in pane.used_context.header.subtitle()
    qtbot.waitUntil(lambda: pane.used_context.button.text() == "Measure", timeout=PATIENCE)
    lines = [line for line in table(pane.used_context) if line[0] == trained.name]
    assert [line[1] for line in lines][-2:] == ["128.0", "all"]
    measured = kit.context.measured[trained.key].scores
    assert [float(line[2]) for line in lines] == [score.perplexity for score in measured]
    insight = kit.looking.insights[trained.key]
    marks = {word: x for x, _, _, word in pane.used_context.marks.shown()}
    assert 10 ** marks["½"] == pytest.approx(insight.reaches[-1].half_life)


def test_pages_fit_in_one_row_or_become_a_list(pane: MemoryPane, qtbot: QtBot) -> None:
    assert not pane.deck.tabs.isHidden()
    assert pane.deck.menu.isHidden()
    assert pane.deck.header.height() <= pane.deck.tabs.sizeHint().height()
    pane.resize(380, 330)
    assert pane.deck.tabs.isHidden()
    assert not pane.deck.menu.isHidden()
    pane.deck.menu.textActivated.emit(SPECTRUM)
    assert pane.deck.shown() == [SPECTRUM]
    assert pane.deck.menu.currentText() == SPECTRUM


def test_nothing_is_looked_into_behind_a_page_that_needs_no_copy(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    assert trained.status is Status.FINISHED
    pane.deck.choose(REACH)
    pane.refresh()
    kit.looking.insights.clear()
    kit.watching.set_text("The cat was full.")
    qtbot.waitUntil(lambda: not kit.background.busy, timeout=PATIENCE)
    assert not kit.looking.insights


def test_the_picture_of_another_run_does_not_stay(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot
) -> None:
    show(pane, TRIANGLE, qtbot, pane.triangle)
    kit.runs.set_setting("cell", "rnn-tanh")
    kit.runs.train()
    second = kit.runs.current
    assert second is not None
    qtbot.waitUntil(lambda: second.status is Status.FINISHED, timeout=PATIENCE)
    qtbot.waitUntil(lambda: pane.triangle.shown_run() == second.key, timeout=PATIENCE)
    kit.runs.select(trained.key)
    pane.refresh()
    assert pane.triangle.shown_run() in (None, trained.key)
    qtbot.waitUntil(lambda: pane.triangle.shown_run() == trained.key, timeout=PATIENCE)


@pytest.mark.parametrize("typed", ["☃ snow ☃", "Th"])
def test_unknown_tokens_and_a_single_step_stop_nothing(
    pane: MemoryPane, kit: Instrument, trained: Run, qtbot: QtBot, typed: str
) -> None:
    show(pane, TRIANGLE, qtbot, pane.triangle)
    sentences: list[str] = []
    kit.watching.refused.connect(sentences.append)
    before = watched(kit)
    kit.watching.set_text(typed)
    if watched(kit) is before:
        assert sentences
    pane.through_time.theory.setChecked(True)
    pane.deck.choose(SPECTRUM)
    qtbot.waitUntil(lambda: not kit.background.busy, timeout=PATIENCE)
    pane.deck.choose(TIME)
    qtbot.waitUntil(lambda: "predicted" in pane.through_time.header.subtitle(), timeout=PATIENCE)
