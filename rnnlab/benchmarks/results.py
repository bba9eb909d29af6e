"""What a benchmark found, as rows of a table and as plain data."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy.typing as npt

from rnnlab.benchmarks.timing import FloatArray, Spread


@dataclass(frozen=True)
class Goal:
    """What a figure should reach.

    Attributes:
        kind: Which side of the limit is good.
        limit: In the unit of the figure.
    """

    kind: Literal["at least", "at most"]
    limit: float

    def met_by(self, figure: float) -> bool:
        """Whether a figure is good enough."""
        return figure >= self.limit if self.kind == "at least" else figure <= self.limit


@dataclass(frozen=True)
class Row:
    """One thing measured, beside a yardstick where there is one.

    Attributes:
        name: What was measured, ``LSTM 256``.
        unit: Of the figure and of the yardstick's.
        figure: What rnnlab reached.
        against: Name of the yardstick; empty without one.
        reference: What the yardstick reached in the same rounds.
        ratio: Figure over reference, taken round by round.
        goal: For the median of the ratio or, without a yardstick, of the figure.
        headline: Whether it is one of those that stand for the whole, as in the README.
    """

    name: str
    unit: str
    figure: Spread
    against: str = ""
    reference: Spread | None = None
    ratio: Spread | None = None
    goal: Goal | None = None
    headline: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        judged = self.ratio or self.figure
        return None if self.goal is None else self.goal.met_by(judged.median)

    def plain(self) -> dict[str, Any]:
        """JSON-able data; what there is not is left out."""
        data: dict[str, Any] = {"name": self.name, "unit": self.unit, **vars(self.figure)}
        if self.reference is not None and self.ratio is not None:
            data |= {"against": self.against, "reference": vars(self.reference)}
            data |= {"ratio": vars(self.ratio)}
        if self.goal is not None:
            data |= {"goal": {self.goal.kind: self.goal.limit}, "met": self.met}
        return data | ({"headline": True} if self.headline else {})


@dataclass(frozen=True)
class Result:
    """What one benchmark found.

    Attributes:
        title: What was compared, in a sentence.
        rows: The figures.
        notes: What else a reader should know, each a sentence.
    """

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def row(self, name: str, against: str = "") -> Row:
        """The row of that name, and of that yardstick if there are several."""
        named = [row for row in self.rows if row.name == name]
        return next(row for row in named if not against or row.against == against)

    def plain(self) -> dict[str, Any]:
        """JSON-able data."""
        rows = [row.plain() for row in self.rows]
        return {"title": self.title, "rows": rows, "notes": list(self.notes)}


def headline(row: Row) -> Row:
    """The same row as one of those that stand for the whole."""
    return replace(row, headline=True)


def measured(name: str, unit: str, figures: npt.ArrayLike, goal: Goal | None = None) -> Row:
    """A row without a yardstick.

    Args:
        figures: One of each round, in ``unit``.
    """
    return Row(name, unit, Spread.of(figures), goal=goal)


def compared(
    name: str,
    unit: str,
    figures: FloatArray,
    against: str,
    references: FloatArray,
    goal: Goal | None = None,
) -> Row:
    """A row with a yardstick.

    Args:
        figures: One of each round, in ``unit``.
        references: The yardstick's of the same rounds.
    """
    ratio = Spread.of(figures / references)
    return Row(name, unit, Spread.of(figures), against, Spread.of(references), ratio, goal)
