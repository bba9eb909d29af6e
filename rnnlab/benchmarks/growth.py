"""How cost grows: once, twice, four and eight times as much to do, each beside a yardstick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rnnlab.benchmarks.results import Goal, Row, compared, headline
from rnnlab.benchmarks.timing import Clock, FloatArray, Work, alternate

TIMES = (1, 2, 4, 8)


@dataclass(frozen=True)
class Contender:
    """Something that can be done to more or to less.

    Attributes:
        name: What it is called in the table.
        prepare: Makes the work for a size, before it is timed.
    """

    name: str
    prepare: Callable[[int], Work]


@dataclass(frozen=True, eq=False)
class Growth:
    """What it cost to do more.

    Attributes:
        ours: What was measured.
        against: The yardstick's name.
        unit: What sizes count: “characters”.
        sizes: Rising, (N,).
        seconds: Of ours, (N, rounds).
        references: Of the yardstick in the same rounds, (N, rounds).
    """

    ours: str
    against: str
    unit: str
    sizes: tuple[int, ...]
    seconds: FloatArray
    references: FloatArray

    def rows(self, goal: Goal | None = None, growth_goal: Goal | None = None) -> list[Row]:
        """A row for each size, and one for the largest against a cost in proportion.

        Args:
            goal: For the ratio of the largest to the yardstick, in units a second.
            growth_goal: For the cost of the largest over what it would be in proportion.
        """
        *smaller, largest = self.speeds(goal)
        return [*smaller, headline(largest), headline(self.growth(growth_goal))]

    def speeds(self, goal: Goal | None = None) -> list[Row]:
        """How much a second at each size; the goal is that of the largest."""
        return [
            compared(
                f"{self.ours}, {size:,} {self.unit}",
                f"{self.unit}/s",
                size / seconds,
                self.against,
                size / references,
                goal if size == self.sizes[-1] else None,
            )
            for size, seconds, references in zip(
                self.sizes, self.seconds, self.references, strict=True
            )
        ]

    def growth(self, goal: Goal | None = None) -> Row:
        """The largest against a cost in proportion to that of the smallest."""
        times = self.sizes[-1] / self.sizes[0]
        return compared(
            f"{self.ours}, {times:g} × the {self.unit}",
            "s",
            self.seconds[-1],
            f"{times:g} × the time of {self.sizes[0]:,}",
            times * self.seconds[0],
            goal,
        )

    def note(self) -> str:
        """The power of the size with which the cost grows, ours and the yardstick's."""
        ours, theirs = exponent(self.sizes, self.seconds), exponent(self.sizes, self.references)
        return (
            f"{self.ours}: the cost grows with the number of {self.unit} to the power of "
            f"{ours:.2f} ({self.against}: {theirs:.2f})."
        )


def measure_growth(
    ours: Contender,
    yardstick: Contender,
    unit: str,
    sizes: Sequence[int],
    rounds: int,
    clock: Clock = perf_counter,
) -> Growth:
    """Do it at every size in turn with the yardstick; arguments as in `Growth` and `alternate`."""
    works = [contender.prepare(size) for contender in (ours, yardstick) for size in sizes]
    found = alternate(*works, rounds=rounds, clock=clock)
    middle = len(sizes)
    return Growth(ours.name, yardstick.name, unit, tuple(sizes), found[:middle], found[middle:])


def grown(size: int) -> tuple[int, ...]:
    """A size once, twice, four and eight times."""
    return tuple(size * times for times in TIMES)


def exponent(sizes: Sequence[int], seconds: FloatArray) -> float:
    """The power p of the size that fits the cost best, ``seconds = c · size^p``.

    Args:
        sizes: (N,), above 0.
        seconds: (N, rounds); the medians are fitted, on logarithmic scales.
    """
    slope, _ = np.polyfit(np.log(sizes), np.log(np.median(seconds, axis=1)), 1)
    return float(slope)
