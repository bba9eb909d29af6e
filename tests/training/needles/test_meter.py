"""Processor time that does not grow when others disturb."""

import pytest

from rnnlab.training.needles.meter import Meter


def charged(costs: list[float]) -> Meter:
    meter = Meter()
    for cost in costs:
        meter.add(cost)
    return meter


def test_undisturbed_steps_are_charged_what_they_took() -> None:
    meter = charged([0.01] * 800)
    assert meter.charged == pytest.approx(8.0)
    assert meter.spent == pytest.approx(8.0)


def test_steps_that_others_slowed_down_are_charged_as_the_others() -> None:
    meter = charged([0.01] * 400 + [0.015] * 400)
    assert meter.charged == pytest.approx(8.0)
    assert meter.spent == pytest.approx(10.0)


def test_at_least_half_of_what_was_spent_is_charged() -> None:
    meter = charged([0.001] * 400 + [0.1] * 400)
    assert meter.charged == pytest.approx(meter.spent / 2)


def test_never_more_than_was_spent_is_charged() -> None:
    meter = charged([0.01] * 8 + [0.001] * 24)
    assert meter.charged <= meter.spent


def test_the_clock_is_that_of_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 1.5, 7.0, 7.25])
    monkeypatch.setattr("time.thread_time", lambda: next(clock))
    meter = Meter()
    for _ in range(2):
        meter.begin()
        meter.end()
    assert (meter.steps, meter.spent) == (2, 0.75)
