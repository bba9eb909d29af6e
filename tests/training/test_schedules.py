"""How the learning rate moves."""

import math
from itertools import pairwise
from typing import Any

import pytest

from rnnlab.config import Schedule
from rnnlab.training.errors import TrainingError
from rnnlab.training.schedules import WARM_UP, Plateau, schedule_factor

STEPS = 2001
SCHEDULES: tuple[Schedule, ...] = ("constant", "cosine", "one-cycle", "plateau")


def course(schedule: Schedule, steps: int = STEPS) -> list[float]:
    return [schedule_factor(schedule, step, steps) for step in range(steps)]


@pytest.mark.parametrize("schedule", ["constant", "plateau"])
def test_a_constant_schedule_stays(schedule: Schedule) -> None:
    assert set(course(schedule)) == {1.0}


def test_cosine_falls_from_the_whole_rate_to_a_thousandth() -> None:
    factors = course("cosine")
    assert factors[0] == 1.0
    assert factors[1000] == pytest.approx((1 + 1e-3) / 2)
    assert factors[-1] == pytest.approx(1e-3)
    assert factors == sorted(factors, reverse=True)


def test_one_cycle_rises_to_its_peak_and_falls_to_a_thousandth() -> None:
    factors = course("one-cycle")
    peak = round(WARM_UP * (STEPS - 1))
    assert factors[0] == pytest.approx(1 / 25)
    assert factors[peak] == pytest.approx(1.0)
    assert factors[-1] == pytest.approx(1e-3)
    assert factors[: peak + 1] == sorted(factors[: peak + 1])
    assert factors[peak:] == sorted(factors[peak:], reverse=True)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_never_jumps(schedule: Schedule) -> None:
    factors = course(schedule)
    steepest = math.pi / 2 / min(WARM_UP, 1 - WARM_UP) / (STEPS - 1)  # of a half cosine
    jumps = [abs(b - a) for a, b in pairwise(factors)]
    assert max(jumps) <= steepest * 1.01


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize(("step", "total"), [(0, 1), (0, 0), (7, 5), (1, 2)])
def test_odd_lengths_give_a_usable_factor(schedule: Schedule, step: int, total: int) -> None:
    assert 0.0 < schedule_factor(schedule, step, total) <= 1.0


def test_plateau_halves_after_four_measurements_without_a_fall() -> None:
    plateau = Plateau()
    factors = []
    for step, loss in enumerate([2.0, 1.0, 1.0, 0.9995, 1.1, 1.0, 0.5, 0.6], start=1):
        plateau.see(step, loss)
        factors.append(plateau.factor)
    assert factors == [1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5]


def test_plateau_counts_a_step_once_and_passes_over_what_is_no_number() -> None:
    plateau = Plateau(best=1.0)
    for step, loss in [(1, 2.0), (1, 2.0), (1, 2.0), (2, math.nan), (3, math.nan), (1, 2.0)]:
        plateau.see(step, loss)
    assert (plateau.waited, plateau.factor) == (1, 1.0)


def test_plateau_does_not_fall_for_ever() -> None:
    plateau = Plateau(best=1.0)
    for step in range(1, 200):
        plateau.see(step, 2.0)
    assert plateau.factor == 1e-3


@pytest.mark.parametrize("best", [math.inf, 1.5])
def test_plateau_comes_back_from_plain_data(best: float) -> None:
    plateau = Plateau(factor=0.25, best=best, waited=2, step=70)
    assert vars(Plateau.from_plain(plateau.plain())) == vars(plateau)


@pytest.mark.parametrize(
    "damage", [{"factor": "x"}, {"factor": None}, {"best": []}, {"waited": {}}, {"step": math.inf}]
)
def test_damaged_plain_data_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(TrainingError, match="damaged"):
        Plateau.from_plain(Plateau().plain() | damage)


def test_incomplete_plain_data_is_refused() -> None:
    with pytest.raises(TrainingError, match="damaged"):
        Plateau.from_plain({})
