"""What the window knows of needle tests, with made-up reports."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from rnnlab.gui.desks.needles import NeedleDesk
from rnnlab.gui.instrument import Instrument
from rnnlab.jobs.needle_worker import OrderFailed
from rnnlab.text import TextError
from rnnlab.training.needles.mixed import MixedReport, MixedRun, train_mixed
from rnnlab.training.needles.results import Budget, PointProgress, PointResult

Until = Callable[[Callable[[], object]], None]


def answering(orders: Sequence[Any]) -> Iterator[Any]:
    for point in orders:
        yield None
        yield PointProgress(point, 5, 0.2, 0.5)
        yield PointResult(point, 1.0, 10, 0.4)


def endless(orders: Sequence[Any]) -> Iterator[Any]:
    yield PointResult(orders[0], 1.0, 10, 0.4)
    while True:
        yield PointProgress(orders[-1], 5, 0.2, 0.5)


def desk(instrument: Instrument, run: Callable[[Sequence[Any]], Iterator[Any]]) -> NeedleDesk:
    return NeedleDesk(instrument.background, instrument, run)


def test_a_sweep_ends_with_a_result_for_each_point(instrument: Instrument, until: Until) -> None:
    made = desk(instrument, answering)
    made.sweep("recall", ["gru", "lstm-3"], [10, 20])
    assert made.sweeping
    until(lambda: not made.sweeping)
    assert set(made.results) == set(made.points)
    assert len(made.points) == 4
    assert not made.progress


def test_stopping_keeps_what_was_found_and_ends_the_thread(
    instrument: Instrument, until: Until
) -> None:
    made = desk(instrument, endless)
    made.sweep("recall", ["gru"], [10, 20])
    until(lambda: made.results)
    made.stop()
    assert not made.sweeping
    assert not made.progress
    assert len(made.results) == 1
    until(lambda: not instrument.background.busy)
    assert len(made.results) == 1


def test_a_new_sweep_takes_the_place_of_the_old_one(instrument: Instrument, until: Until) -> None:
    made = desk(instrument, answering)
    made.sweep("recall", ["gru"], [10])
    made.sweep("parity", ["lstm-3"], [5])
    until(lambda: not made.sweeping)
    assert [point.task for point in made.results] == ["parity"]


def test_a_refused_sweep_leaves_the_present_one_alone(instrument: Instrument, until: Until) -> None:
    made = desk(instrument, answering)
    made.sweep("recall", ["gru"], [10])
    with pytest.raises(TextError):
        made.sweep("recall", [], [10])
    until(lambda: not made.sweeping)
    assert len(made.results) == 1


def test_a_point_that_breaks_is_a_result_with_a_sentence(
    instrument: Instrument, until: Until
) -> None:
    made = desk(instrument, lambda orders: iter([OrderFailed(orders[0], "No memory.")]))
    made.sweep("recall", ["gru"], [10])
    until(lambda: not made.sweeping)
    (result,) = made.results.values()
    assert result.sentence == "No memory."
    assert not result.solved


def test_mixed_training_shows_its_latest_report(instrument: Instrument, until: Until) -> None:
    made = desk(instrument, lambda orders: train_mixed(orders[0]))
    made.train_mixed(MixedRun("gru", Budget(60.0, 2)))
    until(lambda: not made.mixing)
    assert isinstance(made.mixed, MixedReport)
    assert made.mixed.finished
    assert made.mixed.steps == 2


def test_mixed_training_that_breaks_says_why(instrument: Instrument, until: Until) -> None:
    made = desk(instrument, lambda orders: iter([OrderFailed(orders[0], "No memory.")]))
    made.train_mixed(MixedRun())
    until(lambda: not made.mixing)
    assert made.mixed_sentence == "No memory."
