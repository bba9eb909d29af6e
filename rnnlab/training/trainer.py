"""One run in the making: what is learnt, at which rate, how far it is."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import torch

from rnnlab.config import ConfigError, RunConfig, Value, all_settings
from rnnlab.models.devices import pick_device, use_threads
from rnnlab.models.language_model import LanguageModel
from rnnlab.models.room import free_bytes, least_bytes
from rnnlab.probes.groups import GroupFlow
from rnnlab.text import Corpus
from rnnlab.text.held_out import QUICK_TOKENS, held_out
from rnnlab.text.stopping import Check, never
from rnnlab.training.errors import DivergedError
from rnnlab.training.evaluation import mean_loss
from rnnlab.training.learner import Batch, Learner
from rnnlab.training.records import Started, StepRecord, ValidationRecord
from rnnlab.training.schedules import Plateau, schedule_factor
from rnnlab.training.state import TrainerState as TrainerState

# On a GPU a look at a number waits for everything before it, so many steps share one look.
STEPS_PER_LOOK = 16
_LONGEST = 1e37  # of a step; ten such in a momentum are the largest that float32 can hold
_CPU = torch.device("cpu")


@dataclass(frozen=True)
class _Made:
    """A step that is made but not told: its batch, the rate and the clip it was made with."""

    batch: Batch
    rate: float
    clip: float


class Trainer:
    """Makes the steps of one run.

    Args:
        config: The choices; ``config.text`` must be those the corpus was built with.
        corpus: The text, encoded and split.
        steps_per_look: Steps that are made before their losses are looked at; by default 1
            on the CPU and `STEPS_PER_LOOK` elsewhere.

    Attributes:
        validated: Step of the last validation; None before there is one.

    Raises:
        DeviceError: The device is not there.
        MemoryError: A step would take more memory than there is.
        TextError: The training part is shorter than one batch.
    """

    def __init__(
        self, config: RunConfig, corpus: Corpus, steps_per_look: int | None = None
    ) -> None:
        self.config = config
        self.corpus = corpus
        self.device = pick_device(config.training.device)
        if self.device == _CPU:
            _require_room(config, len(corpus.vocabulary))
        self.threads = use_threads(config.training.threads)
        self.seconds = 0.0
        self._learner = Learner(config, corpus, self.device)
        self._plateau = Plateau()
        self.validated: int | None = None
        self._quick = held_out(corpus.valid, corpus.counts, QUICK_TOKENS)
        by_default = 1 if self.device == _CPU else STEPS_PER_LOOK
        self._steps_per_look = steps_per_look or by_default
        self._untold: list[_Made] = []
        self._told_seconds = 0.0
        self.last_told: StepRecord | None = None
        self._last_good: TrainerState | None = None
        self._ashore: TrainerState | None = None
        self._careful_until = 0

    @property
    def model(self) -> LanguageModel:
        """What learns."""
        return self._learner.model

    @property
    def step(self) -> int:
        """Steps made."""
        return self._learner.step

    @property
    def total_steps(self) -> int:
        """Length of the whole run in steps."""
        training = self.config.training
        return training.steps or max(1, round(training.epochs * self.steps_per_epoch))

    @property
    def steps_per_epoch(self) -> int:
        """Batches in the training part."""
        return self._learner.feed.steps_per_epoch

    @property
    def tokens(self) -> int:
        """Training tokens read so far."""
        return self.step * self._learner.feed.tokens_per_step

    def started(self) -> Started:
        """The facts of the run, told when training begins."""
        return Started(
            step=self.step,
            total_steps=self.total_steps,
            steps_per_epoch=self.steps_per_epoch,
            tokens_per_step=self._learner.feed.tokens_per_step,
            device=str(self.device),
            threads=self.threads,
            parameters=sum(parameter.numel() for parameter in self.model.parameters()),
        )

    def change(self, values: Mapping[str, Value]) -> None:
        """Give live settings new values from the next step on.

        Raises:
            ConfigError: A value cannot be used, or the setting needs a new run.
        """
        declarations = all_settings()
        for name in values:
            if name in declarations and not declarations[name].live:
                raise ConfigError(
                    name, f"{declarations[name].label} cannot change during a run; reset first."
                )
        self.config = self.config.changed(**values)
        self.model.set_dropout(self.config.model.dropout)

    def learning_rate(self) -> float:
        """The rate of the next step."""
        training = self.config.training
        factor = schedule_factor(training.schedule, self.step, self.total_steps)
        return training.learning_rate * factor * self._plateau.factor

    def make_step(self) -> list[StepRecord]:
        """Read one batch and move the weights.

        Returns:
            The steps that can be told now: on the CPU this one. On a GPU they are told in
            groups, and between two groups the list is empty.

        Raises:
            DivergedError: The loss or the gradient is not finite; no weight has moved.
        """
        started = time.perf_counter()
        look = self._steps_per_look == 1 or self.step < self._careful_until
        if self._steps_per_look > 1 and not self._untold:
            self._last_good = self._copy(self.device)
        rate, clip = self.learning_rate(), self.config.training.gradient_clip
        batch = self._learner.read(clip)
        if look:
            self._require_finite(_Made(batch, rate, clip))
        self._learner.move(batch, rate)
        self._untold.append(_Made(batch, rate, clip))
        self.seconds += time.perf_counter() - started
        return self.settle() if look or self._group_is_full() else []

    def settle(self) -> list[StepRecord]:
        """Tell the steps that are made but not told; on a GPU this waits for them.

        If one of them broke, none is told: all are taken back, to be made again one by one.
        """
        if not self._untold:
            return []
        started = time.perf_counter()
        untold, self._untold = self._untold, []
        losses, norms = _numbers([made.batch for made in untold])
        self.seconds += time.perf_counter() - started
        if not all(map(_is_good, untold, losses, norms)):
            self._take_back()
            return []
        self._last_good = None
        return self._records(untold, losses, norms)

    def forget_broken_step(self) -> None:
        """Stand where the last step that was told had left it, to the bit.

        To be called when `make_step` or `settle` has raised; on a GPU the steps that were made
        but not told are taken back with the one that broke.
        """
        if self._last_good is not None:
            self._take_back()
        self._learner.forget_reading()

    def group_flow(self) -> tuple[GroupFlow, ...]:
        """What the step told last did to each group of weights, as `gradient_flow` tells it.

        Empty where no step was made here, or the last one is not told yet. For a look now and
        then: on a GPU it waits.
        """
        last = self.last_told
        if last is None or last.step != self.step:
            return ()
        return self._learner.group_flow(last.gradient_norm)

    def validate(self, check: Check = never) -> ValidationRecord:
        """Measure the loss on the part of the held-out text that is used during training.

        The schedule ``plateau`` takes note of it at every validation interval.

        Args:
            check: May end it in the middle, see `mean_loss`; then nothing is taken note of.
        """
        loss = mean_loss(self.model, self._quick, check)
        plateau = self.config.training.schedule == "plateau"
        if plateau and self.step % self.config.training.validation_interval == 0:
            self._plateau.see(self.step, loss)
        self.validated = self.step
        if self.device != _CPU:
            self._ashore = self.state()
        return ValidationRecord(self.step, self.tokens, loss)

    def validate_fully(self) -> float:
        """The mean loss on the whole validation part, in nats per token; NaN if none counts."""
        return mean_loss(self.model, held_out(self.corpus.valid, self.corpus.counts))

    def state(self) -> TrainerState:
        """A copy, on the CPU, of everything that the next steps depend on; `settle` first."""
        return self._copy(_CPU)

    def leave_device(self) -> int:
        """Go back to the last validation and stay on the CPU, after the graphics card was lost.

        Returns:
            The step whose weights are there now.
        """
        state, self.device, self._steps_per_look = self._ashore, _CPU, 1
        self._learner = Learner(self.config, self.corpus, _CPU)
        self._untold.clear()
        if state is not None:
            self.restore(state)
        return self.step

    def restore(self, state: TrainerState) -> None:
        """Go on from ``state``, which a trainer with the same choices and text gave.

        Raises:
            ModelError: The weights fit another model.
            TrainingError: Something else in it is damaged or fits another model.
        """
        self._learner.restore(state.step, state.weights, state.optimizer)
        self._plateau = Plateau.from_plain(state.plain.get("plateau", Plateau().plain()))
        validated = state.plain.get("validated", state.step)
        self.validated = validated if isinstance(validated, int) else None
        self.seconds = self._told_seconds = state.seconds
        self._untold.clear()

    def _copy(self, device: torch.device) -> TrainerState:
        return TrainerState(
            step=self.step,
            seconds=self.seconds,
            weights=self._learner.weights(device),
            optimizer=self._learner.memory(device),
            plain={"plateau": self._plateau.plain(), "validated": self.validated},
        )

    def _require_finite(self, made: _Made) -> None:
        (loss,), (norm,) = _numbers([made.batch])
        if not _is_good(made, loss, norm):
            raise DivergedError(self.step + 1, loss, norm)

    def _group_is_full(self) -> bool:
        return (
            len(self._untold) >= self._steps_per_look
            or self.step % self.config.training.validation_interval == 0
            or self.step >= self.total_steps
        )

    def _take_back(self) -> None:
        """Return to before the group; the next look at each step finds the one that broke."""
        assert self._last_good is not None
        self._careful_until = max(self._careful_until, self.step)
        self.restore(self._last_good)
        self._last_good = None

    def _records(
        self, steps: list[_Made], losses: list[float], norms: list[float]
    ) -> list[StepRecord]:
        """The records of steps that were timed together."""
        first = self.step - len(steps) + 1
        seconds = (self.seconds - self._told_seconds) / len(steps)
        records = [
            StepRecord(
                step=first + index,
                tokens=(first + index) * self._learner.feed.tokens_per_step,
                loss=losses[index],
                learning_rate=made.rate,
                gradient_norm=norms[index],
                clipped_norm=min(norms[index], made.clip or math.inf),
                seconds=self._told_seconds + seconds * (index + 1),
            )
            for index, made in enumerate(steps)
        ]
        self._told_seconds = self.seconds
        self.last_told = records[-1]
        return records


def _is_good(made: _Made, loss: float, norm: float) -> bool:
    """Whether a step is about finite numbers and leaves the weights finite."""
    length = made.rate * min(norm, made.clip or math.inf)
    return math.isfinite(loss) and math.isfinite(norm) and length < _LONGEST


def _require_room(config: RunConfig, vocabulary_size: int) -> None:
    """Refuse what cannot fit; the system might end the whole program instead of refusing it."""
    free = free_bytes()
    if free is not None and least_bytes(config, vocabulary_size) > free:
        raise MemoryError("A step would take more memory than there is.")


def _numbers(batches: list[Batch]) -> tuple[list[float], list[float]]:
    """Losses and gradient norms; from a GPU they come all at once."""
    if len(batches) == 1:
        return [batches[0].loss.item()], [batches[0].norm.item()]
    pairs = torch.stack([torch.stack((batch.loss, batch.norm)) for batch in batches])  # (N, 2)
    losses, norms = pairs.T.tolist()
    return losses, norms
