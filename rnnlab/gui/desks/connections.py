"""Which earlier tokens moved the prediction of a token, in every visible run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.freezing import FreezeDesk, MakeWeights
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.text import IntArray

if TYPE_CHECKING:
    from rnnlab.probes.reading import Reading

FloatArray = npt.NDArray[np.float64]

GRADIENT, OCCLUSION = "gradient", "occlusion"
_REFRESH_SECONDS = 3.0  # between two copies of a run that trains


@dataclass(frozen=True)
class Effect:
    """How much earlier tokens moved one prediction of one run.

    Attributes:
        token: Index of the predicted token in the watched text.
        step: Training step of the weights.
        moved: Of the tokens before it, in nats, (token,); NaN where it was not measured.
        log_probability: ln p of the predicted token.
    """

    token: int
    step: int
    moved: FloatArray
    log_probability: float


@dataclass(frozen=True)
class _Question:
    token: int
    method: str


class ConnectionDesk(QObject):
    """Answers for the token that is pointed at; while it works only the newest wish is kept.

    Attributes:
        method: ``gradient`` or ``occlusion``.
        token: Index of the token that is asked about, or None.
        effects: The latest answers by run.
        sentence: Why there is none for some run; empty if all is well.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        watching: WatchDesk,
        freezing: FreezeDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._runs = runs
        self._watching = watching
        self._freezing = freezing
        self._readings: dict[int, tuple[int, Reading]] = {}  # step and reading by run
        self._asked: dict[int, float] = {}
        self._wanted: _Question | None = None
        self._busy = False
        self._awake = False
        self.method = GRADIENT
        self.token: int | None = None
        self.effects: dict[int, Effect] = {}
        self.sentence = ""
        watching.changed.connect(self._on_watch_changed)
        runs.run_removed.connect(self._forget)
        runs.run_changed.connect(self._on_run_changed)
        runs.probe_arrived.connect(self._on_probe_arrived)

    def wake(self, awake: bool) -> None:
        """Work only while somebody looks."""
        self._awake = awake
        if awake:
            for run in self.shown_runs():
                self._read(run)

    def shown_runs(self) -> list[Run]:
        """The visible runs that know the watched text's tokens."""
        codec = self._watching.codec
        if codec is None:
            return []
        tokens = codec.vocabulary.tokens
        shown = [run for run in self._runs.runs.values() if run.visible]
        return [run for run in shown if run.codec.vocabulary.tokens == tokens]

    def set_method(self, method: str) -> None:
        """Measure by ``gradient`` or ``occlusion``."""
        self.method = method
        self.effects.clear()
        self.changed.emit()
        self._ask()

    def ask(self, token: int | None) -> None:
        """Ask about a token of the watched text; None, or the first, ends it."""
        ids = self._watching.ids
        inside = token is not None and ids is not None and 0 < token < len(ids)
        token = token if inside else None
        if token == self.token:
            return
        self.token = token
        if token is None:
            self.effects.clear()
        self.changed.emit()
        self._ask()

    def _ask(self) -> None:
        if self.token is None:
            self._wanted = None
            return
        self._wanted = _Question(self.token, self.method)
        self._begin()

    def _begin(self) -> None:
        if self._busy or self._wanted is None or not self._readings:
            return
        question, self._wanted = self._wanted, None
        self._busy = True
        readings = dict(self._readings)

        def arrived(answer: tuple[int, Effect]) -> None:
            key, effect = answer
            known = key in self._readings and self._readings[key] is readings[key]
            if known and question == _Question(self.token or 0, self.method):
                self.effects[key] = effect
                self.changed.emit()

        def failed(sentence: str) -> None:
            self._say(sentence)
            self._go_on()

        self._background.start(lambda: _effects(readings, question), arrived, self._go_on, failed)

    def _go_on(self) -> None:
        self._busy = False
        self._begin()

    def _read(self, run: Run) -> None:
        """Let a frozen copy of a run read the watched text."""
        ids = self._watching.ids
        if ids is None or not self._awake:
            return
        self._asked[run.key] = time.monotonic()

        def frozen(step: int, make: MakeWeights) -> None:
            self._background.start(
                lambda: _read(make, ids),
                lambda reading: self._take(run, step, ids, reading),
                on_failed=self._say,
                in_line=True,
            )

        self._freezing.ask(run, "connections", frozen)

    def _take(self, run: Run, step: int, ids: IntArray, reading: Reading) -> None:
        if ids is not self._watching.ids or run.key not in self._runs.runs:
            return
        self._readings[run.key] = (step, reading)
        self.sentence = ""
        self.changed.emit()
        self._ask()

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        self.changed.emit()

    def _on_watch_changed(self) -> None:
        self._readings.clear()
        self.effects.clear()
        self._wanted = None
        self.token = None
        self.sentence = ""
        self.changed.emit()
        self.wake(self._awake)

    def _on_run_changed(self, key: int) -> None:
        run = self._runs.runs[key]
        if not run.visible:
            self._forget(key)
        elif self._awake and not run.active and run in self.shown_runs():
            held = self._readings.get(key)
            if held is None or held[0] != run.step:
                self._read(run)
        self.changed.emit()

    def _on_probe_arrived(self, key: int) -> None:
        due = time.monotonic() - self._asked.get(key, -_REFRESH_SECONDS) >= _REFRESH_SECONDS
        run = self._runs.runs.get(key)
        if self._awake and due and run is not None and run in self.shown_runs():
            self._read(run)

    def _forget(self, key: int) -> None:
        self._readings.pop(key, None)
        self.effects.pop(key, None)
        self._asked.pop(key, None)
        self.changed.emit()


def _read(make: MakeWeights, ids: IntArray) -> Iterator[Reading]:
    from rnnlab.probes.reading import read_with

    yield read_with(make(), ids)


def _effects(
    readings: dict[int, tuple[int, Reading]], question: _Question
) -> Iterator[tuple[int, Effect]]:
    for key, (step, reading) in readings.items():
        if question.token <= reading.steps:
            yield key, _effect(step, reading, question)


def _effect(step: int, reading: Reading, question: _Question) -> Effect:
    """The token at index i is predicted after input i − 1."""
    from rnnlab.probes.connectivity import gradient_times_input, occlusion

    position = question.token - 1
    moved = np.full(question.token, np.nan)
    if question.method == GRADIENT:
        moved[:] = gradient_times_input(reading, position)
    else:
        taken_away = occlusion(reading, position)
        moved[taken_away.first :] = taken_away.gain
    log_p = reading.log_probabilities[position, int(reading.targets[position])]
    return Effect(question.token, step, moved, float(log_p))
