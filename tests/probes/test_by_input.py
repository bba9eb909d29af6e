"""Looking inside networks without recurrence: by autograd, and what is refused."""

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import embedding, one_hot

from rnnlab.config import Cell, ModelConfig, declared
from rnnlab.models import BLOCKS, LanguageModel, build_model
from rnnlab.probes import (
    Experiment,
    FrozenCopy,
    Pin,
    ProbeError,
    frozen_weights,
    gradient_times_input,
    gradient_triangle,
    lyapunov_exponents,
    memory_reach,
    occlusion,
    parameter_groups,
    pin_gates,
    predicted_curves,
    probe,
    probe_to_json,
    read_text,
    recurrent_spectra,
    recurrent_spectrum,
    run_experiment,
)
from rnnlab.probes.reach import reach_by_input

V, H, E = 9, 12, 5
IDS = np.array([3, 1, 4, 1, 5, 8, 2, 6, 5, 3, 5, 8, 7, 0, 7, 2, 4, 6, 1, 1, 2], np.int32)
T = len(IDS) - 1
SHAPES = [("window", 1), ("window", 6), ("window", 50), ("average", 8)]
ENCODINGS = ["embedding", "one-hot"]


def model_of(cell: Cell, window: int = 6, encoding: str = "embedding") -> LanguageModel:
    config = ModelConfig(
        cell=cell, window=window, hidden_size=H, embedding_size=E, input_encoding=encoding
    )
    return build_model(config, V, seed=2)


def vectors_of(model: LanguageModel) -> Tensor:
    """e_t of the text, (T, I), in float64."""
    inputs = torch.from_numpy(IDS[:-1]).long()
    weights = model.torch_weights()
    if "embedding.weight" in weights:
        return embedding(inputs, weights["embedding.weight"].double())
    return one_hot(inputs, V).double()


def losses(model: LanguageModel, x: Tensor) -> Tensor:
    """−ln p of every target, (T,), written down once more for autograd."""
    weights = {name: weight.double() for name, weight in model.torch_weights().items()}
    seen = []
    for t in range(T):
        if model.config.cell == "average":
            seen.append(x[: t + 1].mean(dim=0))
        else:
            places = range(t - model.config.window + 1, t + 1)
            seen.append(torch.cat([x[s] if s >= 0 else torch.zeros_like(x[0]) for s in places]))
    hidden = (torch.stack(seen) @ weights["hidden.weight"].T + weights["hidden.bias"]).tanh()
    logits = hidden @ weights["output.weight"].T + weights["output.bias"]
    targets = torch.from_numpy(IDS[1:]).long()
    return torch.nn.functional.cross_entropy(logits, targets, reduction="none")


def by_autograd(model: LanguageModel, position: int) -> np.ndarray:
    """∂L_τ/∂e_t, (T, I)."""
    x = vectors_of(model).requires_grad_()
    (gradient,) = torch.autograd.grad(losses(model, x)[position], x)
    return gradient.numpy()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_the_triangle_is_the_gradient_by_what_was_read(
    cell: Cell, window: int, encoding: str
) -> None:
    model = model_of(cell, window, encoding)
    triangle = gradient_triangle(read_text(model, IDS))
    expected = [np.linalg.norm(by_autograd(model, position), axis=1) for position in range(T)]
    assert triangle.by_input
    assert triangle.cell is None
    np.testing.assert_allclose(triangle.hidden[0], expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_a_probe_follows_the_loss_back_to_what_was_read(
    cell: Cell, window: int, encoding: str
) -> None:
    model = model_of(cell, window, encoding)
    for loss_at, position in (("last", T - 1), (7, 7)):
        found = probe(model, IDS, loss_at)
        expected = np.linalg.norm(by_autograd(model, position), axis=1)
        assert found.by_input
        np.testing.assert_allclose(found.hidden_gradient_norm[0], expected, rtol=1e-10, atol=1e-15)
    x = vectors_of(model).requires_grad_()
    (whole,) = torch.autograd.grad(losses(model, x).sum(), x)
    found = probe(model, IDS, "all").hidden_gradient_norm[0]
    np.testing.assert_allclose(found, whole.norm(dim=1).numpy(), rtol=1e-10, atol=1e-15)


def test_behind_the_window_the_gradient_is_nothing_at_all() -> None:
    norms = probe(model_of("window", 6), IDS).hidden_gradient_norm[0]
    assert not norms[:-6].any()
    assert (norms[-6:] > 0).all()


def test_of_the_average_the_gradient_is_the_same_for_every_token() -> None:
    norms = probe(model_of("average"), IDS).hidden_gradient_norm[0]
    np.testing.assert_allclose(norms, norms[0], rtol=1e-12)
    assert norms[0] > 0


def test_h_is_what_the_hidden_layer_gave_and_nothing_else_is_shown_as_a_state() -> None:
    for cell in ("window", "average"):
        model = model_of(cell)
        found = probe(model, IDS)
        with torch.no_grad():
            logits, _ = model(torch.from_numpy(IDS[:-1]).long()[:, None])
        scores = found.hidden[0] @ model.output.weight.detach().double().numpy().T
        scores += model.output.bias.detach().double().numpy()
        np.testing.assert_allclose(scores, logits[:, 0].numpy(), atol=1e-5)
        assert found.cell is None
        assert found.gates == {}


@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_the_way_back_is_told_under_its_own_name(cell: Cell, window: int) -> None:
    told = probe_to_json(probe(model_of(cell, window), IDS), list("abcdefghijklmnopqrstu"))
    assert set(told) == {"tokens", "input_gradient_norm", "gates"}
    assert len(told["input_gradient_norm"][0]) == T


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_gradient_times_input_is_that_of_autograd(cell: Cell, window: int, encoding: str) -> None:
    model = model_of(cell, window, encoding)
    x = vectors_of(model)
    expected = -(by_autograd(model, 12) * x.numpy()).sum(axis=1)[:13]
    found = gradient_times_input(read_text(model, IDS), 12)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_occlusion_is_the_loss_read_again_without_the_token(
    cell: Cell, window: int, encoding: str
) -> None:
    model = model_of(cell, window, encoding)
    found = occlusion(read_text(model, IDS), 12, neutral="zero", look_back=9)
    x = vectors_of(model)
    whole = losses(model, x)[12]
    for index, gain in enumerate(found.gain.tolist()):
        without = x.clone()
        without[found.first + index] = 0.0
        expected = float(losses(model, without)[12] - whole)
        assert gain == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_reach_of_a_window_is_a_wall_where_it_ends() -> None:
    reach = memory_reach(gradient_triangle(read_text(model_of("window", 6), IDS), [10, 15, 19]))
    assert (reach.verdict, reach.fell_at, reach.curves) == ("wall", 6.0, 3)
    assert np.isnan(reach.half_life)


def test_the_reach_of_the_average_is_flat() -> None:
    reach = memory_reach(gradient_triangle(read_text(model_of("average"), IDS), [10, 15, 19]))
    assert (reach.verdict, reach.half_life, reach.fell_at) == ("flat", np.inf, np.inf)


def test_a_window_longer_than_the_text_gives_no_statement() -> None:
    reach = memory_reach(gradient_triangle(read_text(model_of("window", 50), IDS)))
    assert reach.verdict == "too short"


def test_no_reach_where_a_number_is_none() -> None:
    with pytest.raises(ProbeError, match="not a finite number"):
        reach_by_input([np.array([1.0, np.nan])])


@pytest.mark.parametrize("cell", ["window", "average"])
def test_what_needs_recurrent_weights_is_refused_with_a_sentence(cell: Cell) -> None:
    model = model_of(cell)
    reading, weights = read_text(model, IDS), frozen_weights(model)
    copy = FrozenCopy(weights, IDS)
    for question in (
        lambda: predicted_curves(reading),
        lambda: lyapunov_exponents(reading),
        lambda: recurrent_spectrum(weights, 0, "state"),
        copy.sliders,
        lambda: run_experiment(Experiment(), copy),
    ):
        with pytest.raises(ProbeError, match="no recurrence"):
            question()
    with pytest.raises(ProbeError, match="no gate to pin"):
        pin_gates(weights, [Pin("forget", 1)])
    assert recurrent_spectra(weights) == ()


def test_an_experiment_offers_recurrent_cells_alone() -> None:
    assert set(declared(Experiment)["cell"].choices) == set(BLOCKS)


def test_gradients_by_group_name_the_hidden_layer_as_the_first_one() -> None:
    groups = parameter_groups(model_of("window"))
    assert list(groups) == ["embedding", "layer 1 input weights", "layer 1 biases", "output"]
