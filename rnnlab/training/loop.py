"""The training loop: a generator of records that looks for commands between two batches."""

import math
import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from rnnlab.generation.writer import Writer
from rnnlab.probes.gradients import probe
from rnnlab.text.stopping import Check, never
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
from rnnlab.training.errors import DivergedError
from rnnlab.training.memory import ran_out_of_memory
from rnnlab.training.records import (
    Diverged,
    Finished,
    GroupsRecord,
    Paused,
    ProbeRecord,
    Record,
    Refused,
    Resumed,
    StateRecord,
    Stopped,
    Wish,
    WriterRecord,
)
from rnnlab.training.trainer import Trainer
from rnnlab.training.turns import Turn

PROBE_SHARE = 0.02
_REFUSALS: dict[Wish, str] = {
    "look": "There is not enough memory to look inside the model; choose a shorter text to watch.",
    "writer": "There is not enough memory for a copy of the model to write with; close other "
    "runs, or stop this one first.",
    "state": "There is not enough memory for a copy of the model; close other runs, or stop this "
    "one first.",
}
EARLY_VALIDATIONS = (5, 20, 50)  # steps at which a new curve gets its first points


class TimeBudget:
    """Allows a side activity at most a share of the training time.

    Args:
        share: Between 0 and 1.
        begun: Training time, in seconds, at which the account is opened.
    """

    def __init__(self, share: float, begun: float) -> None:
        self._share = share
        self._begun = begun
        self._spent = 0.0

    def allows(self, trained: float) -> bool:
        """Whether the activity may run after so many seconds of training."""
        return self._spent <= self._share * (trained - self._begun)

    def charge(self, seconds: float) -> None:
        """Take note of what it cost."""
        self._spent += seconds

    def share(self, trained: float) -> float:
        """What it has cost so far, relative to the training time; 0 before there is any."""
        time_trained = trained - self._begun
        return self._spent / time_trained if time_trained > 0 else 0.0


def train(
    trainer: Trainer,
    commands: CommandQueue | None = None,
    watch: Watch | None = None,
    probe_share: float = PROBE_SHARE,
    turn: Turn | None = None,
    check: Check = never,
) -> Iterator[Record]:
    """Train to the last step, telling everything as records.

    The last record is `Finished`, `Stopped` or `Diverged`; leaving the generator earlier
    cancels training. It may be called again on the same trainer to go on.

    Args:
        trainer: The run; it is moved.
        commands: Looked at between two batches. Without it nothing interrupts.
        watch: The text that is looked at inside the model; without it no probes are made.
        probe_share: Share of the training time that looking inside may take.
        turn: When to make a step, in a race; it is not left, as only its owner knows that
            nothing more comes.
        check: Ends a validation in the middle by raising `GivenUpError`, which ends the loop
            without a last record.
    """
    budget = TimeBudget(probe_share, trainer.seconds)
    desk = _Desk(trainer, commands, watch, budget, turn or Turn(), check)
    yield trainer.started()
    if trainer.step == 0 or (_is_to_be_validated(trainer) and trainer.validated != trainer.step):
        yield trainer.validate(check)  # else a state that was taken just before would lose it
    yield from desk.look_inside()
    desk.turn.arrive()
    try:
        yield from _steps(trainer, desk)
    except DivergedError as error:
        trainer.forget_broken_step()
        yield Diverged(error.step, _remedy(trainer, error))
        return
    yield from desk.close()
    yield Stopped(trainer.step) if desk.stopping else Finished(trainer.step)


def _steps(trainer: Trainer, desk: "_Desk") -> Iterator[Record]:
    while not _is_done(trainer):
        yield from desk.answer()
        if desk.stopping:
            return
        told = trainer.make_step()
        if desk.waiting:
            told += trainer.settle()
        yield from told
        if told:  # else, on a GPU, more steps are made before they are looked at
            yield from _after_steps(trainer, desk)
            desk.turn.made(len(told))


def _after_steps(trainer: Trainer, desk: "_Desk") -> Iterator[Record]:
    if _is_to_be_validated(trainer):
        yield trainer.validate(desk.check)
    yield from desk.look_inside(always=_is_done(trainer) or desk.waiting)


def _is_to_be_validated(trainer: Trainer) -> bool:
    due = trainer.step % trainer.config.training.validation_interval == 0
    return due or trainer.step in EARLY_VALIDATIONS or _is_done(trainer)


def _is_done(trainer: Trainer) -> bool:
    return trainer.step >= trainer.total_steps


def _remedy(trainer: Trainer, error: DivergedError) -> str:
    """What was seen when training broke, and what to try."""
    seen = _what_broke(error)
    if error.step == 1:
        model = trainer.config.model
        gain = "recurrent gain 1 or " if model.is_recurrent and not model.is_reservoir else ""
        return (
            f"The {seen} of the very first step is no finite number: the initial weights are too "
            f"large. Try {gain}another initialisation."
        )
    training = trainer.config.training
    clip = "" if training.gradient_clip else "gradient clip 1 or "
    return (
        f"The {seen} was no longer a finite number at step {error.step:,}{_seen_before(trainer)}; "
        f"the weights from before that step are kept. Try {clip}learning rate "
        f"{training.learning_rate / 10:.2g}."
    )


def _what_broke(error: DivergedError) -> str:
    if not math.isfinite(error.loss):
        return "loss"
    if not math.isfinite(error.gradient_norm):
        return "gradient norm"
    return "length of the weights’ move"


def _seen_before(trainer: Trainer) -> str:
    last = trainer.last_told
    if last is None:
        return ""
    return (
        f" (one step before, the loss was {last.loss:.3g} and the gradient norm "
        f"{last.gradient_norm:.3g}, with learning rate {last.learning_rate:.2g})"
    )


class _Desk:
    """Takes commands for the loop and decides when to look inside."""

    def __init__(
        self,
        trainer: Trainer,
        commands: CommandQueue | None,
        watch: Watch | None,
        budget: TimeBudget,
        turn: Turn,
        check: Check,
    ) -> None:
        self._trainer = trainer
        self._commands: CommandQueue = SimpleQueue() if commands is None else commands
        self._watch = watch
        self._budget = budget
        self._single_steps = 0  # asked for and not yet made
        self.turn = turn
        self.check = check
        self.waiting = False
        self.stopping = False

    def answer(self) -> Iterator[Record]:
        """Carry out what was asked; while paused or while others race, wait for more."""
        while not self.stopping:
            command = self._next_command(wait=not self._may_step())
            if command is None:
                break
            yield from self._trainer.settle()
            yield from self._steer(command)
            yield from self._serve(command)
            if isinstance(command, StepOnce) and self._may_step():
                break
        self._single_steps = max(self._single_steps - 1, 0)

    def close(self) -> Iterator[Record]:
        """Give what was asked for but not answered yet."""
        self.waiting = False
        while (command := self._next_command()) is not None:
            yield from self._serve(command)

    def look_inside(self, always: bool = False) -> Iterator[Record]:
        """A probe of the watched text and what the last step did, if time allows."""
        trainer = self._trainer
        if self._watch is None or not (always or self._budget.allows(trainer.seconds)):
            return
        started = time.perf_counter()
        refusal: Refused | None = None
        try:
            result = probe(trainer.model, self._watch.ids, self._watch.loss_at)
            groups = trainer.group_flow()
        except Exception as error:
            refusal = self._refusal(error, "look")
        self._charge(started)
        if refusal is not None:
            self._watch = None  # it would fail again and again
            yield refusal
            return
        yield ProbeRecord(trainer.step, trainer.tokens, result)
        if groups:
            share = self._budget.share(trainer.seconds)
            yield GroupsRecord(trainer.step, trainer.tokens, groups, share)

    def _charge(self, started: float) -> None:
        """Count the time of a look; while training waits it takes nothing from training."""
        if not self.waiting:
            self._budget.charge(time.perf_counter() - started)

    def _may_step(self) -> bool:
        """Whether the next step may be made; a race that pauses makes its round complete."""
        asked = not self.waiting or self._single_steps > 0 or self.turn.behind
        return asked and self.turn.mine

    def _next_command(self, wait: bool = False) -> Command | None:
        try:
            return self._commands.get(block=wait)
        except Empty:
            return None

    def _steer(self, command: Command) -> Iterator[Record]:
        match command:
            case Pause():
                self.waiting = True
                yield Paused(self._trainer.step)
            case Resume():
                self.waiting = False
                self._single_steps = 0
                yield Resumed(self._trainer.step)
            case StepOnce():
                self._single_steps += 1
                if not self.waiting:
                    self.waiting = True
                    yield Paused(self._trainer.step)
            case Stop():
                self.stopping = True
            case _:
                pass

    def _serve(self, command: Command) -> Iterator[Record]:
        match command:
            case Change(values):
                self._trainer.change(values)
            case Watch():
                self._watch = command
                yield from self.look_inside(always=True)
            case TakeWriter():
                yield self._writer()
            case TakeState():
                yield self._state()
            case _:
                pass

    def _writer(self) -> Record:
        try:
            return WriterRecord(self._trainer.step, Writer.from_model(self._trainer.model))
        except Exception as error:
            return self._refusal(error, "writer")

    def _state(self) -> Record:
        """What is asked for a look at frozen weights counts as a look."""
        started = time.perf_counter()
        try:
            return StateRecord(self._trainer.state())
        except Exception as error:
            return self._refusal(error, "state")
        finally:
            self._charge(started)

    def _refusal(self, error: Exception, wish: Wish) -> Refused:
        """Training goes on without what there is no memory for; all else is a bug."""
        if not ran_out_of_memory(error):
            raise error
        return Refused(self._trainer.step, wish, _REFUSALS[wish])
