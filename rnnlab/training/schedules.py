"""How the learning rate changes during a run, as a factor on its base value."""

import math

from rnnlab.config import Schedule

# One-cycle policy (Smith & Topin 2018): a rise over the first part, then a long fall.
_WARM_UP = 0.15
_FIRST_FACTOR = 1 / 25
_LAST_FACTOR = 1 / 1000

_PATIENCE = 4
_REDUCTION = 0.5
_SMALLEST_FACTOR = 1e-3
_WORTHWHILE = 1e-3


def schedule_factor(schedule: Schedule, step: int, total_steps: int) -> float:
    """The factor for step ``step`` (0 is the first) of ``total_steps``.

    ``plateau`` depends on the validation loss and is kept by `Plateau`; here it is 1.
    """
    progress = min(step / max(total_steps - 1, 1), 1.0)
    if schedule == "cosine":
        return _cosine(1.0, _LAST_FACTOR, progress)
    if schedule == "one-cycle":
        return _one_cycle(progress)
    return 1.0


def _one_cycle(progress: float) -> float:
    if progress < _WARM_UP:
        return _cosine(_FIRST_FACTOR, 1.0, progress / _WARM_UP)
    return _cosine(1.0, _LAST_FACTOR, (progress - _WARM_UP) / (1.0 - _WARM_UP))


def _cosine(start: float, end: float, progress: float) -> float:
    return end + (start - end) * (1.0 + math.cos(math.pi * progress)) / 2.0


class Plateau:
    """Halves its factor when the validation loss has not fallen for some measurements.

    A fall counts when it is more than 0.1 % of the best loss so far.
    """

    def __init__(self, factor: float = 1.0, best: float = math.inf, waited: int = 0) -> None:
        self.factor = factor
        self.best = best
        self.waited = waited

    def see(self, loss: float) -> None:
        """Take note of a validation loss."""
        if loss < self.best * (1.0 - _WORTHWHILE):
            self.best = loss
            self.waited = 0
            return
        self.waited += 1
        if self.waited >= _PATIENCE:
            self.factor = max(self.factor * _REDUCTION, _SMALLEST_FACTOR)
            self.waited = 0
