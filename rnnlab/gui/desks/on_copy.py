"""Work on a copy of a run's weights: asked for, begun when it is there, stopped at will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal

from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.writers import MakeWriter, WriterDesk, title_of


class CopyWork(QObject):
    """One piece of work at a time; a newer one takes its place.

    A kind of work names itself in `who` and says in `_take` what it does with what comes.

    Signals:
        begun: Carries what is worked with, as words for a person.
        ended: The work is complete or was stopped.
        refused: It could not be done; carries a sentence.
        waiting_changed: `busy` may be another.
    """

    begun = Signal(str)
    ended = Signal()
    refused = Signal(str)
    waiting_changed = Signal()

    who: ClassVar[str]

    def __init__(
        self, background: Background, writers: WriterDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._writers = writers
        self._task: int | None = None
        writers.waiting_changed.connect(self.waiting_changed)

    @property
    def busy(self) -> bool:
        """Whether it is under way or about to be."""
        return self._task is not None or self._writers.waits(self.who)

    def stop(self) -> None:
        """Go no further; what has come stays."""
        self._writers.forget(self.who)
        if self._task is not None:
            self._background.cancel(self._task)
            self._finish()

    def _begin(self, run: Run, work: Callable[[MakeWriter], Iterator[Any]]) -> None:
        """Work on a copy of a run, in the background, when it is there."""
        self.stop()

        def begin(step: int, make: MakeWriter) -> None:
            self._task = self._background.start(
                lambda: work(make), self._take, self._finish, self._refuse
            )
            self.begun.emit(title_of(run, step))

        self._writers.ask(run, self.who, begin)

    def _take(self, told: Any) -> None:
        """Hand on what the work has told."""
        raise NotImplementedError

    def _finish(self) -> None:
        self._task = None
        self.ended.emit()

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence)
        self._finish()
