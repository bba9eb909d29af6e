"""Training a point, on budgets in steps."""

import math

import numpy as np
import pytest
import torch

from rnnlab.models import build_model
from rnnlab.text.needles import AGREEMENT, NEEDLE_TASKS, RECALL
from rnnlab.training.needles.contenders import CONTENDERS
from rnnlab.training.needles.mixed import LONGEST, MixedRun, train_mixed
from rnnlab.training.needles.point import SURE_AFTER, NeedleLearner, train_point
from rnnlab.training.needles.results import Budget, Point, PointResult


def finished(point: Point) -> PointResult:
    *_, last = train_point(point)
    assert isinstance(last, PointResult)
    return last


def test_an_lstm_finds_a_key_three_tokens_ago_and_stops_when_it_is_sure() -> None:
    found = finished(Point("recall", "lstm-3", 3, Budget(60.0, 400)))
    assert found.solved
    assert SURE_AFTER <= found.steps < 400


def test_an_untrained_model_is_no_better_than_chance() -> None:
    found = finished(Point("recall", "gru", 20, Budget(60.0, 1)))
    assert found.accuracy < RECALL.chance + 0.05
    assert not found.solved
    assert found.steps == 1


def test_the_same_seed_gives_the_same_result() -> None:
    first, again = (finished(Point("parity", "rnn-tanh", 5, Budget(60.0, 20))) for _ in range(2))
    assert (first.accuracy, first.before, first.after) == (
        again.accuracy,
        again.before,
        again.after,
    )


def test_accuracy_is_that_of_predictions_counted_one_by_one() -> None:
    learner = NeedleLearner(NEEDLE_TASKS["copying"], "gru", seed=3)
    right, all_of_them = 0, 0
    generator = np.random.default_rng((1_000_003, 4))
    for _ in range(8):
        batch = learner.task.batch(4, 128, generator)
        with torch.no_grad():
            logits = learner.model(torch.from_numpy(batch.inputs))[0]
        for step, column in np.argwhere(batch.scored).tolist():
            possible = [learner.task.tokens.index(letter) for letter in "abcdefgh"]
            best = max(possible, key=logits[step, column].tolist().__getitem__)
            right += best == batch.tokens[step + 1, column]
            all_of_them += 1
    assert learner.accuracy(learner.task, 4) == pytest.approx(right / all_of_them)


def test_inputs_of_the_orthogonal_contender_start_small_and_of_others_as_in_torch() -> None:
    embeddings = [
        NeedleLearner(RECALL, key, seed=1).model.embedding for key in ("rnn-orthogonal", "rnn-tanh")
    ]
    deviations = [float(made.weight.detach().std()) for made in embeddings if made is not None]
    assert deviations == pytest.approx([0.1, 1.0], rel=0.1)


@pytest.mark.parametrize("bias", [0, 1, 3, 5])
def test_without_recurrent_weights_an_untrained_lstm_keeps_a_product_of_its_forget_gates(
    bias: int,
) -> None:
    learner = NeedleLearner(RECALL, f"lstm-{bias}", seed=1)
    weights = learner.model.weights().layers[0]
    with torch.no_grad():
        weights.weight_hh.zero_()
        weights.weight_ih.chunk(4)[1].zero_()  # the forget gate sees its bias alone
    curves = learner.curves(RECALL, 30)
    expected = (1 / (1 + math.exp(-bias))) ** np.arange(31)
    for curve in curves:
        np.testing.assert_allclose(curve / curve[0], expected, rtol=1e-6)


def test_the_gradient_of_a_point_is_that_of_autograd() -> None:
    learner = NeedleLearner(RECALL, "rnn-tanh", seed=1)
    curve = learner.curves(RECALL, 6)[0]
    ids = RECALL.batch(6, 6, np.random.default_rng((1_000_033, 6))).tokens[:, 0]
    weights = learner.model.weights().copy(dtype=torch.float64)
    layer = weights.layers[0]
    h, states = torch.zeros(64, dtype=torch.float64), []
    assert weights.embedding is not None
    for token in ids[:-1].tolist():
        mixed = layer.weight_ih @ weights.embedding[token] + layer.weight_hh @ h
        h = torch.tanh(mixed + layer.bias_ih + layer.bias_hh).requires_grad_()
        h.retain_grad()
        states.append(h)
    scores = weights.output @ h + weights.output_bias
    loss = -torch.log_softmax(scores, 0)[int(ids[-1])]
    torch.autograd.backward(loss)
    norms = [float(torch.linalg.vector_norm(state.grad)) for state in reversed(states)]
    np.testing.assert_allclose(curve, norms, rtol=1e-9)


def test_saturation_is_the_share_of_states_near_one() -> None:
    learner = NeedleLearner(RECALL, "rnn-tanh", seed=1)
    with torch.no_grad():
        learner.model.weights().layers[0].weight_ih.mul_(8)
    given = learner.model.torch_weights()
    weights = {name: tensor.double().numpy() for name, tensor in given.items()}
    tokens = RECALL.batch(5, 6, np.random.default_rng((1_000_033, 5))).inputs
    h, beyond = np.zeros((6, 64)), []
    for row in tokens:
        driven = weights["embedding.weight"][row] @ weights["rnn.weight_ih_l0"].T
        back = h @ weights["rnn.weight_hh_l0"].T
        h = np.tanh(driven + back + weights["rnn.bias_ih_l0"] + weights["rnn.bias_hh_l0"])
        beyond.append(abs(h) > 0.9)
    share = learner.saturation(RECALL, 5)
    assert share == pytest.approx(np.mean(beyond))
    assert 0.2 < share < 1


def test_saturation_is_said_of_a_tanh_rnn_alone() -> None:
    assert math.isnan(NeedleLearner(RECALL, "lstm-3", seed=1).saturation(RECALL, 5))


def test_a_point_that_leaves_the_finite_numbers_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: NeedleLearner, lag: int) -> float:
        raise FloatingPointError

    monkeypatch.setattr(NeedleLearner, "step", broken)
    found = finished(Point("recall", "gru", 5, Budget(60.0, 5)))
    assert "exploded" in found.sentence
    assert math.isnan(found.accuracy)


def test_a_loss_that_is_not_finite_moves_no_weight() -> None:
    learner = NeedleLearner(RECALL, "gru", seed=1)
    with torch.no_grad():
        learner.model.output.bias[0] = math.inf
    before = learner.model.output.weight.detach().clone()
    with pytest.raises(FloatingPointError):
        learner.step(5)
    assert torch.equal(learner.model.output.weight, before)


@pytest.mark.parametrize("key", CONTENDERS)
def test_every_contender_can_be_built(key: str) -> None:
    contender = CONTENDERS[key]
    model = build_model(contender.config(8), 5, seed=1)
    if contender.cell == "lstm":
        forget = model.weights().layers[0].bias_ih.chunk(4)[1]
        assert forget.unique().tolist() == [float(key.removeprefix("lstm-"))]


def test_mixed_training_reports_before_its_first_step_and_at_its_end() -> None:
    first, last = train_mixed(MixedRun("rnn-tanh", Budget(60.0, 3)))
    assert (first.steps, first.finished) == (0, False)
    assert (last.steps, last.finished) == (3, True)
    assert last.gradient.shape == (LONGEST + 1,)
    assert last.gradient[0] == 1.0
    assert len(last.accuracies) == len(last.distances)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_plain_rnn_latches_a_bit_that_its_gradient_does_not_reach() -> None:
    *_, last = train_mixed(MixedRun("rnn-tanh", Budget(120.0, 1_500)))
    assert last.accuracies[-1] > 0.99
    assert last.gradient[-1] < 1e-9
    assert AGREEMENT.chance == 0.5


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_plain_rnn_fails_where_an_lstm_that_begins_open_solves() -> None:
    assert finished(Point("recall", "lstm-3", 40, Budget(120.0, 800))).solved
    assert not finished(Point("recall", "rnn-tanh", 40, Budget(120.0, 800))).solved
