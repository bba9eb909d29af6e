"""“Vanished is not forgotten”: agreement with short and long distances mixed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rnnlab.probes.result import FloatArray
from rnnlab.text.needles import AGREEMENT, AGREEMENT_MIXED
from rnnlab.training.needles.meter import Meter
from rnnlab.training.needles.results import Budget

if TYPE_CHECKING:
    from rnnlab.training.needles.point import NeedleLearner

LONGEST = 48
DISTANCES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
TELL_EVERY = 2.0  # seconds of training
DEFAULT_BUDGET = Budget(seconds=30.0)


@dataclass(frozen=True)
class MixedRun:
    """One contender to train on sentences of all distances up to `LONGEST`."""

    contender: str = "rnn-tanh"
    budget: Budget = DEFAULT_BUDGET
    seed: int = 1


@dataclass(frozen=True)
class MixedReport:
    """How it stands.

    Attributes:
        run: Which.
        steps: Batches so far.
        seconds: Processor time of training so far.
        distances: Words between subject and verb.
        accuracies: On fresh sentences at each distance, 0 … 1.
        gradient: ‖∂L/∂h‖ at distance k over that at 0, the median of several sentences at
            the longest distance; (LONGEST + 1,); of the cell c for an LSTM.
        saturated: Share of the states beyond ±0.9 after the words between, of a plain tanh RNN; NaN
            for other cells.
        finished: Whether no more comes.
        sentence: Why it broke; empty if all is well.
    """

    run: MixedRun
    steps: int
    seconds: float
    distances: tuple[int, ...]
    accuracies: tuple[float, ...]
    gradient: FloatArray
    saturated: float
    finished: bool
    sentence: str = ""


def train_mixed(run: MixedRun) -> Iterator[MixedReport]:
    """Train until the budget is spent, with a report every few seconds; the last is finished."""
    from rnnlab.training.needles.point import NeedleLearner

    learner = NeedleLearner(AGREEMENT_MIXED, run.contender, run.seed)
    meter, told = Meter(), 0.0
    yield _report(learner, run, meter, finished=False)
    while run.budget.left(meter.charged, meter.steps):
        meter.begin()
        try:
            learner.step(LONGEST)
        except FloatingPointError:
            yield _broken(run, meter)
            return
        meter.end()
        if meter.spent - told >= TELL_EVERY:
            told = meter.spent
            yield _report(learner, run, meter, finished=False)
    yield _report(learner, run, meter, finished=True)


def _report(learner: "NeedleLearner", run: MixedRun, meter: Meter, finished: bool) -> MixedReport:
    accuracies = tuple(learner.accuracy(AGREEMENT, distance) for distance in DISTANCES)
    curves = [curve[: LONGEST + 1] for curve in learner.curves(AGREEMENT, LONGEST)]
    gradient = np.median([_over_its_start(curve) for curve in curves], axis=0)
    saturated = learner.saturation(AGREEMENT, LONGEST)
    return MixedReport(
        run, meter.steps, meter.spent, DISTANCES, accuracies, gradient, saturated, finished
    )


def _over_its_start(curve: FloatArray) -> FloatArray:
    """Norms relative to the first; none where even that is 0, as once the answer is quite sure."""
    return curve / curve[0] if curve[0] > 0 else np.zeros_like(curve)


def _broken(run: MixedRun, meter: Meter) -> MixedReport:
    sentence = f"Training left the finite numbers at step {meter.steps + 1:,}: it exploded."
    return MixedReport(run, meter.steps, meter.spent, (), (), np.empty(0), math.nan, True, sentence)
