"""Every model on one ladder, and how fast it writes."""

import math
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.instrument import Instrument

PATIENCE = 60_000


@pytest.fixture
def trained(small: Instrument, qtbot: QtBot) -> Run:
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(
        lambda: run.status is Status.FINISHED and small.ngrams.counts is not None, timeout=PATIENCE
    )
    return run


def test_the_orders_come_first_and_the_runs_last(small: Instrument, trained: Run) -> None:
    names = [standing.name for standing in small.ladder.standings()]
    assert names == [*(f"{order}-gram" for order in range(1, 7)), trained.name]


def test_a_run_stands_with_what_was_measured_last(small: Instrument, trained: Run) -> None:
    standing = small.ladder.standings()[-1]
    loss = float(trained.history.validation.column("loss")[-1])
    assert standing.perplexity == pytest.approx(math.exp(loss))
    assert standing.bits == pytest.approx(loss / math.log(2))
    assert trained.facts is not None
    assert standing.size == trained.facts.parameters
    assert standing.bytes == 4 * trained.facts.parameters
    assert standing.seconds == trained.history.training.column("seconds")[-1]
    assert standing.current
    assert math.isnan(standing.speed)


def test_the_table_of_an_order_holds_all_shorter_ngrams(small: Instrument, trained: Run) -> None:
    corpus = small.texts.corpus
    assert corpus is not None
    text = corpus.codec.decode(np.array(corpus.train))
    entries = 0
    for order, standing in enumerate(small.ladder.standings()[:6], start=1):
        grams = {text[place : place + order] for place in range(len(text) - order + 1)}
        entries += len(grams) + (order > 1)  # and the one at the beginning of the text
        assert standing.size == entries
        assert standing.perplexity == small.ngrams.perplexities[order]
        assert standing.seconds == small.ngrams.seconds[order]


def test_a_model_of_a_file_is_on_the_ladder(
    small: Instrument, trained: Run, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "two.arpa"
    small.ngrams.files.save(small.ngrams.models[2], path)
    qtbot.waitUntil(path.exists, timeout=PATIENCE)
    with qtbot.waitSignal(small.ngrams.files.changed, timeout=PATIENCE):
        small.ngrams.files.open(path)
    standing = small.ladder.standings()[6]
    assert (standing.name, standing.kind) == ("two", "file")
    assert standing.perplexity == pytest.approx(small.ngrams.perplexities[2], rel=1e-4)


def test_the_run_of_another_text_is_marked(small: Instrument, trained: Run, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.texts.corpus_changed, timeout=PATIENCE):
        small.texts.open_pasted("Another text, which the run has not read. " * 60)
    assert small.ladder.standings()[-1].other_text


def test_speeds_are_measured_for_every_model(small: Instrument, trained: Run, qtbot: QtBot) -> None:
    small.speeds.measure()
    assert small.speeds.busy
    qtbot.waitUntil(lambda: not small.speeds.busy, timeout=PATIENCE)
    assert small.speeds.sentence == ""
    speeds = [standing.speed for standing in small.ladder.standings()]
    assert all(speed > 100 for speed in speeds)


def test_measuring_speed_can_be_ended(small: Instrument, trained: Run) -> None:
    small.speeds.measure()
    small.speeds.cancel()
    assert not small.speeds.busy


def test_a_run_that_trains_gives_a_copy_to_be_measured(small: Instrument, qtbot: QtBot) -> None:
    small.runs.set_setting("steps", 100_000)
    small.runs.train()
    run = small.runs.current
    assert run is not None
    qtbot.waitUntil(lambda: run.status is Status.TRAINING and run.step > 0, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not small.ngrams.busy, timeout=PATIENCE)
    small.speeds.measure()
    qtbot.waitUntil(lambda: not small.speeds.busy, timeout=PATIENCE)
    assert small.speeds.speeds[f"run {run.key}"] > 100
    assert run.status is Status.TRAINING


def test_other_models_lose_the_speed_of_their_names(
    small: Instrument, trained: Run, qtbot: QtBot
) -> None:
    small.speeds.speeds.update({"3-gram": 5.0, f"run {trained.key}": 7.0})
    small.ngrams.set_config(small.ngrams.config)
    assert small.speeds.speeds == {f"run {trained.key}": 7.0}
    qtbot.waitUntil(lambda: not small.ngrams.busy, timeout=PATIENCE)
