"""One run in the making, against a loop written by hand with torch's own modules."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnlab.config import ConfigError, DeviceError
from rnnlab.text import Batches, Corpus
from rnnlab.training.errors import DivergedError, TrainingError
from rnnlab.training.schedules import schedule_factor
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]


class Bare(nn.Module):
    """The same network without anything of rnnlab."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, 5)
        self.rnn = nn.LSTM(5, 8)
        self.output = nn.Linear(8, vocabulary_size)


def bare_losses(trainer: Trainer, carry: bool, steps: int) -> list[float]:
    bare = Bare(len(trainer.corpus.vocabulary))
    bare.load_state_dict(trainer.model.torch_weights())
    optimizer = torch.optim.Adam(bare.parameters(), betas=(0.9, 0.99))
    batches = Batches(trainer.corpus.train, 4, 6)
    state, losses = None, []
    for step in range(steps):
        inputs, targets = (torch.from_numpy(ids) for ids in batches.batch(step % len(batches)))
        if not carry or step % len(batches) == 0:
            state = None
        hidden, state = bare.rnn(bare.embedding(inputs), state)
        state = tuple(tensor.detach() for tensor in state)
        loss = cross_entropy(bare.output(hidden).flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(bare.parameters(), 0.5)
        optimizer.param_groups[0]["lr"] = 0.01 * schedule_factor("cosine", step, steps)
        optimizer.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("carry", [True, False])
def test_the_losses_are_those_of_a_bare_loop(make_trainer: MakeTrainer, carry: bool) -> None:
    trainer = make_trainer(
        learning_rate=0.01, schedule="cosine", gradient_clip=0.5, carry_state=carry, steps=45
    )
    assert trainer.steps_per_epoch == 37
    expected = bare_losses(trainer, carry, 45)
    records = [record for _ in range(45) for record in trainer.make_step()]
    assert [record.loss for record in records] == pytest.approx(expected, rel=1e-4)


def test_a_record_tells_step_tokens_rate_norms_and_time(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(schedule="constant", learning_rate=0.01, gradient_clip=0.01)
    first, second = trainer.make_step() + trainer.make_step()
    assert (first.step, second.step) == (1, 2)
    assert (first.tokens, second.tokens) == (24, 48)
    assert first.learning_rate == 0.01
    assert first.clipped_norm == 0.01 < first.gradient_norm
    assert 0.0 < first.seconds < second.seconds == trainer.seconds


def test_without_a_clip_the_gradient_stays(make_trainer: MakeTrainer) -> None:
    (record,) = make_trainer(gradient_clip=0.0).make_step()
    assert record.clipped_norm == record.gradient_norm > 0.0


def test_epochs_decide_the_length_unless_steps_do(make_trainer: MakeTrainer) -> None:
    assert make_trainer(steps=0, epochs=2.0).total_steps == 74
    assert make_trainer(steps=5, epochs=2.0).total_steps == 5
    assert make_trainer(steps=0, epochs=0.001).total_steps == 1


def test_the_facts_are_told_at_the_start(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer()
    facts = trainer.started()
    assert (facts.step, facts.total_steps, facts.steps_per_epoch) == (0, 40, 37)
    assert (facts.tokens_per_step, facts.device, facts.threads) == (24, "cpu", 1)
    assert facts.parameters == sum(w.numel() for w in trainer.model.torch_weights().values())


def test_live_settings_count_from_the_next_step(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(schedule="constant")
    trainer.make_step()
    trainer.change({"learning_rate": 0.25, "gradient_clip": 0.001, "dropout": 0.5})
    (record,) = trainer.make_step()
    assert record.learning_rate == 0.25
    assert record.clipped_norm == 0.001
    assert trainer.model.config.dropout == 0.5


def test_a_setting_that_is_not_live_is_refused(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer()
    with pytest.raises(ConfigError, match="Hidden units cannot change during a run"):
        trainer.change({"hidden_size": 9})
    assert trainer.config == make_trainer().config


def test_validation_does_not_disturb_training(make_trainer: MakeTrainer) -> None:
    calm, watched = (make_trainer(dropout=0.3, layers=2) for _ in range(2))
    losses = []
    for trainer in (calm, watched):
        records = []
        for _ in range(8):
            records += trainer.make_step()
            if trainer is watched:
                watched.validate()
                watched.validate_fully()
        losses.append([record.loss for record in records])
    assert losses[0] == losses[1]


def test_dropout_is_on_even_if_somebody_has_put_the_model_to_rest(
    make_trainer: MakeTrainer,
) -> None:
    trainer, rested = make_trainer(dropout=0.5), make_trainer(dropout=0.5)
    rested.model.eval()
    assert rested.make_step()[0].loss == trainer.make_step()[0].loss


def test_plateau_lowers_the_rate_when_validation_stands_still(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(
        schedule="plateau", validation_interval=1, learning_rate=1e-7, optimizer="sgd"
    )
    for _ in range(5):
        trainer.make_step()
        trainer.validate()
    assert trainer.learning_rate() == pytest.approx(0.5e-7)


def test_a_broken_step_moves_nothing(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer()
    trainer.make_step()
    with torch.no_grad():
        trainer.model.output.bias[0] = math.inf
    before = trainer.state()
    with pytest.raises(DivergedError) as caught:
        trainer.make_step()
    after = trainer.state()
    assert (caught.value.step, after.step) == (2, 1)
    assert not math.isfinite(caught.value.loss)
    assert all(torch.equal(before.weights[name], after.weights[name]) for name in before.weights)
    assert all(
        torch.equal(before.optimizer[name], after.optimizer[name]) for name in before.optimizer
    )


def advance(trainer: Trainer, steps: int) -> None:
    for _ in range(steps):
        trainer.make_step()


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "rmsprop", "adam"])
def test_a_rate_that_is_far_too_high_is_caught_with_finite_weights(
    make_trainer: MakeTrainer, optimizer: str
) -> None:
    trainer = make_trainer(
        cell="rnn-relu", optimizer=optimizer, learning_rate=1000.0, gradient_clip=0.0, steps=2000
    )
    with pytest.raises(DivergedError):
        advance(trainer, 2000)
    assert all(weight.isfinite().all() for weight in trainer.model.parameters())


def test_a_device_that_is_not_there_is_refused(make_trainer: MakeTrainer) -> None:
    with pytest.raises(DeviceError, match="Choose “cpu” or “auto”"):
        make_trainer(device="mps")


@pytest.mark.parametrize("name", ["carried_state.0", "carried_state.1"])
def test_a_carried_state_of_another_shape_is_refused(make_trainer: MakeTrainer, name: str) -> None:
    trainer = make_trainer()
    trainer.make_step()
    state = trainer.state()
    state.optimizer[name] = torch.zeros(1, 3, 8)
    with pytest.raises(TrainingError, match="begin a new run"):
        make_trainer().restore(state)


def test_the_corpus_is_not_touched(make_trainer: MakeTrainer, corpus: Corpus) -> None:
    before = corpus.ids.copy()
    trainer = make_trainer()
    trainer.make_step()
    trainer.validate_fully()
    assert (corpus.ids == before).all()
