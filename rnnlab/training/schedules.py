"""How the learning rate changes during a run, as a factor on its base value."""

import math
from collections.abc import Mapping
from typing import Any

from rnnlab.config import Schedule
from rnnlab.training.errors import TrainingError

# One-cycle policy (Smith & Topin 2018): a rise over the first part, then a long fall.
WARM_UP = 0.15
FIRST_FACTOR = 1 / 25
LAST_FACTOR = 1 / 1000

PATIENCE = 4
REDUCTION = 0.5
SMALLEST_FACTOR = 1e-3
WORTHWHILE = 1e-3


def schedule_factor(schedule: Schedule, step: int, total_steps: int) -> float:
    """The factor for step ``step`` (0 is the first) of ``total_steps``.

    ``plateau`` depends on the validation loss and is kept by `Plateau`; here it is 1.
    """
    progress = min(step / max(total_steps - 1, 1), 1.0)
    if schedule == "cosine":
        return _cosine(1.0, LAST_FACTOR, progress)
    if schedule == "one-cycle":
        return _one_cycle(progress)
    return 1.0


def _one_cycle(progress: float) -> float:
    if progress < WARM_UP:
        return _cosine(FIRST_FACTOR, 1.0, progress / WARM_UP)
    return _cosine(1.0, LAST_FACTOR, (progress - WARM_UP) / (1.0 - WARM_UP))


def _cosine(start: float, end: float, progress: float) -> float:
    return end + (start - end) * (1.0 + math.cos(math.pi * progress)) / 2.0


class Plateau:
    """Halves its factor when the validation loss has not fallen for some measurements.

    A fall counts when it is more than 0.1 % of the best loss so far.

    Attributes:
        factor: On the base learning rate.
        best: Lowest loss that counted.
        waited: Measurements since then.
        step: Training step of the last measurement; the same step counts once.
    """

    def __init__(
        self, factor: float = 1.0, best: float = math.inf, waited: int = 0, step: int = 0
    ) -> None:
        self.factor = factor
        self.best = best
        self.waited = waited
        self.step = step

    def see(self, step: int, loss: float) -> None:
        """Take note of a validation loss; one that is no number is passed over."""
        if step <= self.step or math.isnan(loss):
            return
        self.step = step
        if loss < self.best * (1.0 - WORTHWHILE):
            self.best = loss
            self.waited = 0
            return
        self.waited += 1
        if self.waited >= PATIENCE:
            self.factor = max(self.factor * REDUCTION, SMALLEST_FACTOR)
            self.waited = 0

    def plain(self) -> dict[str, float | None]:
        """JSON-able data."""
        best = self.best if math.isfinite(self.best) else None
        return {"factor": self.factor, "best": best, "waited": self.waited, "step": self.step}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> "Plateau":
        """The inverse of `plain`.

        Raises:
            TrainingError: The data is something else.
        """
        try:
            best = data["best"]
            plateau = cls(
                _number(data["factor"], 1.0),
                math.inf if best is None else _number(best),
                int(_number(data["waited"])),
                int(_number(data["step"])),
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise TrainingError(
                "The saved state of the learning rate’s schedule is damaged, so training cannot "
                "go on from it; begin a new run."
            ) from error
        return plateau


def _number(value: object, highest: float = 2.0**63) -> float:
    """A number from a file, from 0 to ``highest``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number")
    if not 0 <= value <= highest:  # nor is one that is none
        raise ValueError("out of range")
    return float(value)
