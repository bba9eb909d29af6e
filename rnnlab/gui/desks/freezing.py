"""Frozen copies of the weights of runs, to look into without being in the way of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rnnlab.gui.desks.refusing import refusing
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.training.records import Refused, StateRecord

if TYPE_CHECKING:
    from rnnlab.models.weights import ModelWeights
    from rnnlab.training.state import TrainerState

MakeWeights = Callable[[], "ModelWeights"]
OnFrozen = Callable[[int, MakeWeights], None]


class FreezeDesk(QObject):
    """Brings weights as they are now; a run that trains gives them between two steps."""

    def __init__(self, runs: RunDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._waiting: dict[int, dict[str, OnFrozen]] = {}
        runs.state_arrived.connect(self._on_state_arrived)
        runs.refused.connect(self._on_refused)
        runs.run_changed.connect(self._on_run_changed)
        runs.run_removed.connect(self._on_run_removed)

    def ask(self, run: Run, who: str, on_frozen: OnFrozen) -> None:
        """Ask for a copy; the same ``who`` asking again takes the place of its last wish.

        Args:
            run: Whose weights.
            who: Name of the asker.
            on_frozen: Called on the main thread, perhaps at once, with the step of the copy
                and with what makes it: float64 on the CPU; slow, for a background thread.
        """
        if not (run.active and run.job):
            on_frozen(run.step, _of_resting(run))
            return
        waiting = self._waiting.setdefault(run.key, {})
        if not waiting:
            run.job.take_state()
        waiting[who] = on_frozen

    def _on_state_arrived(self, key: int, record: StateRecord) -> None:
        run, state = self._runs.runs[key], record.state
        for on_frozen in self._waiting.pop(key, {}).values():
            on_frozen(state.step, lambda: _of_state(run, state))

    def _on_refused(self, key: int, record: Refused) -> None:
        if record.wish == "state":
            for on_frozen in self._waiting.pop(key, {}).values():
                on_frozen(record.step, refusing(record))

    def _on_run_changed(self, key: int) -> None:
        """Take a run as it stands if it ended before it could answer."""
        run = self._runs.runs[key]
        if key in self._waiting and not run.active:
            for on_frozen in self._waiting.pop(key).values():
                on_frozen(run.step, _of_resting(run))

    def _on_run_removed(self, key: int) -> None:
        self._waiting.pop(key, None)


def _of_resting(run: Run) -> MakeWeights:
    """The trainer is chosen now: a thread that takes it later would have other weights."""
    trainer = run.trainer()

    def make() -> ModelWeights:
        from rnnlab.probes.reading import frozen_weights

        return frozen_weights(trainer.model if trainer is not None else run.make_model())

    return make


def _of_state(run: Run, state: TrainerState) -> ModelWeights:
    from rnnlab.models.language_model import LanguageModel
    from rnnlab.probes.reading import frozen_weights

    model = LanguageModel(run.config.model, len(run.codec.vocabulary))
    model.load_torch_weights(state.weights)
    return frozen_weights(model)
