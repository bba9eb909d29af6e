"""Processes that train small models: order, ends, and what happens when one dies."""

import os
import time
from multiprocessing.connection import Connection

import pytest

from rnnlab.jobs.needle_sweep import run_orders, workers_for
from rnnlab.jobs.needle_worker import OrderFailed, follow
from rnnlab.training.needles.results import Budget, Point, PointProgress, PointResult, sweep_points

TINY = Budget(60.0, 2)


def obedient(connection: Connection) -> None:
    """Answers every order at once."""
    while (order := connection.recv()) is not None:
        connection.send(PointResult(order, 1.0, 1, 0.1))
        connection.send(None)


def deaf(connection: Connection) -> None:
    """Never answers."""
    connection.recv()
    time.sleep(600)


def mortal(connection: Connection) -> None:
    """Dies at lag 2, as a process does that the system ends for want of memory."""
    while (order := connection.recv()) is not None:
        if order.lag == 2:
            os._exit(9)
        connection.send(PointResult(order, 1.0, 1, 0.1))
        connection.send(None)


def points(*lags: int) -> list[Point]:
    return [Point("recall", "gru", lag, TINY) for lag in lags]


def test_one_process_takes_the_orders_in_their_sequence() -> None:
    orders = sweep_points("recall", ["lstm-3", "gru", "rnn-tanh"], [20, 10], TINY)
    results = [r for r in run_orders(orders, workers=1, serving=obedient) if r is not None]
    assert [r.point for r in results if isinstance(r, PointResult)] == orders


def test_several_processes_do_every_order_once() -> None:
    orders = points(1, 2, 3, 4, 5)
    results = [r for r in run_orders(orders, workers=2, serving=obedient) if r is not None]
    found = [r.point.lag for r in results if isinstance(r, PointResult)]
    assert sorted(found) == [1, 2, 3, 4, 5]


def test_closing_ends_a_process_at_once() -> None:
    running = run_orders(points(1), workers=1, serving=deaf)
    assert next(running) is None  # a heartbeat, so that whoever waits can end it
    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < 3.0


def test_a_process_that_dies_costs_its_own_point_alone() -> None:
    results = [r for r in run_orders(points(1, 2, 3), workers=1, serving=mortal) if r is not None]
    first, second, third = results
    assert isinstance(first, PointResult)
    assert isinstance(second, OrderFailed)
    assert second.order == points(2)[0]
    assert "try again" in second.sentence
    assert isinstance(third, PointResult)


def test_a_real_process_trains_a_real_point() -> None:
    results = [r for r in run_orders(points(4), workers=1) if r is not None]
    last = results[-1]
    assert isinstance(last, PointResult)
    assert last.steps == 2
    assert 0 <= last.accuracy <= 1
    assert last.before is not None


def test_what_breaks_in_training_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(point: Point) -> None:
        raise MemoryError

    monkeypatch.setattr("rnnlab.training.needles.point.train_point", broken)
    (failed,) = follow(points(4)[0])
    assert isinstance(failed, OrderFailed)
    assert failed.sentence.startswith("There is not enough memory")


def test_progress_comes_before_the_result() -> None:
    reports = list(follow(Point("recall", "rnn-tanh", 40, Budget(0.6))))
    assert isinstance(reports[-1], PointResult)
    assert all(isinstance(report, PointProgress) for report in reports[:-1])
    assert len(reports) > 1


def test_no_more_processes_than_orders_are_started() -> None:
    assert workers_for(1) == 1
    assert 1 <= workers_for(100) <= 8
