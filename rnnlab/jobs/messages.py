"""What the background posts."""

from dataclasses import dataclass
from typing import Any

from rnnlab.training.records import Record


@dataclass(frozen=True)
class RunMessage:
    """A record and the run it belongs to."""

    run: int
    record: Record


@dataclass(frozen=True)
class Progress:
    """Something that the work has made; more follows."""

    task: int
    value: Any


@dataclass(frozen=True)
class TaskDone:
    """The work has ended by itself or was cancelled."""

    task: int
    cancelled: bool = False


@dataclass(frozen=True)
class TaskFailed:
    """The work broke; ``report`` holds the traceback where it is a bug, else nothing."""

    task: int
    sentence: str
    report: str = ""


TaskMessage = Progress | TaskDone | TaskFailed
Message = RunMessage | TaskMessage
