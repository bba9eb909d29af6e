"""Jobs that race: the same batches side by side, one at a time, and nobody waits for ever."""

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from rnnlab.config import RunConfig, TextConfig
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, RunMessage
from rnnlab.jobs.training_job import TrainingJob
from rnnlab.text import Corpus, build_corpus, source_from_text
from rnnlab.training.loop import train
from rnnlab.training.records import (
    Diverged,
    Ending,
    Failed,
    Finished,
    Paused,
    Record,
    Resumed,
    StepRecord,
    Stopped,
    ValidationRecord,
    WriterRecord,
)
from rnnlab.training.trainer import Trainer
from rnnlab.training.turns import Ring

WAIT = 60.0
CELLS = ("rnn-tanh", "gru", "lstm")
SETTINGS: dict[str, Any] = {
    "hidden_size": 6,
    "embedding_size": 4,
    "batch_size": 4,
    "sequence_length": 5,
    "steps": 30,
    "validation_interval": 10,
    "device": "cpu",
    "threads": 1,
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    text = "".join(random.Random(5).choices("abcd ", k=600))
    return build_corpus(source_from_text(text, "Letters"), TextConfig(valid_fraction=0.1))


class Race:
    """Jobs of one ring, and everything they have told, in the order in which it was told."""

    def __init__(self, makers: list[Callable[[], Trainer]], paused: bool = False) -> None:
        self.mailbox: Mailbox[Message] = Mailbox()
        self.told: list[tuple[int, Record]] = []
        ring = Ring()
        self.jobs = [
            TrainingJob(place, make, self.mailbox, paused=paused, ring=ring)
            for place, make in enumerate(makers)
        ]
        for job in self.jobs:
            job.start()

    def read(self) -> None:
        for message in self.mailbox.drain(100_000):
            assert isinstance(message, RunMessage)
            self.told.append((message.run, message.record))

    def until(self, condition: Callable[[], bool]) -> None:
        """Read until something is so; a race that stands still fails here."""
        pulse = threading.Event()
        for _ in range(60_000):
            self.read()
            if condition():
                return
            pulse.wait(0.001)
        pytest.fail(f"the race stands still: {self.told[-9:]}")

    def of(self, place: int, kind: type) -> list[Any]:
        return [record for run, record in self.told if run == place and isinstance(record, kind)]

    def steps(self, place: int) -> int:
        return len(self.of(place, StepRecord))

    def all_have(self, kind: type, times: int = 1) -> Callable[[], bool]:
        return lambda: all(len(self.of(p, kind)) >= times for p in range(len(self.jobs)))

    def ask(self, what: str) -> None:
        for job in self.jobs:
            getattr(job, what)()

    def endings(self) -> list[Ending]:
        """How each ended; waits for it."""
        for job in self.jobs:
            assert job.join(WAIT), "a racer waits for ever"
        self.read()
        return [self.of(p, (Finished, Stopped, Diverged, Failed))[0] for p in range(len(self.jobs))]


MakeRace = Callable[..., Race]
MakeConfig = Callable[..., RunConfig]


@pytest.fixture
def config(corpus: Corpus) -> MakeConfig:
    def make(**values: Any) -> RunConfig:
        return RunConfig(text=corpus.codec.config).changed(**SETTINGS | values)

    return make


@pytest.fixture
def race(corpus: Corpus, config: MakeConfig) -> Iterator[MakeRace]:
    races: list[Race] = []

    def make(*makers: Callable[[], Trainer], paused: bool = False, **values: Any) -> Race:
        configs = [config(cell=cell, **values) for cell in CELLS]
        by_cell = [lambda config=config: Trainer(config, corpus) for config in configs]
        races.append(Race(list(makers) or by_cell, paused))
        return races[-1]

    yield make
    for made in races:
        made.ask("stop")
        for job in made.jobs:
            assert job.join(WAIT)


def test_the_racers_step_in_turn(race: MakeRace) -> None:
    made = race()
    assert made.endings() == [Finished(30)] * 3
    order = [(run, record.step) for run, record in made.told if isinstance(record, StepRecord)]
    assert order == [(run, step) for step in range(1, 31) for run in range(3)]


def test_all_are_validated_at_the_same_steps(race: MakeRace) -> None:
    made = race()
    made.endings()
    steps = [[record.step for record in made.of(p, ValidationRecord)] for p in range(3)]
    assert steps == [[0, 5, 10, 20, 30]] * 3


def test_a_racer_learns_exactly_what_it_learns_alone(
    race: MakeRace, corpus: Corpus, config: MakeConfig
) -> None:
    made = race()
    made.endings()
    for place, cell in enumerate(CELLS):
        alone = train(Trainer(config(cell=cell), corpus))
        losses = [record.loss for record in alone if isinstance(record, StepRecord)]
        raced = [record.loss for record in made.of(place, StepRecord)]
        np.testing.assert_array_equal(raced, losses)


def test_waiting_for_the_turn_is_not_training_time(corpus: Corpus, config: MakeConfig) -> None:
    slow, quick = Trainer(config(steps=5), corpus), Trainer(config(steps=5), corpus)
    make_step, pulse = slow.make_step, threading.Event()

    def dawdle() -> list[StepRecord]:
        pulse.wait(0.1)
        return make_step()

    slow.make_step = dawdle
    made = Race([lambda: slow, lambda: quick])
    made.endings()
    assert made.of(1, StepRecord)[-1].seconds < 0.1


def test_a_pause_completes_the_round_so_that_all_stand_at_the_same_step(race: MakeRace) -> None:
    made = race(steps=100_000)
    for _ in range(4):
        before = made.steps(0)
        made.until(lambda before=before: made.steps(0) > before + 5)
        pauses = len(made.of(0, Paused))
        made.ask("pause")
        made.until(made.all_have(Paused, pauses + 1))
        made.until(lambda: len({made.steps(place) for place in range(3)}) == 1)
        made.ask("resume")


def test_one_step_of_the_first_is_one_step_of_all(race: MakeRace) -> None:
    made = race(paused=True)
    made.until(made.all_have(Paused))
    for expected in (1, 2, 3):
        made.jobs[0].step_once()
        made.until(lambda expected=expected: made.steps(2) == expected)
        assert [made.steps(place) for place in range(3)] == [expected] * 3


def test_who_waits_for_its_turn_still_answers(race: MakeRace) -> None:
    made = race(paused=True)
    made.until(made.all_have(Paused))
    made.ask("take_writer")
    made.until(made.all_have(WriterRecord))
    made.ask("resume")
    made.until(made.all_have(Resumed))
    assert made.endings() == [Finished(30)] * 3


@pytest.mark.parametrize("leaving", [0, 1, 2])
@pytest.mark.parametrize("paused", [False, True])
def test_one_that_is_stopped_leaves_the_others_racing(
    race: MakeRace, leaving: int, paused: bool
) -> None:
    made = race(paused=paused, steps=200)
    made.until(made.all_have(Paused if paused else StepRecord))
    made.jobs[leaving].stop()
    assert made.jobs[leaving].join(WAIT)
    made.ask("resume")
    ends = [type(ending) for ending in made.endings()]
    assert ends == [Stopped if place == leaving else Finished for place in range(3)]


def test_one_that_diverges_leaves_the_others_racing(
    race: MakeRace, corpus: Corpus, config: MakeConfig
) -> None:
    wild = {"optimizer": "sgd", "schedule": "constant", "learning_rate": 100.0}
    configs = [
        config(cell="rnn-relu", gradient_clip=0.0, **wild),
        config(cell="gru"),
        config(cell="rnn-relu", gradient_clip=0.0, **wild),
    ]
    made = race(*[lambda one=one: Trainer(one, corpus) for one in configs])
    assert [type(ending) for ending in made.endings()] == [Diverged, Finished, Diverged]


def test_one_that_cannot_be_made_leaves_the_others_racing(
    race: MakeRace, corpus: Corpus, config: MakeConfig
) -> None:
    def break_down() -> Trainer:
        raise MemoryError

    made = race(break_down, lambda: Trainer(config(), corpus), break_down)
    assert [type(ending) for ending in made.endings()] == [Failed, Finished, Failed]


def test_one_that_breaks_in_its_turn_leaves_the_others_racing(
    race: MakeRace, corpus: Corpus, config: MakeConfig
) -> None:
    broken = Trainer(config(), corpus)
    validate = broken.validate

    def break_later() -> ValidationRecord:
        if broken.step == 10:
            raise MemoryError
        return validate()

    broken.validate = break_later
    made = race(lambda: broken, lambda: Trainer(config(), corpus))
    assert [type(ending) for ending in made.endings()] == [Failed, Finished]


def test_runs_of_other_lengths_race_until_each_is_at_its_end(
    race: MakeRace, corpus: Corpus, config: MakeConfig
) -> None:
    configs = [config(steps=steps) for steps in (3, 20, 7)]
    made = race(*[lambda one=one: Trainer(one, corpus) for one in configs])
    assert made.endings() == [Finished(3), Finished(20), Finished(7)]


@pytest.mark.parametrize("seed", range(8))
def test_no_order_of_wishes_lets_a_racer_wait_for_ever(race: MakeRace, seed: int) -> None:
    chance = random.Random(seed)
    made = race(steps=400)
    wishes = ["pause", "resume", "step_once", "take_writer", "take_state"]
    for _ in range(60):
        chosen = chance.choices(made.jobs, k=chance.randint(1, 3))
        wish = chance.choice(wishes)
        for job in chosen:
            getattr(job, wish)()
        if chance.random() < 0.03:
            chance.choice(made.jobs).stop()
        made.read()
    made.ask("resume")
    assert {type(ending) for ending in made.endings()} <= {Finished, Stopped}
