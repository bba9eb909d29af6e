"""The learning pane with real widgets, over runs whose numbers are known."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import RunConfig
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.look import Look
from rnnlab.gui.panes.learning_pane import LearningPane
from rnnlab.gui.plots import CurvePlot
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.records import StepRecord, ValidationRecord

STEPS = 400
TOKENS = 10  # of a step
MakeRun = Callable[..., Run]


@pytest.fixture
def pane(instrument: Instrument, look: Look, qtbot: QtBot) -> Iterator[LearningPane]:
    kit = instrument
    made = LearningPane(look, kit.runs, kit.ngrams, kit.overtaking, kit.poller)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def make_run(instrument: Instrument) -> MakeRun:
    """Runs that took ``seconds`` a step and lost 1 / step; every one of them is shown."""
    codec = build_corpus(source_from_text("abcd " * 100, "x"), RunConfig().text).codec

    def make(
        name: str, seconds: float = 0.01, clip: float = 1.0, steps: int = STEPS, scale: float = 1.0
    ) -> Run:
        config = RunConfig().changed(gradient_clip=clip)
        run = Run(instrument.runs.new_key(), name, config, codec, shade=0)
        for step in range(1, steps + 1):
            norm = 2.0 * scale
            run.history.add(
                StepRecord(
                    step, TOKENS * step, scale / step, 0.1, norm, min(norm, clip), seconds * step
                )
            )
        for step in (0, steps // 2):
            run.history.add(ValidationRecord(step, TOKENS * step, math.log(8.0)))
        instrument.runs.add(run)
        return run

    return make


def labels(plot: CurvePlot) -> list[str]:
    plot.refresh()
    return [label.text for label in plot.end_labels()]


def ends(plot: CurvePlot) -> dict[str, float]:
    plot.refresh()
    return {label.text: label.x for label in plot.end_labels()}


def show(pane: LearningPane, page: str) -> None:
    pane.deck.choose(page)
    pane.refresh()


def test_the_loss_page_shows_the_training_loss_of_every_run(
    pane: LearningPane, make_run: MakeRun
) -> None:
    for name in ("One", "Two", "Three"):
        make_run(name)
    show(pane, "Loss")
    assert set(labels(pane.loss)) == {"One", "Two", "Three", "validation"}


def test_a_run_that_is_alone_shows_its_batches_too(pane: LearningPane, make_run: MakeRun) -> None:
    run = make_run("One")
    show(pane, "Loss")
    assert f"{run.key}-batch" in pane.loss.curve_keys()


def test_a_hidden_run_leaves_every_page(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    hidden, shown = make_run("Hidden"), make_run("Shown")
    pages = {
        "Perplexity": pane.perplexity,
        "Loss": pane.loss,
        "Gradient norm": pane.gradient_norm,
        "Speed": pane.speed,
    }
    for page in pages:
        show(pane, page)
    instrument.runs.set_visible(hidden.key, False)
    for page, plot in pages.items():
        show(pane, page)
        keys = [key.partition("-")[0] for key in plot.curve_keys()]
        assert set(keys) == {str(shown.key)}, page


def test_by_time_each_run_ends_at_the_seconds_of_its_own_training(
    pane: LearningPane, make_run: MakeRun, qtbot: QtBot
) -> None:
    make_run("Quick", seconds=0.01)
    make_run("Slow", seconds=0.05)
    pane.unit.button("seconds").click()
    show(pane, "Loss")
    found = ends(pane.loss)
    assert found["Quick"] == pytest.approx(4.0)
    assert found["Slow"] == pytest.approx(20.0)
    assert found["validation"] == pytest.approx(10.0)


def test_by_tokens_both_end_at_the_same_place(pane: LearningPane, make_run: MakeRun) -> None:
    make_run("Quick", seconds=0.01)
    make_run("Slow", seconds=0.05)
    show(pane, "Loss")
    found = ends(pane.loss)
    assert found["Quick"] == found["Slow"] == TOKENS * STEPS


def test_the_speed_is_told_in_milliseconds_a_step(pane: LearningPane, make_run: MakeRun) -> None:
    make_run("Quick", seconds=0.0123)
    make_run("Slow", seconds=0.05)
    show(pane, "Speed")
    assert set(labels(pane.speed)) == {"12.3 ms · Quick", "50.0 ms · Slow"}


def test_the_speed_of_few_steps_is_their_median(pane: LearningPane, make_run: MakeRun) -> None:
    make_run("Short", seconds=0.02, steps=3)
    show(pane, "Speed")
    assert labels(pane.speed) == ["20.0 ms · Short"]


def test_the_gradients_of_both_stand_on_one_axis_with_the_limit(
    pane: LearningPane, make_run: MakeRun
) -> None:
    make_run("Without", clip=0.0)
    make_run("With", clip=1.0)
    show(pane, "Gradient norm")
    assert set(labels(pane.gradient_norm)) == {"Without", "With", "clip 1"}
    assert pane.gradient_norm.y_log


def test_a_limit_goes_with_the_last_run_that_has_it(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    make_run("Without", clip=0.0)
    clipped = make_run("With", clip=1.0)
    show(pane, "Gradient norm")
    instrument.runs.remove(clipped.key)
    pane.refresh()
    assert labels(pane.gradient_norm) == ["Without"]


def test_a_run_that_broke_stays_and_is_marked_at_its_last_step(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    run = make_run("Wild", scale=1e6)
    make_run("Calm", steps=2 * STEPS)
    run.status = Status.DIVERGED
    instrument.runs.run_changed.emit(run.key)
    show(pane, "Gradient norm")
    ((x, y, _, words),) = pane.gradient_norm.marks.shown()
    assert (x, y) == (TOKENS * STEPS, pytest.approx(math.log10(2e6)))
    assert words == "broke at step 401"
    assert pane.gradient_norm.header.subtitle() == "Wild broke at step 401"
    assert "Wild" in labels(pane.gradient_norm)


def test_the_mark_of_a_loss_follows_the_axis(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    run = make_run("Wild", scale=1e6)
    run.status = Status.DIVERGED
    instrument.runs.run_changed.emit(run.key)
    show(pane, "Loss")
    smoothed = float(run.history.training.column("smoothed_loss")[-1])
    assert pane.loss.marks.shown()[0][1] == pytest.approx(smoothed)
    pane.loss.log_button.click()
    assert pane.loss.marks.shown()[0][1] == pytest.approx(math.log10(smoothed))


def test_a_mark_at_the_right_edge_leaves_its_words_to_the_line_below_the_title(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    run = make_run("Wild")
    run.status = Status.DIVERGED
    instrument.runs.run_changed.emit(run.key)
    show(pane, "Gradient norm")
    assert [mark[3] for mark in pane.gradient_norm.marks.shown()] == [""]
    assert pane.gradient_norm.header.subtitle() == "Wild broke at step 401"


def test_a_loss_that_has_exploded_is_drawn_over_logarithms_until_told_otherwise(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    run = make_run("Wild")
    show(pane, "Loss")
    assert not pane.loss.y_log
    run.history.add(StepRecord(STEPS + 1, TOKENS * (STEPS + 1), 1e7, 0.1, 1.0, 1.0, 5.0))
    instrument.runs.run_changed.emit(run.key)
    pane.refresh()
    assert pane.loss.y_log
    pane.loss.log_button.click()
    instrument.runs.run_changed.emit(run.key)
    pane.refresh()
    assert not pane.loss.y_log


@pytest.mark.parametrize("of", ["training", "validation"])
def test_an_exploded_perplexity_leaves_the_picture_rather_than_flatten_the_rest(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument, of: str
) -> None:
    make_run("Calm")
    wild = make_run("Wild")
    at = STEPS + 1, TOKENS * (STEPS + 1)
    if of == "training":
        wild.history.add(StepRecord(*at, 1e7, 0.1, 1.0, 1.0, 5.0))
    else:
        wild.history.add(ValidationRecord(*at, 200.0))
    instrument.runs.run_changed.emit(wild.key)
    show(pane, "Perplexity")
    pane.perplexity.refresh()
    _, highest = pane.perplexity.canvas.frame.view.viewRange()[1]
    assert highest == pytest.approx(5.0)


@pytest.mark.parametrize(("runs", "named"), [(3, [1, 2, 3, 4]), (4, [2, 4])])
def test_beside_many_runs_only_every_second_ngram_line_has_its_name(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument, runs: int, named: list[int]
) -> None:
    for number in range(runs):
        make_run(f"Run {number}")
    instrument.ngrams.perplexities.update({order: 12.0 - order for order in range(1, 5)})
    show(pane, "Perplexity")
    found = [label for label in labels(pane.perplexity) if label.endswith("-gram")]
    assert found == [f"{order}-gram" for order in named]


def test_an_infinite_perplexity_has_no_line(
    pane: LearningPane, make_run: MakeRun, instrument: Instrument
) -> None:
    make_run("One")
    instrument.ngrams.perplexities.update({1: 12.0, 2: math.inf, 8: 3.0})
    show(pane, "Perplexity")
    found = [label for label in labels(pane.perplexity) if label.endswith("-gram")]
    assert found == ["1-gram", "8-gram"]


def test_the_model_of_a_file_is_a_line_with_its_name(
    pane: LearningPane,
    make_run: MakeRun,
    instrument: Instrument,
    rest: Callable[[], None],
    tmp_path: Path,
) -> None:
    instrument.texts.open_pasted("abcd abdc " * 100)
    rest()
    make_run("One")
    path = tmp_path / "other tool.arpa"
    instrument.ngrams.files.save(instrument.ngrams.models[1], path)
    rest()
    instrument.ngrams.files.open(path)
    rest()
    show(pane, "Perplexity")
    pane.perplexity.refresh()
    found = {label.text: label.y for label in pane.perplexity.end_labels()}
    line = math.log10(instrument.ngrams.perplexities[1])
    assert found["other tool"] == pytest.approx(line, abs=1e-4)
    instrument.ngrams.files.remove("other tool")
    assert "other tool" not in labels(pane.perplexity)
