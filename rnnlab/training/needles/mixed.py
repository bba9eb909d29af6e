"""“Vanished is not forgotten”: agreement with short and long distances mixed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rnnlab.probes.result import FloatArray
from rnnlab.text.needles import AGREEMENT, AGREEMENT_MIXED
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
    yield _report(learner, run, 0.0, finished=False)
    spent, told = 0.0, 0.0
    while run.budget.left(spent, learner.steps):
        began = learner.seconds
        try:
            learner.step(LONGEST)
        except FloatingPointError:
            yield _broken(run, learner.steps, spent)
            return
        spent += learner.seconds - began
        if spent - told >= TELL_EVERY:
            told = spent
            yield _report(learner, run, spent, finished=False)
    yield _report(learner, run, spent, finished=True)


def _report(learner: "NeedleLearner", run: MixedRun, seconds: float, finished: bool) -> MixedReport:
    accuracies = tuple(learner.accuracy(AGREEMENT, distance) for distance in DISTANCES)
    curves = [curve[: LONGEST + 1] for curve in learner.curves(AGREEMENT, LONGEST)]
    gradient = np.median([curve / curve[0] for curve in curves], axis=0)
    saturated = learner.saturation(AGREEMENT, LONGEST)
    return MixedReport(
        run, learner.steps, seconds, DISTANCES, accuracies, gradient, saturated, finished
    )


def _broken(run: MixedRun, steps: int, seconds: float) -> MixedReport:
    sentence = f"Training left the finite numbers at step {steps + 1:,}: its gradient exploded."
    return MixedReport(run, steps, seconds, (), (), np.empty(0), math.nan, True, sentence)
