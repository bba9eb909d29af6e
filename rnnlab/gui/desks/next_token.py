"""The scores of the next token, kept so that choices can be tried without the model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from rnnlab.config import SamplingConfig
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.drafts import MakeReader, read_ahead
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.writers import MakeWriter, WriterDesk, title_of
from rnnlab.gui.desks.writing import Writing
from rnnlab.text import Codec, IntArray

if TYPE_CHECKING:
    from rnnlab.generation.manuscript import Manuscript
    from rnnlab.generation.transformations import Stage

_WHO = "next token"
_REFRESH_SECONDS = 2.0  # between two copies of a run that trains
_CONTEXT = 200  # tokens that are shown before the next one


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model says at one place.

    Attributes:
        title: Name of the model and step of its weights.
        codec: Of the model.
        before: The last tokens before the place.
        logits: (V,).
    """

    title: str
    codec: Codec
    before: IntArray
    logits: npt.NDArray[Any]

    def stages(self, config: SamplingConfig) -> list[Stage]:
        """The distribution before and after each transformation; the model is not asked."""
        from rnnlab.generation.choice import within_window
        from rnnlab.generation.transformations import stages
        from rnnlab.generation.writing import forbidden_ids

        recent = within_window(self.before.tolist(), config)
        return stages(self.logits, config, recent, forbidden_ids(self.codec.vocabulary, config))


class NextTokenDesk(QObject):
    """Brings the scores after a prime text, or at a place of a written text.

    While somebody looks, those of a run that trains are brought again every two seconds.

    Attributes:
        scores: The newest; None before the first, or where there are none.
        sentence: Why there are none.

    Signals:
        changed: `scores` or `sentence` is another.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        runs: RunDesk,
        writers: WriterDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._writers = writers
        self._task: int | None = None
        self._held: tuple[Run, str] | None = None
        self._seen: tuple[int, str, int] | None = None
        self._asked = 0.0
        self._awake = False
        self.scores: Scores | None = None
        self.sentence = ""
        runs.records_arrived.connect(lambda _keys: self._look_again())
        runs.run_changed.connect(lambda _key: self._look_again())
        runs.run_removed.connect(self._on_run_removed)

    @property
    def busy(self) -> bool:
        """Whether scores are on their way."""
        return self._task is not None or self._writers.waits(_WHO)

    def wake(self, awake: bool) -> None:
        """Follow the training only while somebody looks."""
        self._awake = awake
        self._look_again()

    def look_after(self, run: Run, prime: str) -> None:
        """Ask for the scores after a prime text."""
        self._held = run, prime
        self._asked = time.monotonic()

        def begin(step: int, make: MakeWriter) -> None:
            self._seen = run.key, prime, step
            self._start(lambda: _after(make, title_of(run, step), run.codec, prime))

        self._writers.ask(run, _WHO, begin)

    def look_at(self, writing: Writing, place: int) -> None:
        """Ask for the scores at a place of a written text."""
        manuscript, codec, title = writing.manuscript, writing.codec, writing.title
        if manuscript is not None and codec is not None:
            self._held = None
            self._writers.forget(_WHO)
            self._start(lambda: _at(manuscript, place, title, codec))

    def forget(self, sentence: str) -> None:
        """Have no scores, and say why."""
        self._held = None
        self._writers.forget(_WHO)
        self._background.cancel(self._task)
        self._task = None
        self._show(None, sentence)

    def _start(self, work: Callable[[], Iterator[float | Scores]]) -> None:
        self._background.cancel(self._task)
        self._task = self._background.start(
            work, self._take, self._finish, lambda sentence: self._show(None, sentence)
        )

    def _take(self, told: float | Scores) -> None:
        if isinstance(told, Scores):
            self._show(told, "")
        elif self.scores is None:
            self._show(None, f"Reading the prime text: {told:.0%}")

    def _finish(self) -> None:
        self._task = None

    def _show(self, scores: Scores | None, sentence: str) -> None:
        self.scores, self.sentence = scores, sentence
        if scores is None and not sentence.startswith("Reading"):
            self._task = None
        self.changed.emit()

    def _look_again(self) -> None:
        """Follow a run that has learnt meanwhile."""
        if not self._awake or self._held is None or self.busy:
            return
        run, prime = self._held
        due = time.monotonic() - self._asked >= _REFRESH_SECONDS or not run.active
        if due and self._seen != (run.key, prime, run.step):
            self.look_after(run, prime)

    def _on_run_removed(self, key: int) -> None:
        if self._held is not None and self._held[0].key == key:
            self.forget("")


def _after(make: MakeReader, title: str, codec: Codec, prime: str) -> Iterator[float | Scores]:
    from rnnlab.generation.writing import prime_ids

    ids = prime_ids(codec, prime)
    reader, rest = yield from read_ahead(make(), ids)
    state = reader.start()
    logits = None
    for token_id in rest.tolist():
        logits, state = reader.step(state, token_id)
    assert logits is not None
    yield Scores(title, codec, ids[-_CONTEXT:], logits)


def _at(manuscript: Manuscript[Any], place: int, title: str, codec: Codec) -> Iterator[Scores]:
    before = manuscript.ids[max(0, place - _CONTEXT) : place]
    yield Scores(title, codec, before, manuscript.logits(place))
