"""Every model on one ladder: how good, how large, how long in the making, how fast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject

from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.overtaking import Overtaking, Passage, last_perplexity
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.speeds import SpeedDesk, run_key
from rnnlab.gui.look import ngram_color, run_color
from rnnlab.ngram import Counts, storage

FILE_PREFIX = "file "
BYTES_OF_A_WEIGHT = 4
BYTES_OF_AN_ENTRY = 24  # of an ARPA file: key, probability, weight


@dataclass(frozen=True)
class Standing:
    """One model. What is not known is NaN.

    Attributes:
        key: Unique.
        name: For a person.
        color: Name of its colour.
        kind: An order of the chosen smoothing, a model of a file, or a run.
        perplexity: On the common validation tokens; may be infinite.
        size: Entries of its table, or parameters.
        bytes: What these take.
        seconds: Counting and smoothing, or training.
        speed: Tokens written in a second.
        passage: The highest n-gram model that a run has passed, and when.
        current: It is the run in front.
        other_text: A run that was measured on another text than the one that is open.
    """

    key: str
    name: str
    color: str
    kind: Literal["order", "file", "run"]
    perplexity: float
    size: float
    bytes: float
    seconds: float
    speed: float
    passage: Passage | None = None
    current: bool = False
    other_text: bool = False

    @property
    def bits(self) -> float:
        """Bits per token."""
        return math.log2(self.perplexity) if self.perplexity > 0 else math.nan


class Ladder(QObject):
    """Puts together what the other desks know."""

    def __init__(
        self,
        runs: RunDesk,
        ngrams: NgramDesk,
        overtaking: Overtaking,
        speeds: SpeedDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runs = runs
        self._ngrams = ngrams
        self._overtaking = overtaking
        self._speeds = speeds
        self._sizes: tuple[Counts, list[tuple[float, float]]] | None = None

    def standings(self) -> list[Standing]:
        """The orders from the lowest on, then the models of files, then the runs."""
        return [*self._of_orders(), *self._of_files(), *self._of_runs()]

    def _of_orders(self) -> list[Standing]:
        desk, sizes = self._ngrams, self._table_sizes()
        found = []
        for order in sorted(desk.models):
            size, taken = sizes[order - 1] if order <= len(sizes) else (math.nan, math.nan)
            name = f"{order}-gram"
            speed = self._speeds.speeds.get(name, math.nan)
            found.append(
                Standing(
                    key=name,
                    name=name,
                    color=ngram_color(order),
                    kind="order",
                    perplexity=desk.perplexities[order],
                    size=size,
                    bytes=taken,
                    seconds=desk.seconds[order],
                    speed=speed,
                )
            )
        return found

    def _of_files(self) -> list[Standing]:
        return [
            Standing(
                key=FILE_PREFIX + name,
                name=name,
                color=ngram_color(entry.model.order),
                kind="file",
                perplexity=entry.perplexity,
                size=float(entry.model.entries),
                bytes=float(entry.model.entries * BYTES_OF_AN_ENTRY),
                seconds=math.nan,
                speed=self._speeds.speeds.get(name, math.nan),
            )
            for name, entry in self._ngrams.files.models.items()
        ]

    def _of_runs(self) -> list[Standing]:
        return [self._of_run(run) for run in self._runs.runs.values()]

    def _of_run(self, run: Run) -> Standing:
        perplexity = last_perplexity(run)
        seconds = run.history.training.column("seconds")
        parameters = float(run.facts.parameters) if run.facts is not None else math.nan
        return Standing(
            key=run_key(run),
            name=run.name,
            color=run_color(run.cell, run.shade),
            kind="run",
            perplexity=math.nan if perplexity is None else perplexity,
            size=parameters,
            bytes=parameters * BYTES_OF_A_WEIGHT,
            seconds=float(seconds[-1]) if len(seconds) else math.nan,
            speed=self._speeds.speeds.get(run_key(run), math.nan),
            passage=self._overtaking.passage(run),
            current=run is self._runs.current,
            other_text=run.corpus is not self._ngrams.corpus,
        )

    def _table_sizes(self) -> list[tuple[float, float]]:
        """Entries and bytes of the models of all orders, counted once for each text."""
        counts = self._ngrams.counts
        if counts is None:
            return []
        if self._sizes is None or self._sizes[0] is not counts:
            kept = storage(counts)
            sizes = np.cumsum([kept.distinct, kept.bytes], axis=1).astype(float)
            self._sizes = (counts, [(size, taken) for size, taken in sizes.T.tolist()])
        return self._sizes[1]
