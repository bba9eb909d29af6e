"""One run as the window sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from rnnlab.config import RunConfig, Value
from rnnlab.jobs.training_job import TrainingJob
from rnnlab.text import Codec, Corpus, Source
from rnnlab.training.history import History
from rnnlab.training.records import Started

if TYPE_CHECKING:
    from rnnlab.models.language_model import LanguageModel
    from rnnlab.session.run_file import SavedRun
    from rnnlab.training.trainer import Trainer


class Status(Enum):
    """Where a run stands; the value is shown."""

    NEW = "ready"
    TRAINING = "training"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    DIVERGED = "diverged"
    FAILED = "failed"


@dataclass
class Run:
    """A model in training or trained, with everything it has told.

    Attributes:
        key: Unique in the window; history, plots and colours are kept by it.
        shade: Counts the runs of the same cell, to shade their colour.
        corpus: The text; None where a run file was opened and its text is not here.
        saved: What a run file held, until training goes on.
        sentence: The last thing to be said about it, such as why it ended.
        remedy: Setting → value: changes with which it would not have failed.
        unsaved: It has learnt since it was last saved.
        path: The file that it was last saved in or opened from.
    """

    key: int
    name: str
    config: RunConfig
    codec: Codec
    shade: int
    corpus: Corpus | None = None
    source: Source | None = None
    history: History = field(default_factory=History)
    status: Status = Status.NEW
    facts: Started | None = None
    job: TrainingJob | None = None
    saved: SavedRun | None = None
    sentence: str = ""
    remedy: Mapping[str, Value] = field(default_factory=dict)
    visible: bool = True
    pinned: bool = False
    unsaved: bool = False
    path: Path | None = None

    @property
    def cell(self) -> str:
        """The kind of cell, which decides the colour."""
        return self.config.model.cell

    @property
    def active(self) -> bool:
        """Whether its thread is at work or waits."""
        return self.status in (Status.TRAINING, Status.PAUSED)

    @property
    def ended(self) -> bool:
        """Whether its thread has come to an end by itself."""
        return self.complete or self.status is Status.FAILED

    @property
    def complete(self) -> bool:
        """Whether its course is over, so that only a new run can come after it.

        One that failed goes on from its last good weights: what it lacked may be there now.
        """
        return self.status in (Status.FINISHED, Status.DIVERGED)

    @property
    def step(self) -> int:
        """Steps made."""
        steps = self.history.training.column("step")
        if len(steps):
            return int(steps[-1])
        return self.saved.step if self.saved else 0

    def trainer(self) -> Trainer | None:
        """The trainer, if no thread owns it at present."""
        return self.job.trainer if self.job and not self.active else None

    def make_trainer(self) -> Trainer:
        """A trainer at the place where the run stands; slow, for a background thread."""
        from rnnlab.session.runs import restored_trainer
        from rnnlab.training.trainer import Trainer

        assert self.corpus is not None
        if self.saved is not None:
            return restored_trainer(self.saved, self.config, self.corpus)
        return Trainer(self.config, self.corpus)

    def make_model(self) -> LanguageModel:
        """The model as it stands while no thread trains it; slow, for a background thread."""
        from rnnlab.models.language_model import build_model
        from rnnlab.session.runs import open_model

        trainer = self.trainer()
        if trainer is not None:
            return trainer.model
        if self.saved is not None:
            return open_model(self.saved)
        config = self.config
        return build_model(config.model, len(self.codec.vocabulary), config.training.seed)


def default_name(config: RunConfig, taken: set[str]) -> str:
    """A name that says what the run is: “LSTM 256”, “GRU 2×128”, numbered if it is taken."""
    model = config.model
    cell = model.title
    sizes = f"{model.layers}×{model.hidden_size}" if model.layers > 1 else f"{model.hidden_size}"
    comma = "," if cell[-1].isdigit() else ""  # “Fixed window of 8, 256”
    return unique_name(f"{cell}{comma} {sizes}", taken)


def unique_name(wanted: str, taken: set[str]) -> str:
    """A name, numbered if it is taken."""
    name, number = wanted, 2
    while name in taken:
        name = f"{wanted} ({number})"
        number += 1
    return name
