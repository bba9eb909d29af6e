"""Training an echo state network: the read-out moves, the reservoir stays."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from rnnlab.generation import Writer
from rnnlab.probes import gradient_flow, parameter_groups, probe
from rnnlab.training.loop import train
from rnnlab.training.records import Finished, StepRecord, ValidationRecord
from rnnlab.training.trainer import Trainer

MakeTrainer = Callable[..., Trainer]
ESN: dict[str, Any] = {"cell": "rnn-tanh", "reservoir": True}
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_only_the_read_out_moves(make_trainer: MakeTrainer, optimizer: str) -> None:
    trainer = make_trainer(**ESN, optimizer=optimizer, weight_decay=0.01, dropout=0.2, layers=2)
    before = trainer.model.torch_weights()
    for _ in range(5):
        trainer.make_step()
    after = trainer.model.torch_weights()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved == {"output.weight", "output.bias"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_goes_on_where_it_stood(make_trainer: MakeTrainer, optimizer: str) -> None:
    values = ESN | {"optimizer": optimizer, "layers": 2, "dropout": 0.3}
    whole, first, second = (make_trainer(**values) for _ in range(3))
    losses = [record.loss for _ in range(25) for record in whole.make_step()]
    begun = [record.loss for _ in range(11) for record in first.make_step()]
    second.restore(first.state())
    assert begun + [record.loss for _ in range(14) for record in second.make_step()] == losses


def test_its_memory_holds_nothing_of_the_reservoir(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(**ESN)
    trainer.make_step()
    assert not [name for name in trainer.state().optimizer if "rnn" in name or "embedding" in name]


def test_the_gradient_that_is_told_and_clipped_is_that_of_the_read_out(
    make_trainer: MakeTrainer,
) -> None:
    free, clipped = make_trainer(**ESN, gradient_clip=0.0), make_trainer(**ESN, gradient_clip=0.01)
    (told,) = free.make_step()
    output = free.model.output
    assert output.weight.grad is not None
    assert output.bias.grad is not None
    norm = torch.cat((output.weight.grad.flatten(), output.bias.grad)).norm().item()
    assert told.gradient_norm == pytest.approx(norm, rel=1e-5)
    (record,) = clipped.make_step()
    assert record.gradient_norm == told.gradient_norm
    assert record.clipped_norm == 0.01


def test_it_learns(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(**ESN, hidden_size=32, steps=80, learning_rate=0.02)
    *_, last = records = list(train(trainer))
    assert isinstance(last, Finished)
    losses = [record.loss for record in records if isinstance(record, ValidationRecord)]
    assert losses[-1] < 0.6 * losses[0]
    assert len([record for record in records if isinstance(record, StepRecord)]) == 80


def test_a_probe_follows_the_gradient_through_the_fixed_weights(make_trainer: MakeTrainer) -> None:
    fixed, free = make_trainer(**ESN), make_trainer(cell="rnn-tanh")
    free.model.load_torch_weights(fixed.model.torch_weights())
    ids = fixed.corpus.train[:12]
    seen, expected = (probe(trainer.model, ids).hidden_gradient_norm for trainer in (fixed, free))
    assert (seen == expected).all()
    assert (seen > 0).all()


def test_the_flow_of_gradients_shows_what_learns(make_trainer: MakeTrainer) -> None:
    trainer = make_trainer(**ESN, optimizer="sgd")
    trainer.make_step()
    assert list(parameter_groups(trainer.model)) == ["output"]
    optimizer = torch.optim.SGD(trainer.model.output.parameters(), lr=0.1)
    (flow,) = gradient_flow(trainer.model, optimizer)
    assert flow.gradient_norm > 0


def test_it_writes_what_it_scores(make_trainer: MakeTrainer) -> None:
    model = make_trainer(**ESN, layers=2).model
    writer = Writer.from_model(model)
    state = writer.start()
    tokens = [3, 1, 4, 1, 5]
    with torch.no_grad():
        expected = model(torch.tensor(tokens).unsqueeze(1))[0][:, 0]
    for token, scores in zip(tokens, expected, strict=True):
        logits, state = writer.step(state, token)
        torch.testing.assert_close(torch.from_numpy(logits), scores, rtol=1e-5, atol=1e-5)
