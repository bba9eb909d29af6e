"""The loop: what it tells, in which order, and how it answers. No thread, no window."""

import math
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest
import torch

from rnnlab.config import ConfigError, TextConfig
from rnnlab.text import build_corpus, source_from_text
from rnnlab.training.commands import (
    Change,
    Command,
    Pause,
    Resume,
    StepOnce,
    Stop,
    TakeState,
    TakeWriter,
    Watch,
)
from rnnlab.training.loop import TimeBudget, train
from rnnlab.training.records import (
    Diverged,
    Finished,
    GroupsRecord,
    Paused,
    ProbeRecord,
    Record,
    Resumed,
    Started,
    StateRecord,
    StepRecord,
    Stopped,
    ValidationRecord,
    WriterRecord,
)
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]
WATCH = Watch(np.array([0, 1, 2, 3, 1], dtype=np.int32))


def queue_of(*commands: Command) -> SimpleQueue[Command]:
    queue: SimpleQueue[Command] = SimpleQueue()
    for command in commands:
        queue.put(command)
    return queue


def kinds(records: list[Record]) -> list[type]:
    return [type(record) for record in records]


def only(records: list[Record], kind: type) -> list[Any]:
    return [record for record in records if isinstance(record, kind)]


class Steered:
    """A loop of which the test sees every record and may then ask for something."""

    def __init__(self, trainer: Trainer, watch: Watch | None = None) -> None:
        self.commands: SimpleQueue[Command] = SimpleQueue()
        self.records: Iterator[Record] = train(trainer, self.commands, watch)

    def until_step(self, step: int) -> None:
        for record in self.records:
            if isinstance(record, StepRecord) and record.step == step:
                return

    def ask(self, *commands: Command) -> list[Record]:
        """All that follows these commands; one of them must end the loop."""
        for command in commands:
            self.commands.put(command)
        return list(self.records)


def test_a_whole_run_is_told_in_order(make_trainer: MakeTrainer) -> None:
    records = list(train(make_trainer(steps=25)))
    assert kinds(records[:2]) == [Started, ValidationRecord]
    assert [record.step for record in only(records, StepRecord)] == list(range(1, 26))
    assert [record.step for record in only(records, ValidationRecord)] == [0, 5, 10, 20, 25]
    assert records[-1] == Finished(25)


def test_training_lowers_the_loss_on_held_out_text(make_trainer: MakeTrainer) -> None:
    records = list(train(make_trainer(steps=300, learning_rate=0.02)))
    first, *_, last = only(records, ValidationRecord)
    assert last.loss < first.loss / 3


def test_the_same_seed_tells_the_same_and_another_seed_does_not(make_trainer: MakeTrainer) -> None:
    def losses(seed: int) -> list[float]:
        records = list(train(make_trainer(seed=seed, dropout=0.2)))
        return [record.loss for record in only(records, StepRecord)]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_stop_is_answered_before_the_next_batch(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer())
    loop.until_step(3)
    assert loop.ask(Stop()) == [Stopped(3)]


def test_pause_is_answered_before_the_next_batch(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer())
    loop.until_step(3)
    assert loop.ask(Pause(), Stop()) == [Paused(3), Stopped(3)]


def test_a_paused_loop_goes_on_when_asked(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer(steps=5))
    loop.until_step(3)
    records = loop.ask(Pause(), Resume())
    assert kinds(records) == [Paused, Resumed, StepRecord, StepRecord, ValidationRecord, Finished]


def test_one_step_is_one_step(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer())
    loop.until_step(3)
    records = loop.ask(Pause(), StepOnce(), Stop())
    assert kinds(records) == [Paused, StepRecord, Stopped]
    assert records[-1] == Stopped(4)


def test_one_step_pauses_a_loop_that_runs(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer())
    loop.until_step(3)
    assert kinds(loop.ask(StepOnce(), Stop())) == [Paused, StepRecord, Stopped]


def test_a_loop_may_begin_paused(make_trainer: MakeTrainer) -> None:
    records = list(train(make_trainer(), queue_of(Pause(), StepOnce(), Stop())))
    assert kinds(records) == [Started, ValidationRecord, Paused, StepRecord, Stopped]


def test_steps_that_are_not_told_yet_come_before_the_answer(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(16)
    trainer.make_step()
    trainer.make_step()
    records = list(train(trainer, queue_of(Pause(), StepOnce(), Stop())))
    assert kinds(records) == [Started, StepRecord, StepRecord, Paused, StepRecord, Stopped]


def test_a_change_counts_from_the_next_step(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer(schedule="constant"))
    loop.until_step(3)
    step, _ = loop.ask(Change({"learning_rate": 0.125}), StepOnce(), Stop())[1:]
    assert isinstance(step, StepRecord)
    assert step.learning_rate == 0.125


def test_a_change_that_cannot_be_is_an_error(make_trainer: MakeTrainer) -> None:
    with pytest.raises(ConfigError, match="Layers cannot change during a run"):
        list(train(make_trainer(), queue_of(Change({"layers": 2}))))


def test_a_state_is_a_copy_of_the_moment(make_trainer: MakeTrainer) -> None:
    trainer, other = make_trainer(), make_trainer()
    records = list(train(trainer, queue_of(TakeState())))
    (record,) = only(records, StateRecord)
    assert record.state.step == 0
    other.restore(record.state)
    assert [step.loss for step in only(list(train(other)), StepRecord)] == [
        step.loss for step in only(records, StepRecord)
    ]


def test_a_writer_has_the_weights_of_the_moment(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer()
    first = trainer.model.torch_weights()
    records = train(trainer, queue_of(TakeWriter()))
    (record,) = only(list(records), WriterRecord)
    trainer.model.load_torch_weights(first)
    logits, _ = trainer.model(torch.tensor([[2]]))
    written, _ = record.writer.step(record.writer.start(), 2)
    np.testing.assert_allclose(written, logits[0, 0].detach().numpy(), rtol=1e-4, atol=1e-5)


def test_what_was_asked_during_the_last_step_is_still_given(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer(steps=3))
    loop.until_step(3)
    records = loop.ask(Pause(), TakeState())
    assert kinds(records) == [ValidationRecord, StateRecord, Finished]


def test_a_finished_run_has_nothing_to_do(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(steps=3)
    list(train(trainer))
    assert kinds(list(train(trainer))) == [Started, Finished]


def test_a_stopped_run_goes_on_as_if_it_had_not_been(make_trainer: MakeTrainer) -> None:
    trainer, whole = make_trainer(), make_trainer()
    loop = Steered(trainer)
    loop.until_step(17)
    loop.ask(Stop())
    list(train(trainer))
    list(train(whole))
    pairs = zip(trainer.model.parameters(), whole.model.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_divergence_comes_last_with_evidence_and_a_remedy(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(
        cell="rnn-relu",
        optimizer="sgd",
        schedule="constant",
        learning_rate=12.0,
        gradient_clip=0.0,
    )
    *_, before, diverged = list(train(trainer))
    assert isinstance(before, StepRecord)
    assert isinstance(diverged, Diverged)
    assert diverged.step == before.step + 1 == trainer.step + 1
    assert f"at step {diverged.step}" in diverged.sentence
    assert f"the gradient norm {before.gradient_norm:.3g}, with learning rate 12" in (
        diverged.sentence
    )
    assert diverged.sentence.endswith("Try gradient clip 1 or learning rate 1.2.")
    assert all(parameter.isfinite().all() for parameter in trainer.model.parameters())


def test_a_first_step_that_breaks_is_blamed_on_the_initial_weights(
    make_trainer: MakeTrainer,
) -> None:
    trainer = make_trainer(cell="rnn-relu", recurrent_gain=10.0, sequence_length=200, batch_size=1)
    with torch.no_grad():
        trainer.model.rnn.weight_hh_l0.mul_(100.0)
    records = list(train(trainer))
    assert isinstance(records[-1], Diverged)
    assert records[-1].sentence.endswith("Try recurrent gain 1 or another initialisation.")


@pytest.mark.parametrize(
    "model", [{"cell": "rnn-tanh", "reservoir": True}, {"cell": "window"}, {"cell": "average"}]
)
def test_recurrent_gain_is_not_advised_where_it_has_no_effect(
    model: dict[str, object], make_trainer: MakeTrainer
) -> None:
    trainer = make_trainer(**model)
    with torch.no_grad():
        trainer.model.output.weight.fill_(math.inf)
    records = list(train(trainer))
    assert isinstance(records[-1], Diverged)
    assert records[-1].sentence.endswith("too large. Try another initialisation.")


def test_the_watched_text_is_looked_at_without_disturbing_training(
    make_trainer: MakeTrainer,
) -> None:
    watched = list(train(make_trainer(dropout=0.2), watch=WATCH, probe_share=100.0))
    alone = list(train(make_trainer(dropout=0.2)))
    assert [record.step for record in only(watched, ProbeRecord)] == list(range(41))
    assert [record.loss for record in only(watched, StepRecord)] == [
        record.loss for record in only(alone, StepRecord)
    ]


def test_without_time_to_look_the_last_step_is_still_seen(make_trainer: MakeTrainer) -> None:
    records = list(train(make_trainer(), watch=WATCH, probe_share=0.0))
    assert [record.step for record in only(records, ProbeRecord)] == [0, 40]


def test_single_steps_are_looked_at_each(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer(), WATCH)
    loop.until_step(1)
    records = loop.ask(StepOnce(), StepOnce(), Stop())
    assert [record.step for record in only(records, ProbeRecord)][-2:] == [2, 3]


def test_a_single_step_is_told_at_once_even_where_steps_come_in_groups(
    make_trainer: MakeTrainer,
) -> None:
    commands = queue_of(Pause(), StepOnce(), StepOnce(), Stop())
    records = list(train(make_trainer(16), commands, WATCH, probe_share=0.0))
    assert kinds(records[3:]) == [
        Paused,
        *(StepRecord, ProbeRecord, GroupsRecord),
        *(StepRecord, ProbeRecord, GroupsRecord),
        Stopped,
    ]


def test_another_text_is_looked_at_at_once(make_trainer: MakeTrainer) -> None:
    loop = Steered(make_trainer())
    loop.until_step(2)
    other = Watch(np.array([1, 0, 2], dtype=np.int32), loss_at="all")
    (record,) = only(loop.ask(Pause(), other, Stop()), ProbeRecord)
    assert record.step == 2
    assert record.result.loss_at == "all"
    assert record.result.inputs.tolist() == [1, 0]


def test_looking_inside_keeps_to_its_share_of_the_training_time() -> None:
    budget = TimeBudget(share=0.04, begun=100.0)
    looks = 0
    for hundredths in range(10_000):
        if budget.allows(100.0 + hundredths / 100):
            looks += 1
            budget.charge(0.5)
    assert 0.04 * 100 <= looks * 0.5 <= 0.04 * 100 + 0.5


def test_a_validation_without_a_number_does_not_end_training(make_trainer: MakeTrainer) -> None:
    text = "ab" * 450 + "c" * 100  # what is held out never occurs in the training part
    corpus = build_corpus(source_from_text(text, "ab, then c"), TextConfig())
    values = {"steps": 3, "schedule": "plateau", "validation_interval": 1}
    records = list(train(Trainer(make_trainer(**values).config, corpus)))
    assert records[-1] == Finished(3)
    assert all(math.isnan(record.loss) for record in only(records, ValidationRecord))
