"""What a run has told so far, in arrays that grow up to a bound."""

import dataclasses
import math
from collections.abc import Mapping
from operator import attrgetter

import numpy as np

from rnnlab.training.films import GateFilm, GradientFilm, GroupFilm
from rnnlab.training.records import (
    GroupsRecord,
    ProbeRecord,
    Record,
    StepRecord,
    ValidationRecord,
)
from rnnlab.training.table import FloatArray, Table

_STEP_FIELDS = tuple(field.name for field in dataclasses.fields(StepRecord))
# Dozens of steps come with each frame, and `dataclasses.astuple` takes twenty times as long.
_STEP_VALUES = attrgetter(*_STEP_FIELDS)
STEP_COLUMNS = (*_STEP_FIELDS, "smoothed_loss")
VALIDATION_COLUMNS = ("step", "tokens", "loss")
SMOOTHING_STEPS = 20.0
_WIDEST = 2.0**53


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

    def state(self) -> FloatArray:
        """All that it remembers, (2,)."""
        return np.array([self._sum, self._weight])

    def restore(self, state: FloatArray) -> bool:
        """The inverse of `state`; what is none is passed over. Whether it was one."""
        usable = state.shape == (2,) and bool(np.isfinite(state).all() and 0 <= state[1] <= 1)
        if usable:
            self._sum, self._weight = state.tolist()
        return usable

    def go_on_from(self, average: float, count: int) -> None:
        """Continue an average of ``count`` values."""
        if math.isfinite(average):
            self._weight = 1.0 - self._keep**count
            self._sum = average * self._weight


class History:
    """Everything drawn over the time of a run.

    Attributes:
        training, validation: A row for each measurement; of very many, those that draw the
            same outline (see `Table`).
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
                self.training.append((*_STEP_VALUES(record), smoothed))
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
            "bucket_widths": np.array([self.training.width, self.validation.width], dtype=float),
            "smoothing": self._smoother.state(),
            "looking_share": np.array([self.looking_share]),
            **self.film.arrays(),
            **self.groups.arrays(),
            **self.gates.arrays(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, FloatArray]) -> "History":
        """The inverse of `arrays`; what is missing or has another form stays empty."""
        history = cls()
        widths = _bucket_widths(arrays.get("bucket_widths", np.empty(0)))
        tables = (("training", history.training), ("validation", history.validation))
        for (name, table), width in zip(tables, widths, strict=True):
            rows = arrays.get(name)
            if rows is not None and rows.ndim == 2 and rows.shape[1] == len(table.columns):
                table.load(rows, width)
        smoothed = history.training.column("smoothed_loss")
        if not history._smoother.restore(arrays.get("smoothing", np.empty(0))) and len(smoothed):
            history._smoother.go_on_from(float(smoothed[-1]), len(smoothed))
        for film in (history.film, history.groups, history.gates):
            film.load(arrays)
        share = arrays.get("looking_share", np.empty(0))
        if share.shape == (1,):
            history.looking_share = float(share[0])
        return history


def _bucket_widths(widths: FloatArray) -> tuple[int, int]:
    """Of training and validation; 1 for both in a file from before there were any."""
    if widths.shape != (2,) or not ((widths >= 1) & (widths <= _WIDEST)).all():
        return 1, 1
    return int(widths[0]), int(widths[1])
