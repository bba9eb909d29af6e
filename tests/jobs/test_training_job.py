"""Training in a thread: it answers within one batch, and always says how it ended."""

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from rnnlab.config import RunConfig, TextConfig, UserError
from rnnlab.jobs.mailbox import Mailbox
from rnnlab.jobs.messages import Message, RunMessage
from rnnlab.jobs.training_job import TrainingJob
from rnnlab.text import Corpus, build_corpus, source_from_text
from rnnlab.text.stopping import Check
from rnnlab.training import trainer as trainers
from rnnlab.training.commands import Watch
from rnnlab.training.records import (
    Diverged,
    Failed,
    Finished,
    Paused,
    ProbeRecord,
    Record,
    Resumed,
    Started,
    StateRecord,
    StepRecord,
    Stopped,
    WriterRecord,
)
from rnnlab.training.state import TrainerState
from rnnlab.training.trainer import Trainer

WAIT = 30.0
ENDINGS = (Finished, Stopped, Diverged, Failed)
WATCH = Watch(np.array([0, 1, 2, 1], dtype=np.int32))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    text = "".join(random.Random(5).choices("abcd ", k=600))
    return build_corpus(source_from_text(text, "Letters"), TextConfig(valid_fraction=0.1))


class Bench:
    """A job whose messages the test reads one by one; the thread never gets far ahead.

    With room for one message in the mailbox the thread stands still until it is read, so
    that what is asked for between two messages is asked for at a known step.
    """

    def __init__(self, make_trainer: Callable[[], Trainer], room: int = 1, **more: Any) -> None:
        self.mailbox: Mailbox[Message] = Mailbox(capacity=room)
        self.job = TrainingJob(3, make_trainer, self.mailbox, **more)
        self.records: list[Record] = []
        self._read: list[Message] = []

    def next(self) -> Record:
        """The next message; the job must be alive or have left one."""
        while not self._read:
            ended = self.job.join(0.001)
            self._read += self.mailbox.drain(1)
            assert self._read or not ended, "the thread has ended without a word"
        message = self._read.pop(0)
        assert isinstance(message, RunMessage)
        assert message.run == 3
        self.records.append(message.record)
        return message.record

    def until(self, kind: type | tuple[type, ...]) -> Any:
        while not isinstance(record := self.next(), kind):
            pass
        return record

    def end(self) -> Any:
        ending = self.until(ENDINGS)
        assert self.job.join(WAIT)
        assert self._read + self.mailbox.drain(10) == []
        return ending

    def until_step(self, step: int) -> None:
        while self.until(StepRecord).step < step:
            pass


MakeBench = Callable[..., Bench]


@pytest.fixture
def make_bench(corpus: Corpus) -> Iterator[MakeBench]:
    made: list[Bench] = []

    def make(**values: Any) -> Bench:
        more = {name: values.pop(name) for name in ("watch", "paused", "room") if name in values}
        settings = {
            "hidden_size": 6,
            "embedding_size": 4,
            "batch_size": 4,
            "sequence_length": 5,
            "steps": 1000,
            "validation_interval": 1000,
            "device": "cpu",
            "threads": 1,
        }
        config = RunConfig(text=corpus.codec.config).changed(**settings | values)
        bench = Bench(lambda: Trainer(config, corpus), **more)
        bench.job.start()
        made.append(bench)
        return bench

    yield make
    for bench in made:
        bench.mailbox.close()
        bench.job.stop()
        assert bench.job.join(WAIT)


# A step that waits in the mailbox and the one under way may come before an answer.
UNDER_WAY = 2


def test_a_whole_run_ends_with_finished(make_bench: MakeBench) -> None:
    bench = make_bench(steps=20)
    assert bench.end() == Finished(20)
    steps = [record.step for record in bench.records if isinstance(record, StepRecord)]
    assert steps == list(range(1, 21))


def test_stop_is_answered_within_one_batch(make_bench: MakeBench) -> None:
    bench = make_bench()
    bench.until_step(5)
    bench.job.stop()
    ending = bench.end()
    assert isinstance(ending, Stopped)
    assert 5 <= ending.step <= 5 + UNDER_WAY


def test_pause_is_answered_within_one_batch(make_bench: MakeBench) -> None:
    bench = make_bench()
    bench.until_step(5)
    bench.job.pause()
    assert 5 <= bench.until(Paused).step <= 5 + UNDER_WAY


def test_a_paused_job_makes_no_step_until_it_is_asked_to(make_bench: MakeBench) -> None:
    bench = make_bench(paused=True)
    assert bench.until(Paused).step == 0
    bench.job.take_state()
    assert bench.next().state.step == 0
    bench.job.step_once()
    assert bench.next().step == 1
    bench.job.take_state()
    assert bench.next().state.step == 1
    bench.job.resume()
    assert bench.next() == Resumed(1)
    assert bench.next().step == 2


def test_what_nobody_listens_to_ends_in_the_middle_of_a_validation(corpus: Corpus) -> None:
    begun = threading.Event()

    def validate(check: Check) -> None:
        begun.set()
        while True:
            check()

    small = {"batch_size": 4, "sequence_length": 5, "device": "cpu", "threads": 1}
    config = RunConfig(text=corpus.codec.config).changed(**small)
    trainer = Trainer(config, corpus)
    trainer.validate = validate  # type: ignore[method-assign, assignment]
    mailbox: Mailbox[Message] = Mailbox(capacity=10)
    job = TrainingJob(3, lambda: trainer, mailbox)
    job.start()
    assert begun.wait(WAIT)
    job.abandon()
    assert job.join(WAIT)
    records = [message.record for message in mailbox.drain(10) if isinstance(message, RunMessage)]
    assert [type(record) for record in records] == [Started]


def test_a_paused_job_can_be_stopped(make_bench: MakeBench) -> None:
    bench = make_bench(paused=True)
    bench.until(Paused)
    bench.job.stop()
    assert bench.end() == Stopped(0)


def test_a_live_setting_reaches_the_run(make_bench: MakeBench) -> None:
    bench = make_bench(paused=True, schedule="constant")
    bench.job.change({"learning_rate": 0.125})
    bench.job.step_once()
    assert bench.until(StepRecord).learning_rate == 0.125


def test_weights_and_state_are_given_between_two_batches(make_bench: MakeBench) -> None:
    bench = make_bench()
    bench.until_step(3)
    bench.job.take_writer()
    bench.job.take_state()
    assert 3 <= bench.until(WriterRecord).step <= 3 + UNDER_WAY
    assert 3 <= bench.until(StateRecord).state.step <= 3 + UNDER_WAY


def test_another_text_is_looked_at(make_bench: MakeBench) -> None:
    bench = make_bench(paused=True, watch=WATCH)
    bench.until(Paused)
    bench.job.watch(np.array([2, 1, 0], dtype=np.int32), "all")
    result = bench.until(ProbeRecord).result
    while result.loss_at != "all":
        result = bench.until(ProbeRecord).result
    assert result.inputs.tolist() == [2, 1]


def test_looks_inside_replace_each_other_while_nobody_reads(corpus: Corpus) -> None:
    mailbox: Mailbox[Message] = Mailbox()
    config = RunConfig(text=corpus.codec.config).changed(
        hidden_size=4, batch_size=2, sequence_length=3, steps=10, device="cpu", threads=1
    )
    job = TrainingJob(3, lambda: Trainer(config, corpus), mailbox, WATCH)
    job.start()
    assert job.join(WAIT)
    records = [message.record for message in mailbox.drain(1000)]
    assert [record.step for record in records if isinstance(record, ProbeRecord)] == [10]
    assert records[-1] == Finished(10)


def test_the_trainer_can_be_used_when_the_thread_has_ended(make_bench: MakeBench) -> None:
    bench = make_bench(steps=4)
    bench.end()
    assert bench.job.trainer is not None
    assert bench.job.trainer.state().step == 4


def test_divergence_ends_the_job(make_bench: MakeBench) -> None:
    bench = make_bench(
        cell="rnn-relu",
        optimizer="sgd",
        schedule="constant",
        learning_rate=100.0,
        gradient_clip=0.0,
    )
    ending = bench.end()
    assert isinstance(ending, Diverged)
    assert "Try gradient clip 1 or learning rate 10." in ending.sentence


class SurpriseError(Exception):
    """Something that nobody expects."""


FITS = "Batch size 2 would fit. The weights of step 3 are kept."
FAILURES = [
    (UserError("The text is too short."), "The text is too short.", False),
    (RuntimeError("[enforce] DefaultCPUAllocator: not enough memory"), FITS, False),
    (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.50 GiB."), FITS, False),
    (MemoryError(), FITS, False),
    (SurpriseError("surprise"), "Training broke at step 3.", True),
]


@pytest.mark.parametrize(("error", "sentence", "is_a_bug"), FAILURES)
def test_what_breaks_a_step_is_told_once_and_last(
    corpus: Corpus, error: Exception, sentence: str, is_a_bug: bool
) -> None:
    config = RunConfig(text=corpus.codec.config).changed(
        hidden_size=4, batch_size=4, sequence_length=3, device="cpu", threads=1
    )
    trainer = Trainer(config, corpus)
    make_step = trainer.make_step

    def break_later() -> list[StepRecord]:
        if trainer.step == 3:
            raise error
        return make_step()

    trainer.make_step = break_later
    bench = Bench(lambda: trainer, room=100)
    bench.job.start()
    ending = bench.end()
    assert isinstance(ending, Failed)
    assert ending.step == 3
    assert ending.sentence.endswith(sentence)
    assert ("break_later" in ending.report) == is_a_bug
    assert sum(isinstance(record, ENDINGS) for record in bench.records) == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UserError("There is no such device."), "There is no such device."),
        (MemoryError(), "There is not enough memory; choose a smaller model or a shorter text."),
        (SurpriseError("surprise"), "Training broke at step 0."),
    ],
)
def test_a_trainer_that_cannot_be_made_is_told(error: Exception, sentence: str) -> None:
    def make() -> Trainer:
        raise error

    bench = Bench(make, room=10)
    bench.job.start()
    ending = bench.end()
    assert isinstance(ending, Failed)
    assert ending.sentence == sentence
    assert bench.job.trainer is None


def test_a_reader_who_has_gone_does_not_hold_the_thread(make_bench: MakeBench) -> None:
    bench = make_bench(room=2)
    bench.until_step(2)
    bench.job.stop()
    bench.mailbox.close()
    assert bench.job.join(WAIT)


LOST = RuntimeError("CUDA error: unspecified launch failure")


def test_a_lost_graphics_card_leaves_the_weights_of_the_last_validation(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainers, "_CPU", torch.device("cpu", 0))  # the other is as if a card
    config = RunConfig(text=corpus.codec.config).changed(
        hidden_size=4, batch_size=4, sequence_length=3, steps=20, validation_interval=4, threads=1
    )
    trainer = Trainer(config.changed(device="cpu"), corpus)
    learner = trainer._learner
    read = learner.read
    expected: list[TrainerState] = []

    def lost(*_: object) -> Any:
        raise LOST

    def reading(clip: float) -> Any:
        if trainer.step == 8:
            expected.append(trainer.state())
        if trainer.step == 10:
            monkeypatch.setattr(learner, "weights", lost)
            monkeypatch.setattr(learner, "memory", lost)
            raise LOST
        return read(clip)

    monkeypatch.setattr(learner, "read", reading)
    bench = Bench(lambda: trainer, room=100)
    bench.job.start()
    ending = bench.end()
    assert isinstance(ending, Failed)
    assert "stopped answering at step 10; the weights of step 8 are kept" in ending.sentence
    assert not ending.report
    kept = trainer.state()
    assert kept.step == 8
    assert kept.weights.keys() == expected[0].weights.keys()
    assert all(torch.equal(kept.weights[name], expected[0].weights[name]) for name in kept.weights)
    assert trainer.make_step()[0].step == 9
