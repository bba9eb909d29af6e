"""What may be asked of a training loop; it looks between two batches."""

from collections.abc import Mapping
from dataclasses import dataclass
from queue import SimpleQueue

from rnnlab.config import Value
from rnnlab.probes.result import LossAt
from rnnlab.text import IntArray


@dataclass(frozen=True)
class Pause:
    """Wait after the batch under way."""


@dataclass(frozen=True)
class Resume:
    """Go on."""


@dataclass(frozen=True)
class StepOnce:
    """Make one step and wait."""


@dataclass(frozen=True)
class Stop:
    """End the loop after the batch under way."""


@dataclass(frozen=True)
class Change:
    """Give live settings new values."""

    values: Mapping[str, Value]


@dataclass(frozen=True)
class Watch:
    """Choose the text that is looked at, and the loss whose gradient is followed."""

    ids: IntArray
    loss_at: LossAt = "last"


@dataclass(frozen=True)
class TakeWriter:
    """Ask for a copy of the weights to write with."""


@dataclass(frozen=True)
class TakeState:
    """Ask for a copy of everything, to save it."""


@dataclass(frozen=True)
class YourTurn:
    """Look up: in a race it is this run's turn to make a step, see `rnnlab.training.turns`."""


Command = Pause | Resume | StepOnce | Stop | Change | Watch | TakeWriter | TakeState | YourTurn
CommandQueue = SimpleQueue[Command]
