"""Gradients through time against finite differences and against torch's own cells."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from rnnlab.config import Cell, ModelConfig, UserError
from rnnlab.models import BLOCKS, LanguageModel, build_model
from rnnlab.probes import LossAt, ProbeError, probe

Array = npt.NDArray[np.float64]
# Called with layer, step and "h" or "c" of a state as soon as it is known; may change it.
Nudge = Callable[[int, int, str, Array], Array]

V = 6


def small_model(cell: Cell, layers: int, **more: object) -> LanguageModel:
    config = ModelConfig(
        cell=cell, layers=layers, hidden_size=4, embedding_size=3, recurrent_gain=1.5, **more
    )
    return build_model(config, V, seed=11)


def text(length: int) -> npt.NDArray[np.int32]:
    return np.random.default_rng(12).integers(0, V, length).astype(np.int32)


def sigma(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def numpy_step(cell: Cell, a: Array, u: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """One step from the two products ``a = W x + b`` and ``u = U h + b``: new c, and o or h.

    For the LSTM the new h is not formed here, so that c can be nudged before.
    """
    if cell == "rnn-tanh":
        return c, np.tanh(a + u)
    if cell == "rnn-relu":
        return c, np.maximum(a + u, 0.0)
    if cell == "lstm":
        i, f, g, o = np.split(a + u, 4)
        return sigma(f) * c + sigma(i) * np.tanh(g), sigma(o)
    if cell == "gru":
        (ra, za, na), (ru, zu, nu) = np.split(a, 3), np.split(u, 3)
        z, n = sigma(za + zu), np.tanh(na + sigma(ra + ru) * nu)
    else:
        za, na = np.split(a + u, 2)
        z, n = sigma(za), np.tanh(na)
    return c, n + z * (h - n)


def numpy_losses(model: LanguageModel, ids: npt.NDArray[np.int32], nudge: Nudge) -> Array:
    """−log p of every target, (N−1,), all layers advanced together step by step."""
    w = {name: tensor.double().numpy() for name, tensor in model.torch_weights().items()}
    layers, cell = model.config.layers, model.config.cell
    h, c = np.zeros((layers, 4)), np.zeros((layers, 4))
    losses = []
    for t, (token, target) in enumerate(pairwise(ids)):
        x = w["embedding.weight"][token]
        for k in range(layers):
            a = w[f"rnn.weight_ih_l{k}"] @ x + w[f"rnn.bias_ih_l{k}"]
            u = w[f"rnn.weight_hh_l{k}"] @ h[k] + w[f"rnn.bias_hh_l{k}"]
            c[k], new = numpy_step(cell, a, u, h[k], c[k])
            if cell == "lstm":
                c[k] = nudge(k, t, "c", c[k])
                new = new * np.tanh(c[k])
            h[k] = x = nudge(k, t, "h", new)
        logits = w["output.weight"] @ x + w["output.bias"]
        losses.append(np.log(np.exp(logits).sum()) - logits[target])
    return np.array(losses)


def chosen_loss(losses: Array, loss_at: LossAt) -> float:
    if loss_at == "all":
        return float(losses.sum())
    return float(losses[-1 if loss_at == "last" else loss_at])


def difference_norm(
    model: LanguageModel, ids: npt.NDArray[np.int32], loss_at: LossAt, place: tuple[int, int, str]
) -> float:
    """Norm of the central difference of the loss by each unit of one state."""
    step = 1e-5

    def loss(unit: int, by: float) -> float:
        def nudge(layer: int, t: int, kind: str, state: Array) -> Array:
            return state + by * np.eye(4)[unit] if (layer, t, kind) == place else state

        return chosen_loss(numpy_losses(model, ids, nudge), loss_at)

    slopes = [(loss(unit, step) - loss(unit, -step)) / (2 * step) for unit in range(4)]
    return float(np.linalg.norm(slopes))


@pytest.mark.parametrize("loss_at", ["last", "all", 3])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_gradients_are_the_finite_differences_of_the_loss(
    cell: Cell, layers: int, loss_at: LossAt
) -> None:
    model, ids = small_model(cell, layers), text(7)
    result = probe(model, ids, loss_at)
    norms = {"h": result.hidden_gradient_norm, "c": result.cell_gradient_norm}
    assert (norms["c"] is None) == (cell != "lstm")
    for kind, found in norms.items():
        if found is not None:
            expected = [
                [difference_norm(model, ids, loss_at, (layer, t, kind)) for t in range(6)]
                for layer in range(layers)
            ]
            np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-10)


def gradients_with_torchs_cells(
    model: LanguageModel, ids: npt.NDArray[np.int32]
) -> tuple[Array, Array]:
    """∂(last loss)/∂h_t and ∂/∂c_t of a one-layer LSTM by zeros added to its states."""
    weights = {name: tensor.double() for name, tensor in model.torch_weights().items()}
    hidden_size = model.config.hidden_size
    cell = nn.LSTMCell(model.config.embedding_size, hidden_size).double()
    cell.load_state_dict({name[4:-3]: w for name, w in weights.items() if name.startswith("rnn.")})
    h = c = torch.zeros(1, hidden_size, dtype=torch.float64)
    kept: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []
    for token in ids[:-1].tolist():
        h, c = cell(weights["embedding.weight"][[token]], (h, c))
        before = (h.detach(), c.detach())
        zeros = [torch.zeros_like(h, requires_grad=True) for _ in range(2)]
        h, c = h + zeros[0], c + zeros[1]
        kept.append((*before, *zeros))
    logits = h @ weights["output.weight"].T + weights["output.bias"]
    cross_entropy(logits, torch.tensor([int(ids[-1])])).backward()
    return _norms_of(kept)


def _norms_of(kept: list[tuple[Tensor, Tensor, Tensor, Tensor]]) -> tuple[Array, Array]:
    by_h, by_c = [], []
    for h, c, to_h, to_c in kept:
        assert to_h.grad is not None
        later = to_c.grad if to_c.grad is not None else torch.zeros_like(c)
        # The zero was added to c after h was formed: the path through h = o·tanh(c) is missing.
        through_h = to_h.grad * (h / c.tanh()) * (1 - c.tanh() ** 2)
        by_h.append(to_h.grad.norm().item())
        by_c.append((later + through_h).norm().item())
    return np.array(by_h), np.array(by_c)


def test_a_long_text_agrees_with_torchs_lstm_cell_down_to_tiny_gradients() -> None:
    config = ModelConfig(cell="lstm", hidden_size=24, embedding_size=8, forget_bias=-1.0)
    model, ids = build_model(config, V, seed=3), text(100)
    result = probe(model, ids)
    by_h, by_c = gradients_with_torchs_cells(model, ids)
    assert by_h[0] < 1e-20
    np.testing.assert_allclose(result.hidden_gradient_norm[0], by_h, rtol=1e-8)
    assert result.cell_gradient_norm is not None
    np.testing.assert_allclose(result.cell_gradient_norm[0], by_c, rtol=1e-8)


def test_norms_far_below_float32_are_not_lost() -> None:
    config = ModelConfig(
        cell="rnn-tanh", hidden_size=8, initialisation="orthogonal", recurrent_gain=1e-4
    )
    norms = probe(build_model(config, V, seed=3), text(62)).hidden_gradient_norm[0]
    ratios = norms[:-1] / norms[1:]
    assert norms[0] < 1e-230  # its square is below float64 as well
    assert norms[0] > 0
    assert (ratios < 1.001e-4).all()
    assert (ratios > 0).all()


def test_an_orthogonal_rnn_near_zero_hands_the_gradient_back_whole() -> None:
    config = ModelConfig(cell="rnn-relu", hidden_size=8, initialisation="identity")
    model = build_model(config, V, seed=3)
    weights = model.torch_weights()
    weights["rnn.bias_ih_l0"].fill_(1.0)  # every unit is on: the step is linear
    model.load_torch_weights(weights)
    norms = probe(model, text(30)).hidden_gradient_norm[0]
    np.testing.assert_allclose(norms, norms[-1], rtol=1e-6)


def test_what_comes_after_the_loss_has_no_gradient() -> None:
    result = probe(small_model("lstm", 2), text(9), 4)
    assert result.cell_gradient_norm is not None
    for norms in (result.hidden_gradient_norm, result.cell_gradient_norm):
        assert (norms[:, :5] > 0).all()
        assert (norms[:, 5:] == 0).all()


def test_the_last_position_is_the_last_loss() -> None:
    model, ids = small_model("gru", 1), text(6)
    by_name, by_place = probe(model, ids, "last"), probe(model, ids, 4)
    np.testing.assert_array_equal(by_name.hidden_gradient_norm, by_place.hidden_gradient_norm)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_probing_leaves_the_model_and_the_random_state_alone(dropout: float) -> None:
    model = small_model("lstm", 2, dropout=dropout).train()
    weights, random_state = model.torch_weights(), torch.get_rng_state()
    first, second = probe(model, text(6)), probe(model, text(6))
    np.testing.assert_array_equal(first.hidden_gradient_norm, second.hidden_gradient_norm)
    assert model.training
    assert torch.equal(torch.get_rng_state(), random_state)
    for name, parameter in model.named_parameters():
        assert parameter.grad is None
        assert parameter.requires_grad
        assert torch.equal(parameter, weights[name])


def test_probing_works_where_gradients_are_switched_off() -> None:
    with torch.no_grad():
        assert (probe(small_model("gru", 1), text(5)).hidden_gradient_norm > 0).all()


@pytest.mark.parametrize("loss_at", [-1, 5, "first", 1.0])
def test_a_place_that_is_not_there_is_refused(loss_at: LossAt) -> None:
    with pytest.raises(ProbeError, match="a position from 0 to 4") as caught:
        probe(small_model("gru", 1), text(6), loss_at)
    assert isinstance(caught.value, UserError)


@pytest.mark.parametrize("ids", [[], [1]])
def test_a_text_without_a_next_token_is_refused(ids: list[int]) -> None:
    with pytest.raises(ProbeError, match="at least two tokens"):
        probe(small_model("gru", 1), np.array(ids, dtype=np.int32))


@pytest.mark.parametrize("foreign", [-1, V])
def test_a_foreign_token_is_refused(foreign: int) -> None:
    with pytest.raises(ProbeError, match="does not know"):
        probe(small_model("gru", 1), np.array([0, foreign, 1], dtype=np.int32))
