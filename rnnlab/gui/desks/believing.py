"""What models believe about texts: questions asked of all of them, in the background."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rnnlab.config import UserError
from rnnlab.gui.desks.background import Background
from rnnlab.gui.desks.belief_questions import Question, read_as_unknown
from rnnlab.gui.desks.freezing import FreezeDesk, MakeWeights
from rnnlab.gui.desks.judging import (
    Answer,
    Judge,
    MakeScorer,
    key_of_order,
    key_of_run,
    scorer_of_counts,
    scorer_of_weights,
)
from rnnlab.gui.desks.looking import SHARE, SHORTEST_INTERVAL
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.text import Codec

if TYPE_CHECKING:
    from rnnlab.generation import Scorer

LIKELIHOOD, RANK, FILL_IN = "Likelihood", "Rank", "Fill in"
# Not pages, but asked by one: what stood at the token pointed at, what to put in the blank.
INSTEAD, PROPOSE = "instead", "propose"
_SHORTEST_TIME = 1e-3  # seconds; some clocks cannot tell less from none
_BY_URGENCY = (INSTEAD, LIKELIHOOD, RANK, PROPOSE, FILL_IN)


@dataclass
class _Inquiry:
    """A question while somebody waits for its answers."""

    question: Question | None = None
    awake: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)


@dataclass
class _Mind:
    """A judge's weights of one moment: first only what makes the scorer, then the scorer."""

    codec: Codec
    make: MakeScorer
    step: int | None
    scorer: Scorer | None = None
    seconds: float = 0.0


@dataclass
class _Errand:
    """One thread's work: a question for some judges, until it is dropped."""

    page: str
    question: Question
    minds: dict[str, _Mind]
    dropped: bool = False


class BeliefDesk(QObject):
    """Asks the visible runs, the one in front first, and n-gram models of the chosen orders.

    One question is worked out at a time, always the newest of the most urgent page. Runs that
    train are asked again as often as a small share of the time allows, while somebody looks.

    Attributes:
        orders: Of the n-gram models that are asked; None for the highest there is.

    Signals:
        changed: There is something new to see.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        texts: TextDesk,
        runs: RunDesk,
        ngrams: NgramDesk,
        freezing: FreezeDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._texts = texts
        self._runs = runs
        self._ngrams = ngrams
        self._freezing = freezing
        self._inquiries = {page: _Inquiry() for page in _BY_URGENCY}
        self._minds: dict[str, _Mind] = {}
        self._asked: dict[str, float] = {}
        self._coming: set[str] = set()
        self._errand: _Errand | None = None
        self.orders: frozenset[int] | None = None
        runs.run_changed.connect(self._on_run_changed)
        runs.run_added.connect(self._on_changed)
        runs.run_removed.connect(self._on_run_removed)
        runs.current_changed.connect(self._on_changed)
        runs.records_arrived.connect(lambda _keys: self._go_on())
        ngrams.cleared.connect(self._on_ngrams_cleared)
        ngrams.model_fitted.connect(self._on_fitted)

    # what can be asked of it

    def ask(self, page: str, question: Question | None) -> None:
        """Ask all judges; None ends it. The former answers stay until the new ones come."""
        inquiry = self._inquiries[page]
        if question == inquiry.question:
            return
        inquiry.question = question
        if self._errand is not None and self._errand.page == page:
            self._errand.dropped = True
        if question is None:
            inquiry.answers.clear()
        self._on_changed()

    def wake(self, page: str, awake: bool) -> None:
        """Work for a page only while somebody looks at it."""
        if self._inquiries[page].awake != awake:
            self._inquiries[page].awake = awake
            self._go_on()

    def choose_orders(self, orders: frozenset[int] | None) -> None:
        """Ask the n-gram models of these orders, as far as they are there."""
        self.orders = orders
        self._on_changed()

    def chosen_orders(self) -> list[int]:
        """The orders that are asked, the highest first."""
        fitted = self._ngrams.models
        if self.orders is None:
            return [max(fitted)] if fitted else []
        return sorted(self.orders & fitted.keys(), reverse=True)

    def fitted_orders(self) -> list[int]:
        """The orders that can be chosen."""
        return sorted(self._ngrams.models)

    def judges(self) -> list[Judge]:
        """Who is asked: the current run, the other visible ones, n-gram models."""
        return [*map(self._judge_of_run, self._shown_runs()), *self._counting_judges()]

    def answer(self, page: str, key: str) -> Answer | None:
        """The latest answer of a judge, perhaps to a former question, or None."""
        return self._inquiries[page].answers.get(key)

    def question(self, page: str) -> Question | None:
        """What is asked."""
        return self._inquiries[page].question

    # judges

    def _shown_runs(self) -> list[Run]:
        shown = [run for run in self._runs.runs.values() if run.visible]
        return sorted(shown, key=lambda run: run is not self._runs.current)

    def _judge_of_run(self, run: Run) -> Judge:
        key, corpus = key_of_run(run.key), self._texts.corpus
        mind, unit = self._minds.get(key), run.codec.config.unit
        other = corpus is not None and corpus.codec.config.unit != unit
        name = f"{run.name} ({'chars' if unit == 'char' else 'words'})" if other else run.name
        return Judge(key, name, run, 0, run.codec, mind.step if mind else None)

    def _counting_judges(self) -> list[Judge]:
        corpus = self._texts.corpus
        if corpus is None:
            return []
        return [
            Judge(key_of_order(order), f"{order}-gram", None, order, corpus.codec)
            for order in self.chosen_orders()
        ]

    # weights

    def _look_for_weights(self) -> None:
        for run in self._shown_runs():
            if self._needs_weights(run):
                self._fetch(run)

    def _needs_weights(self, run: Run) -> bool:
        key = key_of_run(run.key)
        mind = self._minds.get(key)
        if key in self._coming:
            return False
        if mind is None or mind.step == run.step:
            return mind is None
        if run.status is not Status.TRAINING:
            return True
        if not mind.seconds:  # not yet asked anything
            return False
        training = sum(each.status is Status.TRAINING for each in self._shown_runs())
        rest = max(SHORTEST_INTERVAL, mind.seconds / SHARE * training)
        return time.monotonic() - self._asked[key] >= rest

    def _fetch(self, run: Run) -> None:
        key = key_of_run(run.key)
        self._asked[key] = time.monotonic()
        self._coming.add(key)

        def frozen(step: int, make: MakeWeights) -> None:
            self._coming.discard(key)
            if run.key in self._runs.runs:
                scorer = scorer_of_weights(run.config.model, run.codec, make)
                self._minds[key] = _Mind(run.codec, scorer, step)
                self._begin()

        self._freezing.ask(run, "beliefs", frozen)

    # errands

    def _go_on(self) -> None:
        if any(inquiry.awake for inquiry in self._inquiries.values()):
            self._look_for_weights()
            self._begin()

    def _begin(self) -> None:
        if self._errand is None:
            self._errand = self._next_errand()
            if self._errand is not None:
                self._run_errand(self._errand)

    def _next_errand(self) -> _Errand | None:
        for page, inquiry in self._inquiries.items():
            if inquiry.awake and inquiry.question is not None:
                minds = self._minds_to_ask(inquiry)
                if minds:
                    return _Errand(page, inquiry.question, minds)
        return None

    def _minds_to_ask(self, inquiry: _Inquiry) -> dict[str, _Mind]:
        minds = {}
        for judge in self.judges():
            mind, answer = self._minds.get(judge.key), inquiry.answers.get(judge.key)
            fresh = answer is not None and answer.question == inquiry.question
            if mind is not None and not (fresh and answer and answer.scorer is mind.scorer):
                minds[judge.key] = mind
        return minds

    def _run_errand(self, errand: _Errand) -> None:
        def arrived(told: tuple[str, Answer]) -> None:
            self._take(errand, *told)

        def ended() -> None:
            self._errand = None
            self._go_on()

        def failed(sentence: str) -> None:
            # What broke would break again: these weights are not asked once more.
            for key, mind in errand.minds.items():
                told = Answer(errand.question, mind.scorer, mind.step, None, sentence)
                self._take(errand, key, told)
            ended()

        self._background.start(lambda: _answers(errand), arrived, ended, failed)

    def _take(self, errand: _Errand, key: str, answer: Answer) -> None:
        mind = self._minds.get(key)
        if mind is not None and mind.codec is errand.minds[key].codec:
            self._inquiries[errand.page].answers[key] = answer
            self.changed.emit()

    # what happens elsewhere

    def _on_changed(self, *_: object) -> None:
        self.changed.emit()
        self._go_on()

    def _on_run_changed(self, key: int) -> None:
        run, mind = self._runs.runs[key], self._minds.get(key_of_run(key))
        if mind is not None and mind.step is not None and run.step < mind.step:
            self._forget(key_of_run(key))  # it has begun anew
        self._on_changed()

    def _on_run_removed(self, key: int) -> None:
        self._forget(key_of_run(key))
        self._on_changed()

    def _on_ngrams_cleared(self) -> None:
        for key in [key for key in self._minds if key.endswith("-gram")]:
            self._forget(key)
        self._on_changed()

    def _on_fitted(self, order: int) -> None:
        corpus = self._texts.corpus
        if corpus is not None:
            make = scorer_of_counts(self._ngrams.models[order])
            self._minds[key_of_order(order)] = _Mind(corpus.codec, make, None)
            self._on_changed()

    def _forget(self, key: str) -> None:
        self._minds.pop(key, None)
        self._coming.discard(key)
        for inquiry in self._inquiries.values():
            inquiry.answers.pop(key, None)


def _answers(errand: _Errand) -> Iterator[tuple[str, Answer]]:
    for key, mind in errand.minds.items():
        if errand.dropped:
            return
        begun = time.thread_time()
        if mind.scorer is None:
            mind.scorer = mind.make()
        answer = _answer(errand.question, mind, mind.scorer)
        mind.seconds += max(time.thread_time() - begun, _SHORTEST_TIME)
        yield key, answer


def _answer(question: Question, mind: _Mind, scorer: Scorer) -> Answer:
    try:
        result = question.answered_by(scorer, mind.codec)
        sentence = read_as_unknown(question, mind.codec)
    except UserError as problem:
        return Answer(question, scorer, mind.step, None, str(problem))
    return Answer(question, scorer, mind.step, result, sentence)
