"""What training tells: frozen values, plain floats or CPU arrays, never a live tensor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rnnlab.config import Value

if TYPE_CHECKING:
    # Only for types: the window reads records before it has loaded torch.
    from rnnlab.generation.writer import Writer
    from rnnlab.probes.groups import GroupFlow
    from rnnlab.probes.result import ProbeResult
    from rnnlab.training.state import TrainerState


@dataclass(frozen=True)
class Started:
    """Training begins or goes on.

    Attributes:
        step: Steps made so far.
        total_steps: Length of the whole run.
        steps_per_epoch: Batches in the training part.
        tokens_per_step: Training tokens of a batch.
        device: Where the arithmetic is done, ``cpu`` or ``cuda:0``.
        threads: CPU threads used.
        parameters: Number of weights.
    """

    step: int
    total_steps: int
    steps_per_epoch: int
    tokens_per_step: int
    device: str
    threads: int
    parameters: int


@dataclass(frozen=True)
class StepRecord:
    """One training step.

    Attributes:
        step: Steps made, this one included.
        tokens: Training tokens read so far.
        loss: Mean cross-entropy of the batch before the update, in nats per token.
        learning_rate: The rate this step was made with.
        gradient_norm: Norm of the gradient of all weights before clipping.
        clipped_norm: The same after clipping.
        seconds: Training time so far; pauses are not counted.
    """

    step: int
    tokens: int
    loss: float
    learning_rate: float
    gradient_norm: float
    clipped_norm: float
    seconds: float


@dataclass(frozen=True)
class ValidationRecord:
    """Mean loss on held-out text, in nats per token."""

    step: int
    tokens: int
    loss: float


@dataclass(frozen=True)
class ProbeRecord:
    """A look inside at one step."""

    step: int
    tokens: int
    result: ProbeResult


@dataclass(frozen=True)
class GroupsRecord:
    """What the last step did to each group of weights.

    Attributes:
        step: Steps made, that one included.
        tokens: Training tokens read so far.
        groups: Norms of weights, gradients and updates, from the input upwards.
        looking_share: Share of the training time, since it began or went on, that all looks
            inside, copies of the run to look at included, have taken in the training thread.
    """

    step: int
    tokens: int
    groups: tuple[GroupFlow, ...]
    looking_share: float


@dataclass(frozen=True)
class WriterRecord:
    """A copy of the weights, taken between two steps, to write with."""

    step: int
    writer: Writer


@dataclass(frozen=True)
class StateRecord:
    """A copy of everything that the next steps depend on, to save it."""

    state: TrainerState


Wish = Literal["look", "writer", "state"]


@dataclass(frozen=True)
class Refused:
    """For want of memory something could not be done that was asked for; training goes on.

    Attributes:
        step: Steps made.
        wish: A look inside, which is not made again until another text is chosen for it; a copy
            to write with; or a copy of everything.
        sentence: What to do about it.
    """

    step: int
    wish: Wish
    sentence: str


@dataclass(frozen=True)
class Paused:
    """Training waits; the next command goes on."""

    step: int


@dataclass(frozen=True)
class Resumed:
    """Training goes on after a pause."""

    step: int


@dataclass(frozen=True)
class Finished:
    """The last step of the run is made."""

    step: int


@dataclass(frozen=True)
class Stopped:
    """Training was stopped before its last step; it may go on later."""

    step: int


@dataclass(frozen=True)
class Diverged:
    """The loss or the gradient is no longer a finite number.

    The weights are those before the step that broke; ``sentence`` says what was seen and
    what to try.
    """

    step: int
    sentence: str


@dataclass(frozen=True)
class Failed:
    """Something broke; the weights are those after the last step that was told.

    Attributes:
        step: Steps made.
        sentence: What broke and what to do.
        report: The traceback where it is a bug, else nothing.
        remedy: Setting → value: changes that were tried and would fit into memory.
    """

    step: int
    sentence: str
    report: str = ""
    remedy: Mapping[str, Value] = field(default_factory=dict)


Ending = Finished | Stopped | Diverged | Failed
Record = (
    Started
    | StepRecord
    | ValidationRecord
    | ProbeRecord
    | GroupsRecord
    | WriterRecord
    | StateRecord
    | Refused
    | Paused
    | Resumed
    | Ending
)
