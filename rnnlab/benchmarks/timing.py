"""Timing on a machine that others use too."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Work = Callable[[], object]
Clock = Callable[[], float]
Figure = TypeVar("Figure")


@dataclass(frozen=True)
class Spread:
    """What repeated measurements of one thing gave."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, figures: npt.ArrayLike) -> Self:
        """The spread of at least one figure."""
        found = np.asarray(figures, dtype=np.float64)
        return cls(float(np.median(found)), float(found.min()), float(found.max()))


def in_turn(
    *measurements: Callable[[], Figure], rounds: int, practice: bool = True
) -> list[list[Figure]]:
    """Measure several things in turn, so that a slow moment of the machine meets all of them.

    Everything is measured once a round; every second round goes backwards, so that none
    always comes first. Figures of one round belong together: compare them round by round,
    and the machine's changes of mood fall out of the ratio.

    Args:
        measurements: Each gives a figure.
        rounds: At least 1.
        practice: Begin with a round that is not counted.

    Returns:
        The figures of each measurement, one of each round.
    """
    figures: list[list[Figure]] = [[] for _ in measurements]
    for measure in measurements if practice else ():
        measure()
    for number in range(rounds):
        order = range(len(measurements))
        for index in order if number % 2 == 0 else reversed(order):
            figures[index].append(measurements[index]())
    return figures


def alternate(*contenders: Work, rounds: int, clock: Clock = perf_counter) -> FloatArray:
    """Time pieces of work in turn; see `in_turn`.

    Args:
        contenders: Called without arguments; what they return is dropped.
        rounds: At least 1.
        clock: Tells seconds; `time.process_time` leaves out what others take of the processor.

    Returns:
        Seconds, (contenders, rounds).
    """
    return np.array(in_turn(*(_timed(work, clock) for work in contenders), rounds=rounds))


def repeated(work: Work, times: int) -> Work:
    """The same work several times over, for pieces too short to be timed alone."""

    def all_of_it() -> None:
        for _ in range(times):
            work()

    return all_of_it


def waits(ticks: npt.ArrayLike, interval: float) -> FloatArray:
    """How long a person who does something at any moment waits until the program sees it.

    Something is taken to be due at every interval after a tick, until the next tick comes;
    what was due in a long gap waited for the rest of it. So a gap weighs as much as the time
    it took, whereas the lateness of ticks alone would hide it among many punctual ones.

    Args:
        ticks: Moments when a repeating timer was heard, in seconds, (N,), N ≥ 2.
        interval: Of the timer, in seconds.

    Returns:
        Seconds, (M,), M ≥ N − 1.
    """
    gaps = np.diff(np.asarray(ticks, dtype=np.float64))
    due = [gap - interval * (1 + np.arange(max(1, int(gap / interval)))) for gap in gaps]
    return np.concatenate(due).clip(min=0.0)


def _timed(work: Work, clock: Clock) -> Callable[[], float]:
    def seconds() -> float:
        started = clock()
        work()
        return clock() - started

    return seconds
