"""The next token before and after each transformation."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QTextCursor

from rnnlab.config import SamplingConfig, TextConfig
from rnnlab.generation import Writer, prime_ids, stages
from rnnlab.generation.transformations import Stage
from rnnlab.gui.desks.next_token import Scores
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import writer_of
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.next_page import NextPage
from rnnlab.gui.panels.writing.stage_bars import StageBars, rows_of
from rnnlab.gui.panels.writing_panel import WritingPanel
from rnnlab.text import Codec, Vocabulary

Rest = Callable[[], None]
Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def page(panel: WritingPanel, run: Run, rest: Rest) -> NextPage:
    """The scores after “the ca” have come."""
    panel.prime.line.setText("the ca")
    panel.bar.choose("Next")
    panel.next_page.look_again()
    rest()
    return panel.next_page


def _logits(run: Run, text: str) -> np.ndarray:
    writer = writer_of(run)()
    state = writer.start()
    for token_id in prime_ids(run.codec, text).tolist():
        logits, state = writer.step(state, token_id)
    return np.asarray(logits)


def test_the_bars_are_the_stages_of_the_models_scores(
    page: NextPage, panel: WritingPanel, run: Run
) -> None:
    panel.controls.numbers["top_k"].set_value(4)
    panel.controls.temperature.slider.setValue(50)
    config = panel.controls.config()
    expected = stages(_logits(run, "the ca"), config)
    assert page.bars.columns() == ["Model", "Top k", "Temperature"]
    likeliest = int(expected[0].probabilities.argmax())
    assert page.bars.rows()[0].probabilities == pytest.approx(
        [float(stage.probabilities[likeliest]) for stage in expected]
    )


def test_a_slider_changes_the_bars_without_running_the_network(
    page: NextPage, panel: WritingPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the network was run")

    monkeypatch.setattr(Writer, "step", forbidden)
    before = page.bars.rows()[0].probabilities
    panel.controls.temperature.slider.setValue(10)
    assert page.bars.columns() == ["Model", "Temperature"]
    assert page.bars.rows()[0].probabilities[-1] > before[-1]


def test_it_follows_what_is_typed(
    page: NextPage, panel: WritingPanel, run: Run, until: Until
) -> None:
    panel.prime.line.setText("the do")
    expected = _logits(run, "the do")
    desk = page._desk
    until(lambda: desk.scores is not None and np.allclose(desk.scores.logits, expected))


def test_it_looks_at_the_caret_of_the_written_text(
    page: NextPage, panel: WritingPanel, run: Run, rest: Rest, until: Until
) -> None:
    panel.bar.choose("Write")
    panel.write()
    rest()
    view = panel.network.view
    cursor = QTextCursor(view.document())
    cursor.setPosition(20)
    view.setTextCursor(cursor)
    panel.bar.choose("Next")
    page.where.button("caret").click()
    rest()
    manuscript = panel.network.writing.manuscript
    assert manuscript is not None
    assert page._desk.scores is not None
    np.testing.assert_array_equal(page._desk.scores.logits, manuscript.logits(20))


def test_without_a_caret_it_says_what_to_do(page: NextPage) -> None:
    page.where.button("caret").click()
    assert page.sentence.text() == "Click into the text that the network has written."


def test_before_there_is_a_run_it_says_what_to_do(panel: WritingPanel) -> None:
    panel.bar.choose("Next")
    panel.next_page.look_again()
    assert panel.next_page.sentence.text() == "Train a model, then see what it expects."


def test_while_it_is_seen_it_follows_the_training(
    page: NextPage, panel: WritingPanel, run: Run, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnlab.gui.desks.next_token._REFRESH_SECONDS", 0.0)
    runs = page._inputs.runs
    run.config = run.config.changed(steps=100_000)
    runs.settings = run.config
    runs.train()
    until(lambda: page.title.text().startswith("LSTM 8, step "))
    first = page.title.text()
    until(lambda: page.title.text() != first)


def test_all_others_together_have_the_rest() -> None:
    before = Stage("Model", np.array([0.4, 0.3, 0.2, 0.06, 0.04]))
    after = Stage("Top k", np.array([0.5, 0.5, 0.0, 0.0, 0.0]))
    rows = rows_of([before, after], "abcde", 3)
    assert [row.name for row in rows] == ["a", "b", "c", "2 others"]
    assert rows[-1].probabilities == pytest.approx((0.1, 0.0))


def test_a_token_that_has_become_likely_is_among_those_shown() -> None:
    before = Stage("Model", np.array([0.5, 0.3, 0.15, 0.05]))
    after = Stage("Repetition penalty", np.array([0.1, 0.1, 0.1, 0.7]))
    rows = rows_of([before, after], "abcd", 2)
    assert [row.name for row in rows][:2] == ["a", "d"]


@pytest.mark.parametrize("size", [65, 50_000])
def test_a_move_of_the_slider_is_redrawn_within_a_frame(
    look: Look, size: int, qtbot: object
) -> None:
    """Of several moves the quickest counts, as other work may come between."""
    tokens = tuple(f"w{number}" for number in range(size))
    codec = Codec(TextConfig(), Vocabulary(tokens))
    logits = np.random.default_rng(1).normal(0, 3, size).astype(np.float32)
    scores = Scores("x", codec, np.arange(60, dtype=np.int32), logits)
    bars = StageBars(look)
    bars.resize(600, 300)
    spent = []
    for temperature in np.linspace(0.5, 2.0, 7):
        config = SamplingConfig(temperature=float(temperature), repetition_penalty=1.2)
        begun = time.thread_time()
        bars.show_stages(scores.stages(config), tokens, "accent")
        bars.grab()
        spent.append(time.thread_time() - begun)
    assert min(spent) <= 0.016
