"""The networks without recurrence, against plain torch, brute force and each other."""

import dataclasses

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

from rnnlab.config import Cell, ConfigError, ModelConfig, declared
from rnnlab.models import (
    BLOCKS,
    LanguageModel,
    State,
    build_model,
    check_parity,
    count_learnt,
    count_parameters,
    run_readable,
    with_parameters,
)

V, T, B, H, E = 11, 17, 3, 13, 7
FEED_FORWARD: tuple[Cell, ...] = ("window", "average")
SHAPES = [("window", 1), ("window", 2), ("window", 5), ("window", 30), ("average", 8)]
PRECISIONS = [(torch.float32, 1e-5), (torch.float64, 1e-10)]
SCHEMES = list(declared(ModelConfig)["initialisation"].choices)


def config(cell: Cell, window: int = 5, **more: object) -> ModelConfig:
    return ModelConfig(
        **{"cell": cell, "window": window, "hidden_size": H, "embedding_size": E} | more
    )


def random_text(vocabulary_size: int = V) -> Tensor:
    return torch.randint(vocabulary_size, (T + 1, B), generator=torch.Generator().manual_seed(3))


def carried_state(model: LanguageModel) -> State:
    """What another text has left, as a part of the gradient."""
    text = torch.randint(model.vocabulary_size, (6, B), generator=torch.Generator().manual_seed(4))
    with torch.no_grad():
        _, state = model(text)
    return tuple(tensor.clone().requires_grad_() for tensor in state)


def loss_of(logits: Tensor, text: Tensor) -> Tensor:
    return cross_entropy(logits.flatten(0, 1), text[1:].flatten())


def gradients(loss: Tensor, tensors: list[Tensor]) -> list[Tensor]:
    found = torch.autograd.grad(loss, tensors, materialize_grads=True)
    return list(found)


def assert_close(found: list[Tensor], expected: list[Tensor], tolerance: float) -> None:
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, rtol=0.0, atol=tolerance)


def test_a_wide_window_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build_model(config("window", 5), V, seed=2)
    text = random_text()
    at_once, _ = model(text)
    monkeypatch.setattr("rnnlab.models.feed_forward.WIDEST_PRODUCT", 2 * E)  # places 2, 2 and 1
    in_pieces, _ = model(text)
    torch.testing.assert_close(in_pieces, at_once)


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("encoding", ["embedding", "one-hot"])
@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_fused_and_readable_agree_in_outputs_states_and_all_gradients(
    cell: Cell, window: int, encoding: str, dtype: torch.dtype, tolerance: float
) -> None:
    model = build_model(config(cell, window, input_encoding=encoding), V, seed=2).to(dtype)
    text, before = random_text(), carried_state(model)
    logits, state = model(text[:-1], before)
    trace = run_readable(model.weights(), text[:-1], before)
    tensors = [*model.parameters(), *before]
    assert_close(
        [logits, *state, *gradients(loss_of(logits, text), tensors)],
        [trace.logits, *trace.state, *gradients(loss_of(trace.logits, text), tensors)],
        tolerance,
    )


def test_a_wide_one_hot_vocabulary_is_no_other_calculation() -> None:
    for cell in FEED_FORWARD:
        model = build_model(config(cell, input_encoding="one-hot"), 700, seed=2).double()
        text, before = random_text(700), carried_state(model)
        trace = run_readable(model.weights(), text[:-1], before)
        assert_close([model(text[:-1], before)[0]], [trace.logits], 1e-10)


@pytest.mark.parametrize("window", [1, 2, 5, 30])
def test_the_window_is_a_sequential_of_torch_over_windows_put_together(window: int) -> None:
    model = build_model(config("window", window), V, seed=2).double()
    weights = model.torch_weights()
    plain = nn.Sequential(nn.Linear(window * E, H), nn.Tanh(), nn.Linear(H, V)).double()
    table = nn.Embedding(V, E).double()
    names = ("hidden.weight", "hidden.bias", "output.weight", "output.bias")
    with torch.no_grad():
        table.weight.copy_(weights["embedding.weight"])
        for parameter, name in zip(plain.parameters(), names, strict=True):
            parameter.copy_(weights[name])
    text = random_text()
    windows = []
    for t in range(T):
        seen = [
            table(text[s]) if s >= 0 else torch.zeros(B, E).double()
            for s in range(t - window + 1, t + 1)
        ]
        windows.append(torch.cat(seen, dim=1))
    expected = plain(torch.stack(windows))
    found, _ = model(text[:-1])
    by_ours = gradients(loss_of(found, text), list(model.parameters()))
    by_torch = gradients(loss_of(expected, text), [table.weight, *plain.parameters()])
    assert_close([found, *by_ours], [expected, *by_torch], 1e-12)


@pytest.mark.parametrize("encoding", ["embedding", "one-hot"])
def test_the_average_is_a_mean_over_all_tokens_so_far(encoding: str) -> None:
    model = build_model(config("average", input_encoding=encoding), V, seed=2).double()
    weights, text = model.torch_weights(), random_text()
    table = weights.get("embedding.weight", torch.eye(V).double())
    expected = torch.empty(T, B, V).double()
    for t in range(T):
        for column in range(B):
            mean = table[text[: t + 1, column]].mean(dim=0)
            hidden = (weights["hidden.weight"] @ mean + weights["hidden.bias"]).tanh()
            expected[t, column] = weights["output.weight"] @ hidden + weights["output.bias"]
    assert_close([model(text[:-1])[0]], [expected], 1e-12)


@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_a_text_in_two_pieces_with_the_state_carried_is_the_text_in_one(
    cell: Cell, window: int
) -> None:
    model = build_model(config(cell, window), V, seed=2).double()
    text = random_text()
    whole, last = model(text)
    for cut in (1, 3, T):
        first, state = model(text[:cut])
        second, end = model(text[cut:], state)
        assert_close([torch.cat((first, second)), *end], [whole, *last], 1e-12)


def test_before_the_window_nothing_matters_and_within_it_order_does() -> None:
    model = build_model(config("window", 4), V, seed=2).double()
    ids = [1, 2, 3, 4, 5, 6]
    far, near = [9, 8, 3, 4, 5, 6], [1, 2, 4, 3, 5, 6]
    logits = [model(torch.tensor(each)[:, None])[0][-1, 0] for each in (ids, far, near)]
    assert torch.equal(logits[0], logits[1])
    assert (logits[0] - logits[2]).abs().max() > 1e-3


def test_the_average_does_not_hear_the_order() -> None:
    model = build_model(config("average"), V, seed=2).double()
    ids = torch.tensor([[1, 2, 3, 4, 5, 6], [6, 4, 2, 5, 3, 1]]).T
    last = model(ids)[0][-1]
    torch.testing.assert_close(last[0], last[1], rtol=0.0, atol=1e-12)


def test_dropout_acts_before_the_output() -> None:
    for cell in FEED_FORWARD:
        model = build_model(config(cell, dropout=0.4), V, seed=5).train()
        text = random_text()
        trace = run_readable(model.weights(), text, model.initial_state(B))
        hidden = torch.stack(trace.layers[0].hidden)
        generator = torch.Generator().manual_seed(5)
        kept = torch.empty_like(hidden).bernoulli_(0.6, generator=generator) / 0.6
        assert_close([model(text)[0]], [model.output(hidden * kept)], 1e-5)


@pytest.mark.parametrize(
    "more", [{}, {"input_encoding": "one-hot"}, {"tie_weights": True, "embedding_size": H}]
)
@pytest.mark.parametrize(("cell", "window"), SHAPES)
def test_parameters_are_counted_without_building(
    cell: Cell, window: int, more: dict[str, object]
) -> None:
    shape = config(cell, window, **more)
    model = build_model(shape, V, seed=1)
    number = sum(parameter.numel() for parameter in model.parameters())
    assert count_parameters(shape, V) == number == count_learnt(shape, V)


def test_the_count_by_hand() -> None:
    assert count_parameters(config("window", 5), V) == V * E + 5 * E * H + H + H * V + V
    assert count_parameters(config("average"), V) == V * E + E * H + H + H * V + V


@pytest.mark.parametrize("cell", FEED_FORWARD)
def test_a_size_can_be_given_as_a_number_of_parameters(cell: Cell) -> None:
    wanted = count_parameters(ModelConfig(cell="lstm"), 65)
    found = with_parameters(ModelConfig(cell=cell), 65, wanted)
    counts = [
        count_parameters(dataclasses.replace(found, hidden_size=found.hidden_size + step), 65)
        for step in (-1, 0, 1)
        if found.hidden_size + step <= 4096
    ]
    differences = [abs(count - wanted) for count in counts]
    assert min(differences) == differences[1]


@pytest.mark.parametrize("cell", FEED_FORWARD)
def test_weights_have_names_of_their_own_and_can_be_taken_over(cell: Cell) -> None:
    model = build_model(config(cell), V, seed=1)
    names = ["embedding.weight", "hidden.weight", "hidden.bias", "output.weight", "output.bias"]
    assert list(model.torch_weights()) == names
    other = build_model(config(cell), V, seed=2)
    other.load_torch_weights(model.torch_weights())
    text = random_text()
    assert torch.equal(other(text)[0], model(text)[0])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_hidden_layer_starts_by_the_scheme(scheme: str) -> None:
    shape = config("window", 20, hidden_size=300, embedding_size=20, initialisation=scheme)
    weights = build_model(shape, V, seed=1).torch_weights()
    inputs, units = 400, 300
    expected = {
        "default": (1 / 3 / inputs) ** 0.5,  # U(−1/√inputs, 1/√inputs), as torch.nn.Linear
        "xavier": (2 / (inputs + units)) ** 0.5,
        "he": (2 / inputs) ** 0.5,
        "orthogonal": (2 / (inputs + units)) ** 0.5,  # that and identity speak of other matrices
        "identity": 0.001,
        "normal": (1 / inputs) ** 0.5,
    }
    assert float(weights["hidden.weight"].std()) == pytest.approx(expected[scheme], rel=0.02)
    bias = weights["hidden.bias"]
    assert bool(bias.abs().max() <= inputs**-0.5) if scheme == "default" else not bias.any()


@pytest.mark.parametrize("cell", FEED_FORWARD)
def test_more_layers_are_refused_with_a_way_out(cell: Cell) -> None:
    with pytest.raises(ConfigError, match="set the layers to 1") as caught:
        config(cell, layers=2)
    assert caught.value.field == "layers"


def test_an_embedding_of_another_width_cannot_be_tied() -> None:
    for cell in FEED_FORWARD:
        with pytest.raises(ConfigError, match="set the embedding size to 13"):
            config(cell, tie_weights=True)


@pytest.mark.parametrize("cell", FEED_FORWARD)
def test_another_device_can_be_checked(cell: Cell) -> None:
    assert check_parity(torch.device("cpu"), config(cell)).difference == 0.0


def test_they_are_called_what_they_are_and_have_no_recurrent_blocks() -> None:
    assert config("window", 5).title == "Fixed window of 5"
    assert config("average").title == "Average of embeddings"
    for cell in FEED_FORWARD:
        assert not config(cell).is_recurrent
        assert cell not in BLOCKS
    assert all(ModelConfig(cell=cell).is_recurrent for cell in BLOCKS)


def test_one_hot_input_picks_columns_of_the_places() -> None:
    model = build_model(config("window", 2, input_encoding="one-hot"), V, seed=7).double()
    weights = model.torch_weights()
    seen = torch.cat((one_hot(torch.tensor(3), V), one_hot(torch.tensor(8), V))).double()
    hidden = (weights["hidden.weight"] @ seen + weights["hidden.bias"]).tanh()
    expected = weights["output.weight"] @ hidden + weights["output.bias"]
    assert_close([model(torch.tensor([[3], [8]]))[0][-1, 0]], [expected], 1e-12)
