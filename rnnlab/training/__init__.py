"""The loop: a generator of records; evaluation; history."""

from rnnlab.training.commands import (
    Change,
    Command,
    CommandQueue,
    Pause,
    Resume,
    StepOnce,
    Stop,
    TakeWriter,
    Watch,
)
from rnnlab.training.evaluation import HeldOut, held_out, mean_loss
from rnnlab.training.history import History
from rnnlab.training.loop import train
from rnnlab.training.records import (
    Diverged,
    Ending,
    Failed,
    Finished,
    Paused,
    ProbeRecord,
    Record,
    Resumed,
    StepRecord,
    Stopped,
    ValidationRecord,
    WriterRecord,
)
from rnnlab.training.trainer import DivergedError, Trainer, TrainerState

__all__ = [
    "Change",
    "Command",
    "CommandQueue",
    "Diverged",
    "DivergedError",
    "Ending",
    "Failed",
    "Finished",
    "HeldOut",
    "History",
    "Pause",
    "Paused",
    "ProbeRecord",
    "Record",
    "Resume",
    "Resumed",
    "StepOnce",
    "StepRecord",
    "Stop",
    "Stopped",
    "TakeWriter",
    "Trainer",
    "TrainerState",
    "ValidationRecord",
    "Watch",
    "WriterRecord",
    "held_out",
    "mean_loss",
    "train",
]
