"""One run in the making: model, optimiser, place in the data."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from rnnlab.config import ConfigError, RunConfig, Value, run_settings
from rnnlab.models import LanguageModel, State, build_model, pick_device, use_threads
from rnnlab.text import Batches, Corpus
from rnnlab.text.held_out import QUICK_TOKENS, held_out
from rnnlab.training.evaluation import mean_loss
from rnnlab.training.optimizers import (
    load_optimizer_tensors,
    make_optimizer,
    optimizer_tensors,
    set_learning_rate,
)
from rnnlab.training.records import Started, StepRecord, ValidationRecord
from rnnlab.training.schedules import Plateau, schedule_factor


class DivergedError(Exception):
    """A loss or gradient that is not finite; the weights are those before the step."""

    def __init__(self, step: int, loss: float, gradient_norm: float) -> None:
        super().__init__(f"step {step}: loss {loss}, gradient norm {gradient_norm}")
        self.step = step
        self.loss = loss
        self.gradient_norm = gradient_norm


@dataclass(frozen=True)
class TrainerState:
    """All that makes a later step what it will be.

    Attributes:
        step: Steps made.
        seconds: Training time so far.
        weights: By torch's names.
        optimizer: The optimiser's memory and the carried state, by name.
        plain: The rest, as JSON-able data.
    """

    step: int
    seconds: float
    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    plain: dict[str, Any]


class Trainer:
    """Makes the steps of one run.

    Args:
        config: The choices; ``config.text`` must be those the corpus was built with.
        corpus: The text, encoded and split.

    Raises:
        DeviceError: The device is not there.
        TextError: The training part is shorter than one batch.
    """

    def __init__(self, config: RunConfig, corpus: Corpus) -> None:
        self.config = config
        self.corpus = corpus
        self.device = pick_device(config.training.device)
        self.threads = use_threads(config.training.threads)
        batches = Batches(
            corpus.train, config.training.batch_size, config.training.sequence_length
        )
        self.steps_per_epoch = len(batches)
        self._columns = torch.from_numpy(batches.columns).to(self.device)  # (steps·T + 1, B)
        self.model: LanguageModel = build_model(
            config.model, len(corpus.vocabulary), config.training.seed
        ).to(self.device)
        self._optimizer = make_optimizer(self.model, config.training)
        self._plateau = Plateau()
        self._carried: State | None = None
        self.step = 0
        self.seconds = 0.0
        self._quick = held_out(corpus.valid, corpus.counts, QUICK_TOKENS)

    @property
    def total_steps(self) -> int:
        """Length of the whole run in steps."""
        training = self.config.training
        return training.steps or max(1, round(training.epochs * self.steps_per_epoch))

    @property
    def tokens(self) -> int:
        """Training tokens read so far."""
        return self.step * self.tokens_per_step

    @property
    def tokens_per_step(self) -> int:
        """Tokens of one batch."""
        return self.config.training.batch_size * self.config.training.sequence_length

    def started(self) -> Started:
        """The facts of the run, told when training begins."""
        return Started(
            step=self.step,
            total_steps=self.total_steps,
            steps_per_epoch=self.steps_per_epoch,
            tokens_per_step=self.tokens_per_step,
            device=str(self.device),
            threads=self.threads,
            parameters=sum(parameter.numel() for parameter in self.model.parameters()),
        )

    def change(self, values: Mapping[str, Value]) -> None:
        """Give live settings new values from the next step on.

        Raises:
            ConfigError: A value cannot be used, or the setting needs a new run.
        """
        declarations = {n: d for part in run_settings().values() for n, d in part.items()}
        for name in values:
            if name in declarations and not declarations[name].live:
                raise ConfigError(
                    name, f"{declarations[name].label} cannot change during a run; reset first."
                )
        self.config = self.config.changed(**values)
        self.model.set_dropout(self.config.model.dropout)

    def extend(self, total_steps: int) -> None:
        """Make the run ``total_steps`` long in all."""
        self.config = self.config.changed(steps=total_steps)

    def learning_rate(self) -> float:
        """The rate of the next step."""
        training = self.config.training
        factor = schedule_factor(training.schedule, self.step, self.total_steps)
        return training.learning_rate * factor * self._plateau.factor

    def make_step(self) -> StepRecord:
        """Read one batch and move the weights.

        Raises:
            DivergedError: The loss or the gradient is not finite; no weight has moved.
        """
        started = time.perf_counter()
        self.model.train()
        rate = self.learning_rate()
        loss, norm = self._backward()
        clip = self.config.training.gradient_clip
        if not (math.isfinite(loss) and math.isfinite(norm)):
            self._carried = None
            raise DivergedError(self.step + 1, loss, norm)
        set_learning_rate(self._optimizer, rate)
        self._optimizer.step()
        self.step += 1
        self.seconds += time.perf_counter() - started
        clipped = min(norm, clip) if clip else norm
        return StepRecord(self.step, self.tokens, loss, rate, norm, clipped, self.seconds)

    def validate(self) -> ValidationRecord:
        """Measure the loss on the part of the held-out text that is used during training."""
        record = ValidationRecord(self.step, self.tokens, mean_loss(self.model, self._quick))
        if self.config.training.schedule == "plateau":
            self._plateau.see(record.loss)
        return record

    def validate_fully(self) -> float:
        """The mean loss on the whole validation part, in nats per token."""
        return mean_loss(self.model, held_out(self.corpus.valid, self.corpus.counts))

    def state(self) -> TrainerState:
        """A copy of everything that the next steps depend on."""
        memory = optimizer_tensors(self._optimizer, self.model)
        for index, tensor in enumerate(self._carried or ()):
            memory[f"carried_state.{index}"] = tensor.detach().to("cpu", copy=True)
        plateau = self._plateau
        best = plateau.best if math.isfinite(plateau.best) else None
        plain = {
            "plateau": {"factor": plateau.factor, "best": best, "waited": plateau.waited},
            "dropout_generator": self.model.dropout_state(),
        }
        weights = {
            name: tensor.detach().to("cpu", copy=True)
            for name, tensor in self.model.torch_weights().items()
        }
        return TrainerState(self.step, self.seconds, weights, memory, plain)

    def restore(self, state: TrainerState) -> None:
        """Go on from ``state``, which a trainer with the same choices and text gave."""
        self.step = state.step
        self.seconds = state.seconds
        self.model.load_torch_weights(state.weights)
        load_optimizer_tensors(self._optimizer, self.model, state.optimizer)
        carried = [state.optimizer.get(f"carried_state.{index}") for index in range(2)]
        found = tuple(tensor.to(self.device) for tensor in carried if tensor is not None)
        self._carried = found or None
        plateau = dict(state.plain.get("plateau", {}))
        if plateau.get("best") is None:
            plateau["best"] = math.inf
        self._plateau = Plateau(**plateau)
        if "dropout_generator" in state.plain:
            self.model.set_dropout_state(state.plain["dropout_generator"])

    def _backward(self) -> tuple[float, float]:
        """Gradients of the next batch, clipped; the loss and the norm before clipping."""
        inputs, targets = self._next_batch()
        logits, state = self.model(inputs, self._state_for_next_batch())
        loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._carried = tuple(part.detach() for part in state)
        clip = self.config.training.gradient_clip or math.inf
        norm = clip_grad_norm_(self.model.parameters(), clip)
        return loss.item(), norm.item()

    def _next_batch(self) -> tuple[Tensor, Tensor]:
        length = self.config.training.sequence_length
        start = (self.step % self.steps_per_epoch) * length
        return (
            self._columns[start : start + length],
            self._columns[start + 1 : start + length + 1],
        )

    def _state_for_next_batch(self) -> State:
        begins_epoch = self.step % self.steps_per_epoch == 0
        if self._carried is None or begins_epoch or not self.config.training.carry_state:
            return self.model.initial_state(self.config.training.batch_size)
        return self._carried
