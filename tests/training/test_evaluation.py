"""Loss on held-out text."""

import math

import numpy as np
import pytest
import torch

from rnnlab.config import ModelConfig
from rnnlab.models import build_model, run_readable
from rnnlab.models.language_model import LanguageModel
from rnnlab.text.held_out import LEFT_OUT, HeldOut, held_out
from rnnlab.text.stopping import GivenUpError, StopSign
from rnnlab.training import evaluation
from rnnlab.training.evaluation import mean_loss

V = 7
COUNTS = np.array([5, 3, 2, 1, 0, 1, 0], dtype=np.int32)


def lively_model(**values: object) -> LanguageModel:
    config = ModelConfig(hidden_size=6, embedding_size=4, layers=2, **values)
    return build_model(config, V, seed=2)


def text(length: int = 600) -> HeldOut:
    ids = np.random.default_rng(4).integers(V, size=length).astype(np.int32)
    return held_out(ids, COUNTS)


def loss_by_hand(model: LanguageModel, held: HeldOut) -> float:
    """Column by column through the readable cells in float64."""
    weights = model.weights().copy(dtype=torch.float64)
    losses = []
    for inputs, targets in zip(held.inputs.T, held.targets.T, strict=True):
        trace = run_readable(weights, torch.tensor(inputs)[:, None], weights.initial_state(1))
        scores = trace.logits[:, 0].log_softmax(-1).detach().numpy()
        losses += [-scores[t, w] for t, w in enumerate(targets) if w != LEFT_OUT]
    return float(np.mean(losses))


def test_it_is_the_mean_over_the_targets_that_count() -> None:
    model, held = lively_model(), text()
    assert (held.targets == LEFT_OUT).any()
    assert mean_loss(model, held) == pytest.approx(loss_by_hand(model, held), rel=1e-6)


def test_the_size_of_the_pieces_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    model, held = lively_model(), text()
    whole = mean_loss(model, held)
    monkeypatch.setattr(evaluation, "_SCORES_AT_ONCE", 150)
    assert mean_loss(model, held) == pytest.approx(whole, rel=1e-6)


def test_without_a_target_that_counts_there_is_no_number() -> None:
    ids = np.full(20, 4, dtype=np.int32)
    assert math.isnan(mean_loss(lively_model(), held_out(ids, COUNTS)))


@pytest.mark.parametrize("training", [True, False])
def test_it_leaves_the_model_as_it_was(training: bool) -> None:
    model = lively_model(dropout=0.5).train(training)
    before = torch.get_rng_state(), model.dropout_state()
    losses = {mean_loss(model, text()) for _ in range(2)}
    assert len(losses) == 1
    assert model.training == training
    assert all(parameter.grad is None for parameter in model.parameters())
    after = torch.get_rng_state(), model.dropout_state()
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_it_can_be_given_up_between_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    model, held = lively_model(), text()
    monkeypatch.setattr(evaluation, "_SCORES_AT_ONCE", 150)
    sign, pieces = StopSign(), []

    def see(*_: object) -> None:
        pieces.append(None)
        sign.put_up()

    model.register_forward_hook(see)
    model.train()
    with pytest.raises(GivenUpError):
        mean_loss(model, held, sign.check)
    assert len(pieces) == 1
    assert model.training
