"""Cause and effect on weights that nobody trains: the newest wish is worked out, no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.freezing import FreezeDesk, MakeWeights
from rnnlab.gui.desks.run import Run
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, RunMessage

if TYPE_CHECKING:
    from rnnlab.probes.experiment import ExperimentResult, FrozenCopy
    from rnnlab.text import IntArray

Values = Mapping[str, Any]

_LOOK_EVERY = 5  # milliseconds; a slider that is dragged cannot wait for the next frame


class TryDesk(QObject):
    """Follows the gradient back under settings that may change faster than it can follow.

    Its results come by a mailbox of its own, which is looked into while something is under way.

    Attributes:
        copy: Trained weights to start from, or None for fresh ones.
        copy_name: Of the run they are of.

    Signals:
        result_arrived: Carries an `ExperimentResult`.
        refused: There is no result for the newest settings; carries a sentence.
        copied: `copy` is another one.
    """

    result_arrived = Signal(object)
    refused = Signal(str)
    copied = Signal()

    def __init__(
        self, background: Background, freezing: FreezeDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._freezing = freezing
        self._mailbox: Mailbox[Message] = Mailbox()
        self._background = Background(self._mailbox, self)
        self._background.work_failed.connect(background.work_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self._deliver)
        self._wanted: Values | None = None
        self._trying = False
        self.copy: FrozenCopy | None = None
        self.copy_name = ""

    def try_out(self, values: Values) -> None:
        """Wish for the effect of settings, given by the names of `Experiment`."""
        self._wanted = values
        self._begin()

    def take_copy(self, run: Run, ids: IntArray) -> None:
        """Start from a run's weights as they are now, to read this text."""
        self._freezing.ask(run, "what if", lambda _, make: self._keep_copy(run.name, make, ids))

    def _keep_copy(self, name: str, make: MakeWeights, ids: IntArray) -> None:
        def work() -> Iterator[FrozenCopy]:
            from rnnlab.probes.experiment import FrozenCopy

            yield FrozenCopy(make(), ids.copy())

        def arrived(copy: FrozenCopy) -> None:
            self.copy, self.copy_name = copy, name
            self.copied.emit()

        self._start(work, arrived, lambda: None, self.refused.emit)

    def drop_copy(self) -> None:
        """Start from fresh weights."""
        self.copy, self.copy_name = None, ""
        self.copied.emit()

    def shut_down(self) -> None:
        """End what is under way and wait for it."""
        self._timer.stop()
        self._background.shut_down()

    def _begin(self) -> None:
        if self._trying or self._wanted is None:
            return
        values, self._wanted = self._wanted, None
        self._trying = True
        work = _experiment(values, self.copy)
        self._start(work, self.result_arrived.emit, self._on_tried, self._on_failed)

    def _start(
        self,
        work: Callable[[], Iterator[Any]],
        on_value: Callable[[Any], None],
        on_done: Callable[[], None],
        on_failed: Callable[[str], None],
    ) -> None:
        self._background.start(work, on_value, on_done, on_failed)
        self._timer.start()

    def _deliver(self) -> None:
        for message in self._mailbox.drain(most=100):
            if not isinstance(message, RunMessage):
                self._background.deliver(message)
        if not self._background.busy:
            self._timer.stop()

    def _on_tried(self) -> None:
        self._trying = False
        self._begin()

    def _on_failed(self, sentence: str) -> None:
        if self._wanted is None:
            self.refused.emit(sentence)
        self._on_tried()


def _experiment(
    values: Values, copy: FrozenCopy | None
) -> Callable[[], Iterator[ExperimentResult]]:
    def work() -> Iterator[ExperimentResult]:
        from rnnlab.probes.experiment import Experiment, run_experiment

        yield run_experiment(Experiment(**values), copy)

    return work
