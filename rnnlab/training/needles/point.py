"""Training one small model to find one needle."""

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from rnnlab.models import LanguageModel, build_model, run_readable
from rnnlab.probes.reach import Reach, fit_reach
from rnnlab.probes.reading import frozen_weights, read_with
from rnnlab.probes.result import FloatArray
from rnnlab.probes.triangle import gradient_triangle
from rnnlab.text.needles import NEEDLE_TASKS, NeedleBatch, NeedleTask
from rnnlab.training.needles.contenders import (
    BATCH_SIZE,
    CONTENDERS,
    GRADIENT_CLIP,
    LEARNING_RATE,
)
from rnnlab.training.needles.meter import Meter
from rnnlab.training.needles.results import SOLVED, Point, PointProgress, PointResult
from rnnlab.training.plain_optimizers import Adam

SURE_AFTER = 10  # solved batches in a row
_TEST_BATCHES = 8  # of 128 exercises each
_TEST_SIZE = 128
_SAMPLES = 6  # exercises whose gradient is followed back
_TELL_EVERY = 0.25  # seconds
# The reach, before and after, is measured at a lag as long as this, or as the point’s.
_LONG_SAMPLE = 150
_SATURATED = 0.9
_TEST_SEED, _PROBE_SEED = 1_000_003, 1_000_033


class NeedleLearner:
    """A model that sees fresh exercises, batch after batch; the loss is of the answers alone.

    Args:
        task: What it learns.
        contender: Key of the contender.
        seed: Of the weights and the exercises.
    """

    def __init__(self, task: NeedleTask, contender: str, seed: int) -> None:
        self.task = task
        who = CONTENDERS[contender]
        self.model: LanguageModel = build_model(who.config(), len(task.tokens), seed)
        assert self.model.embedding is not None
        with torch.no_grad():
            self.model.embedding.weight.mul_(who.embedding_deviation)
        self._parameters = list(self.model.parameters())
        self._optimizer = Adam(self._parameters, lr=LEARNING_RATE, fused=True)
        self._generator = np.random.default_rng(seed)
        self._answers = torch.tensor(task.answer_ids)  # (A,)
        self._place_of = torch.zeros(len(task.tokens), dtype=torch.long)  # (V,)
        self._place_of[self._answers] = torch.arange(len(task.answers))

    def step(self, lag: int) -> float:
        """Learn from one fresh batch; the accuracy on it before that.

        Raises:
            FloatingPointError: The loss or the gradient is no finite number; no weight moved.
        """
        batch = self.task.batch(lag, BATCH_SIZE, self._generator)
        scores, answers = self._answer(batch)
        loss = functional.cross_entropy(scores, answers)
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        norm = clip_grad_norm_(self._parameters, GRADIENT_CLIP)
        if not bool(torch.isfinite(loss + norm)):
            raise FloatingPointError
        self._optimizer.step()
        return _share_right(scores, answers)

    def accuracy(self, task: NeedleTask, lag: int) -> float:
        """On fresh exercises that training has not seen, 0 … 1."""
        generator = np.random.default_rng((_TEST_SEED, lag))
        batches = (task.batch(lag, _TEST_SIZE, generator) for _ in range(_TEST_BATCHES))
        with torch.no_grad():
            return float(np.mean([_share_right(*self._answer(batch)) for batch in batches]))

    def curves(self, task: NeedleTask, lag: int) -> list[FloatArray]:
        """‖∂L_τ/∂h_{τ−k}‖ over k for the last answer τ of several exercises, in float64.

        Of an LSTM it is ‖∂L_τ/∂c_{τ−k}‖: its cell is what carries the memory.

        Raises:
            ProbeError: A number in it is not finite.
        """
        batch = task.batch(lag, _SAMPLES, np.random.default_rng((_PROBE_SEED, lag)))
        weights = frozen_weights(self.model)
        of_cell = weights.cell == "lstm"
        curves = []
        for column in range(_SAMPLES):
            last = int(np.flatnonzero(batch.scored[:, column])[-1])
            ids = batch.tokens[: last + 2, column].astype(np.int32)
            triangle = gradient_triangle(read_with(weights, ids), [last])
            curves.append(triangle.curve(0, of_cell=of_cell))
        return curves

    def saturation(self, task: NeedleTask, lag: int) -> float:
        """Share of the states beyond ±0.9 on such exercises; NaN unless it is a tanh RNN."""
        weights = frozen_weights(self.model)
        if weights.cell != "rnn-tanh":
            return math.nan
        batch = task.batch(lag, _SAMPLES, np.random.default_rng((_PROBE_SEED, lag)))
        state = weights.initial_state(_SAMPLES)
        with torch.no_grad():
            trace = run_readable(weights, torch.from_numpy(batch.inputs), state)
        states = torch.stack(trace.layers[-1].hidden)  # (T, B, H)
        return float((states.abs() > _SATURATED).double().mean())

    def reach(self, lag: int) -> Reach:
        """The memory reach on such exercises."""
        return fit_reach(self.curves(self.task, lag))

    def _answer(self, batch: NeedleBatch) -> tuple[Tensor, Tensor]:
        """Scores of the possible answers where it matters, (S, A), and which is right, (S,)."""
        logits, _ = self.model(torch.from_numpy(batch.inputs))  # (T, B, V)
        scored = torch.from_numpy(batch.scored)
        targets = torch.from_numpy(batch.targets)[scored]
        return logits[scored][:, self._answers], self._place_of[targets]


def train_point(point: Point) -> Iterator[PointProgress | PointResult]:
    """Train one point until it is solved or its budget is spent; the result comes last.

    It is solved when ten fresh batches in a row were answered right (99 % of each).
    Hidden 64, batch 64, Adam at 2e-3, clip 1.
    """
    learner = NeedleLearner(NEEDLE_TASKS[point.task], point.contender, point.seed)
    before = learner.reach(max(point.lag, _LONG_SAMPLE))
    meter, told, in_a_row = Meter(), 0.0, 0
    while in_a_row < SURE_AFTER and point.budget.left(meter.charged, meter.steps):
        meter.begin()
        try:
            accuracy = learner.step(point.lag)
        except FloatingPointError:
            yield _diverged(point, meter, before)
            return
        meter.end()
        in_a_row = in_a_row + 1 if accuracy >= SOLVED else 0
        if meter.spent - told >= _TELL_EVERY:
            told = meter.spent
            yield PointProgress(point, meter.steps, meter.spent, accuracy)
    accuracy = learner.accuracy(learner.task, point.lag)
    after = learner.reach(max(point.lag, _LONG_SAMPLE))
    yield PointResult(point, accuracy, meter.steps, meter.spent, before, after)


def _diverged(point: Point, meter: Meter, before: Reach) -> PointResult:
    sentence = f"Training left the finite numbers at step {meter.steps + 1:,}: it exploded."
    return PointResult(point, math.nan, meter.steps, meter.spent, before, None, sentence)


def _share_right(scores: Tensor, answers: Tensor) -> float:
    return float((scores.argmax(dim=1) == answers).float().mean())
