"""Which n-gram models a run has passed, and when."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.words import duration, short_number


@dataclass(frozen=True)
class Passage:
    """When a run was first measured below the line of an n-gram model.

    Attributes:
        order: Of the model; all lower ones are beaten too.
        perplexity: Of the model; may be infinite.
        tokens: Training tokens read until then.
        seconds: Seconds of own training until then.
    """

    order: int
    perplexity: float
    tokens: float
    seconds: float


class Overtaking(QObject):
    """Compares every validation perplexity with those of the n-gram models of the same text.

    Signals:
        passed: A run has passed an n-gram model for the first time; carries its key.
    """

    passed = Signal(int)

    def __init__(
        self,
        texts: TextDesk,
        ngrams: NgramDesk,
        runs: RunDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._ngrams = ngrams
        self._runs = runs
        self._highest: dict[int, int] = {}
        self._passages: dict[int, Passage] = {}
        ngrams.cleared.connect(self._forget)
        ngrams.model_fitted.connect(lambda _order: self._on_records_arrived(set(runs.runs)))
        runs.records_arrived.connect(self._on_records_arrived)

    def standing(self, run: Run) -> str:
        """Where a run stands: its perplexity, and when it passed which n-gram model."""
        perplexity = last_perplexity(run)
        if perplexity is None:
            return ""
        words = f"{run.name}: {perplexity:.2f}"
        passage = self.passage(run)
        return f"{words} · {_sentence(passage, run)}" if passage else words

    def passage(self, run: Run) -> Passage | None:
        """The highest n-gram model that a run has passed, and when; None if there is none."""
        return self._passages.get(run.key) if run.step else None

    def _on_records_arrived(self, keys: set[int]) -> None:
        for key in keys:
            self._compare(self._runs.runs[key])

    def _forget(self) -> None:
        self._highest.clear()
        self._passages.clear()

    def _compare(self, run: Run) -> None:
        perplexity = last_perplexity(run)
        if perplexity is None or not run.step:  # it was reset
            self._highest.pop(run.key, None)
        order = self._beaten(run, perplexity) if perplexity is not None else 0
        if order > self._highest.get(run.key, 0):
            self._highest[run.key] = order
            self._passages[run.key] = self._passage(run, order)
            self.passed.emit(run.key)

    def _beaten(self, run: Run, perplexity: float) -> int:
        """The highest order such that it and all lower ones are beaten; 0 for none."""
        if run.corpus is not self._texts.corpus:
            return 0
        beaten = 0
        for order in sorted(self._ngrams.perplexities):
            if perplexity >= self._ngrams.perplexities[order]:
                break
            beaten = order
        return beaten

    def _passage(self, run: Run, order: int) -> Passage:
        """Which model is beaten, and since when: the first measurement below its line."""
        line = self._ngrams.perplexities[order]
        validation, training = run.history.validation, run.history.training
        first = int(np.argmax(validation.column("loss") < math.log(line)))
        tokens = float(validation.column("tokens")[first])
        made = int(np.searchsorted(training.column("step"), validation.column("step")[first]))
        seconds = training.column("seconds")[min(made, len(training) - 1)] if len(training) else 0.0
        return Passage(order, line, tokens, float(seconds))


def _sentence(passage: Passage, run: Run) -> str:
    unit = "characters" if run.config.text.unit == "char" else "words"
    line = f"{passage.perplexity:.2f}" if math.isfinite(passage.perplexity) else "infinite"
    return (
        f"beats the {passage.order}-gram ({line}) since "
        f"{short_number(passage.tokens)} {unit}, {duration(passage.seconds)}"
    )


def last_perplexity(run: Run) -> float | None:
    """Perplexity on the validation text when it was last measured."""
    losses = run.history.validation.column("loss")
    return math.exp(min(float(losses[-1]), 700.0)) if len(losses) else None
