"""The training loop: a generator of records that looks for commands between two batches."""

import math
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from rnnlab.generation.writer import Writer
from rnnlab.probes.gradients import probe
from rnnlab.training.commands import (
    Change,
    Command,
    CommandQueue,
    Pause,
    Resume,
    StepOnce,
    Stop,
    TakeState,
    TakeWriter,
    Watch,
)
from rnnlab.training.records import (
    Diverged,
    Finished,
    Paused,
    ProbeRecord,
    Record,
    Resumed,
    StateRecord,
    Stopped,
    WriterRecord,
)
from rnnlab.training.trainer import DivergedError, Trainer

PROBE_SHARE = 0.04


class TimeBudget:
    """Allows a side activity at most a share of the time since it was first asked.

    Args:
        share: Between 0 and 1.
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self._begun = time.perf_counter()
        self._spent = 0.0

    def allows(self) -> bool:
        """Whether the activity may run now."""
        return self._spent <= self._share * (time.perf_counter() - self._begun)

    def charge(self, seconds: float) -> None:
        """Take note of what it cost."""
        self._spent += seconds


def train(
    trainer: Trainer,
    commands: CommandQueue | None = None,
    watch: Watch | None = None,
    probe_share: float = PROBE_SHARE,
) -> Iterator[Record]:
    """Train to the last step, telling everything as records.

    The last record is `Finished`, `Stopped` or `Diverged`; leaving the generator earlier
    cancels training. It may be called again on the same trainer to go on.

    Args:
        trainer: The run; it is moved.
        commands: Looked at between two batches. Without it nothing interrupts.
        watch: The text that is looked at inside the model; without it no probes are made.
        probe_share: Share of the time that looking inside may take.
    """
    desk = _Desk(trainer, commands, watch, TimeBudget(probe_share))
    yield trainer.started()
    yield trainer.validate()
    yield from desk.look_inside()
    while trainer.step < trainer.total_steps:
        yield from desk.answer()
        if desk.stopping:
            yield Stopped(trainer.step)
            return
        try:
            yield trainer.make_step()
        except DivergedError as error:
            yield Diverged(error.step, _remedy(trainer, error))
            return
        last = trainer.step == trainer.total_steps
        if last or trainer.step % trainer.config.training.validation_interval == 0:
            yield trainer.validate()
        yield from desk.look_inside(always=last or desk.waiting)
    yield Finished(trainer.step)


def _remedy(trainer: Trainer, error: DivergedError) -> str:
    """What was seen when training broke, and what to try."""
    training = trainer.config.training
    seen = "loss" if not math.isfinite(error.loss) else "gradient norm"
    rate = trainer.learning_rate()
    clip = "" if training.gradient_clip else "gradient clip 1 or "
    return (
        f"The {seen} was no longer a finite number at step {error.step:,} with learning rate "
        f"{rate:.2g}; the weights from before that step are kept. "
        f"Try {clip}learning rate {training.learning_rate / 10:.2g}."
    )


class _Desk:
    """Takes commands for the loop and decides when to look inside."""

    def __init__(
        self,
        trainer: Trainer,
        commands: CommandQueue | None,
        watch: Watch | None,
        budget: TimeBudget,
    ) -> None:
        self._trainer = trainer
        self._commands: CommandQueue = SimpleQueue() if commands is None else commands
        self._watch = watch
        self._budget = budget
        self.waiting = False
        self.stopping = False

    def answer(self) -> Iterator[Record]:
        """Carry out what was asked; while paused, wait for more."""
        while not self.stopping:
            command = self._next_command()
            if command is None:
                return
            yield from self._carry_out(command)
            if isinstance(command, StepOnce):
                return

    def look_inside(self, always: bool = False) -> Iterator[Record]:
        """A probe of the watched text, if time allows."""
        if self._watch is None or not (always or self._budget.allows()):
            return
        started = time.perf_counter()
        result = probe(self._trainer.model, self._watch.ids, self._watch.loss_at)
        self._budget.charge(time.perf_counter() - started)
        yield ProbeRecord(self._trainer.step, self._trainer.tokens, result)

    def _next_command(self) -> Command | None:
        try:
            return self._commands.get(block=self.waiting)
        except Empty:
            return None

    def _carry_out(self, command: Command) -> Iterator[Record]:
        step = self._trainer.step
        match command:
            case Pause():
                self.waiting = True
                yield Paused(step)
            case Resume():
                self.waiting = False
                yield Resumed(step)
            case StepOnce():
                self.waiting = True
            case Stop():
                self.stopping = True
            case Change(values):
                self._trainer.change(values)
            case Watch():
                self._watch = command
                yield from self.look_inside(always=True)
            case TakeWriter():
                yield WriterRecord(step, Writer.from_model(self._trainer.model))
            case TakeState():
                yield StateRecord(self._trainer.state())
