"""A gate of the current run held at 0 or 1, tried on a frozen copy."""

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
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.text import IntArray

if TYPE_CHECKING:
    from rnnlab.probes.pinning import PinEffect

FloatArray = npt.NDArray[np.float64]

_REFRESH_SECONDS = 3.0  # between two copies of a run that trains


@dataclass(frozen=True)
class Wish:
    """What to hold fast: a gate, or one unit of it, at 0 or 1; as `rnnlab.probes.Pin`."""

    gate: str
    value: int
    layer: int
    unit: int | None


@dataclass(frozen=True)
class Tried:
    """What became of it.

    Attributes:
        wish: What was held fast.
        run: Key of the run.
        step: Training step of the weights.
        position: Input after which the predictions are compared, from 0.
        effect: Gradients of both, for the loss at the last step.
        free, pinned: The predictions after ``position``, (V,) each.
    """

    wish: Wish
    run: int
    step: int
    position: int
    effect: PinEffect
    free: FloatArray
    pinned: FloatArray


class PinDesk(QObject):
    """Tries one wish at a time on the current run; a newer one takes its place.

    While somebody looks, a wish is tried again every few seconds as training goes on.

    Attributes:
        tried: The latest result, or None.
        sentence: Why there is none; empty if all is well.

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
        self._task: int | None = None
        self._wishes = 0
        self._held: tuple[Wish, int | None] | None = None
        self._asked = 0.0
        self._under_way = False
        self._awake = False
        self.tried: Tried | None = None
        self.sentence = ""
        watching.changed.connect(self.drop)
        runs.current_changed.connect(self.drop)
        runs.probe_arrived.connect(self._on_probe_arrived)
        runs.run_changed.connect(self._on_run_changed)

    def wake(self, awake: bool) -> None:
        """Follow the training only while somebody looks."""
        if awake and not self._awake:
            self._awake = True
            self._try_again()
        self._awake = awake

    def drop(self) -> None:
        """Hold nothing any more."""
        self._wishes += 1
        self._held = None
        self._background.cancel(self._task)
        self._show(None, "")

    def refuse(self, sentence: str) -> None:
        """Hold nothing, and say why."""
        self.drop()
        self._show(None, sentence)

    def hold(self, wish: Wish, position: int | None = None) -> None:
        """Hold a gate fast and compare the predictions after a position, −1 or None the last."""
        run, ids = self._runs.current, self._watching.ids
        if run is None or ids is None:
            return
        self._wishes += 1
        number = self._wishes
        self._held = wish, position
        self._asked = time.monotonic()
        self._under_way = True
        at = len(ids) - 2 if position is None or not 0 <= position < len(ids) - 1 else position

        def frozen(step: int, make: MakeWeights) -> None:
            if number != self._wishes:
                return
            self._background.cancel(self._task)
            self._task = self._background.start(
                lambda: _try(make, ids, wish, run.key, step, at),
                lambda tried: self._show(tried, ""),
                on_failed=lambda sentence: self._show(None, sentence),
            )

        self._freezing.ask(run, "pinning", frozen)

    def _try_again(self) -> None:
        """Try the same on the weights of now, if they are others."""
        run, held = self._runs.current, self._held
        newest = self.tried is not None and run is not None and self.tried.step == run.step
        if self._awake and held is not None and not self._under_way and not newest:
            self.hold(*held)

    def _on_probe_arrived(self, key: int) -> None:
        run = self._runs.current
        due = time.monotonic() - self._asked >= _REFRESH_SECONDS
        if due and run is not None and key == run.key:
            self._try_again()

    def _on_run_changed(self, key: int) -> None:
        """Show the last weights of a run that has come to rest."""
        run = self._runs.current
        if run is not None and key == run.key and not run.active:
            self._try_again()

    def _show(self, tried: Tried | None, sentence: str) -> None:
        self._under_way = False
        self.tried, self.sentence = tried, sentence
        self.changed.emit()
        run = self._runs.current
        if tried is not None and run is not None and not run.active:
            self._try_again()  # it came to rest meanwhile


def _try(
    make: MakeWeights, ids: IntArray, wish: Wish, run: int, step: int, position: int
) -> Iterator[Tried]:
    from rnnlab.probes.pinning import Pin, pin_effect, pin_gates
    from rnnlab.probes.reading import read_with

    weights = make()
    pin = Pin(wish.gate, wish.value, wish.layer, wish.unit)
    effect = pin_effect(weights, ids, [pin])
    free, pinned = (
        read_with(each, ids).log_probabilities[position].exp().numpy()
        for each in (weights, pin_gates(weights, [pin]))
    )
    yield Tried(wish, run, step, position, effect, free, pinned)
