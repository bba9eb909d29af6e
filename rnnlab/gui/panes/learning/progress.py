"""How far a run is, in tokens read or in seconds of its own training."""

from typing import Literal

import numpy as np

from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.plots import FloatArray

ProgressUnit = Literal["tokens", "seconds"]

LABELS: dict[ProgressUnit, str] = {
    "tokens": "training tokens",
    "seconds": "seconds of own training",
}


def training_progress(run: Run, unit: ProgressUnit) -> FloatArray:
    """Where each step of a run stands along the axis, (steps,)."""
    return run.history.training.column(unit)


def validation_progress(run: Run, unit: ProgressUnit) -> FloatArray:
    """Where each validation of a run stands along the axis, (validations,)."""
    validation, training = run.history.validation, run.history.training
    if unit == "tokens":
        return validation.column("tokens")
    steps = np.append(0.0, training.column("step"))
    seconds = np.append(0.0, training.column("seconds"))
    found: FloatArray = np.interp(validation.column("step"), steps, seconds)
    return found


def break_words(run: Run) -> str:
    """Where a run broke, in words; empty if it did not."""
    return f"broke at step {run.step + 1:,}" if run.status is Status.DIVERGED else ""


def broken_sentence(runs: list[Run]) -> str:
    """Which runs broke and where; empty if none did."""
    broken = [f"{run.name} {break_words(run)}" for run in runs if break_words(run)]
    return "; ".join(broken)
