"""What a run has told so far, in arrays that grow."""

import dataclasses
import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from rnnlab.training.films import GateFilm, GradientFilm, GroupFilm
from rnnlab.training.records import (
    GroupsRecord,
    ProbeRecord,
    Record,
    StepRecord,
    ValidationRecord,
)

FloatArray = npt.NDArray[np.float64]

STEP_COLUMNS = (*(field.name for field in dataclasses.fields(StepRecord)), "smoothed_loss")
VALIDATION_COLUMNS = ("step", "tokens", "loss")
SMOOTHING_STEPS = 20.0


class Smoother:
    """Exponential moving average with the start's bias removed (as in Adam).

    Args:
        window: Average age of what is averaged, in values.
    """

    def __init__(self, window: float = SMOOTHING_STEPS) -> None:
        self._keep = window / (window + 1.0)
        self._sum = 0.0
        self._weight = 0.0

    def add(self, value: float) -> float:
        """The average with ``value`` in it; a value that is not finite is left out."""
        if math.isfinite(value):
            self._sum = self._keep * self._sum + (1.0 - self._keep) * value
            self._weight = self._keep * self._weight + (1.0 - self._keep)
        return self._sum / self._weight if self._weight else math.nan

    def go_on_from(self, average: float, count: int) -> None:
        """Continue an average of ``count`` values."""
        if math.isfinite(average):
            self._weight = 1.0 - self._keep**count
            self._sum = average * self._weight


class Table:
    """Rows of numbers under named columns; adding a row costs constant time on average."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._data = np.empty((256, len(columns)), dtype=np.float64)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, row: tuple[float, ...]) -> None:
        """Add a row; the room doubles when it is full."""
        if self._length == len(self._data):
            self._data = np.concatenate([self._data, np.empty_like(self._data)])
        self._data[self._length] = row
        self._length += 1

    def column(self, name: str) -> FloatArray:
        """A view of one column, (rows,); it must not be changed."""
        return self._data[: self._length, self.columns.index(name)]

    def rows(self) -> FloatArray:
        """A view of all rows, (rows, columns)."""
        return self._data[: self._length]

    def load(self, rows: FloatArray) -> None:
        """Replace the content by ``rows`` (rows, columns)."""
        self._data = np.array(rows, dtype=np.float64).reshape(-1, len(self.columns))
        self._length = len(self._data)
        if not self._length:
            self._data = np.empty((256, len(self.columns)), dtype=np.float64)


class History:
    """Everything drawn over the time of a run.

    Attributes:
        training, validation: A row for each measurement.
        film: The gradient through time.
        groups: Gradients and updates by group of weights.
        gates: Distributions of gates and states.
        looking_share: Share of the training time that looking inside has taken, NaN if unknown.
        last_probe: The latest look inside.
    """

    def __init__(self) -> None:
        self.training = Table(STEP_COLUMNS)
        self.validation = Table(VALIDATION_COLUMNS)
        self.film = GradientFilm()
        self.groups = GroupFilm()
        self.gates = GateFilm()
        self.looking_share = math.nan
        self._smoother = Smoother()
        self.last_probe: ProbeRecord | None = None

    def add(self, record: Record) -> None:
        """Take note of a record; those without numbers to draw are passed over."""
        match record:
            case StepRecord(loss=loss):
                smoothed = self._smoother.add(loss)
                self.training.append((*dataclasses.astuple(record), smoothed))
            case ValidationRecord(step, tokens, loss):
                self.validation.append((step, tokens, loss))
            case ProbeRecord(step=step, result=result):
                self.last_probe = record
                self.film.append(step, result.hidden_gradient_norm[-1])
                self.gates.add(step, result)
            case GroupsRecord(step=step, groups=groups, looking_share=share):
                self.groups.add(step, groups)
                self.looking_share = share
            case _:
                pass

    def arrays(self) -> dict[str, FloatArray]:
        """Plain arrays for a run file."""
        return {
            "training": self.training.rows().copy(),
            "validation": self.validation.rows().copy(),
            "looking_share": np.array([self.looking_share]),
            **self.film.arrays(),
            **self.groups.arrays(),
            **self.gates.arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, FloatArray]) -> "History":
        """The inverse of `arrays`; what is missing or has another form stays empty."""
        history = cls()
        for name, table in (("training", history.training), ("validation", history.validation)):
            rows = arrays.get(name)
            if rows is not None and rows.ndim == 2 and rows.shape[1] == len(table.columns):
                table.load(rows)
        smoothed = history.training.column("smoothed_loss")
        if len(smoothed):
            history._smoother.go_on_from(float(smoothed[-1]), len(smoothed))
        for film in (history.film, history.groups, history.gates):
            film.load(arrays)
        share = arrays.get("looking_share", np.empty(0))
        if share.shape == (1,):
            history.looking_share = float(share[0])
        return history
