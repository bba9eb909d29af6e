"""Three ways to calculate the same: fused, readable, and plain torch."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

from rnnlab.config import Cell, ModelConfig
from rnnlab.models import BLOCKS, LanguageModel, State, build_model, run_readable
from rnnlab.models.fused import in_one_buffer, run_kernel, simplified_gru_loop, with_open_reset_gate

V, T, B, H = 11, 17, 3, 13
PRECISIONS = [(torch.float32, 1e-5), (torch.float64, 1e-10)]
TORCH_CELLS = ["rnn-tanh", "rnn-relu", "gru", "lstm"]


def random_text(vocabulary_size: int = V) -> Tensor:
    return torch.randint(vocabulary_size, (T + 1, B))


def random_state(model: LanguageModel) -> State:
    """A carried state that is not zero and takes part in the gradient."""
    return tuple(torch.randn_like(zero).requires_grad_() for zero in model.initial_state(B))


def loss_of(logits: Tensor, text: Tensor) -> Tensor:
    return cross_entropy(logits.flatten(0, 1), text[1:].flatten())


def everything(
    model: LanguageModel, logits: Tensor, state: State, text: Tensor, before: State
) -> list[Tensor]:
    """Outputs, last state, and the gradient by every weight and by the state before."""
    gradients = torch.autograd.grad(loss_of(logits, text), [*model.parameters(), *before])
    return [logits, *state, *gradients]


def assert_close(found: list[Tensor], expected: list[Tensor], tolerance: float) -> None:
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, b, rtol=0.0, atol=tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", BLOCKS)
def test_fused_and_readable_agree_in_outputs_and_all_gradients(
    cell: Cell, layers: int, dtype: torch.dtype, tolerance: float
) -> None:
    config = ModelConfig(cell=cell, layers=layers, hidden_size=H, embedding_size=7)
    model = build_model(config, V, seed=2).to(dtype)
    text, before = random_text(), random_state(model)
    logits, state = model(text[:-1], before)
    trace = run_readable(model.weights(), text[:-1], before)
    assert_close(
        everything(model, logits, state, text, before),
        everything(model, trace.logits, trace.state, text, before),
        tolerance,
    )


@pytest.mark.parametrize("vocabulary_size", [V, 700])
@pytest.mark.parametrize("cell", BLOCKS)
def test_one_hot_input_agrees_in_outputs_and_all_gradients(
    cell: Cell, vocabulary_size: int
) -> None:
    config = ModelConfig(cell=cell, hidden_size=H, input_encoding="one-hot")
    model = build_model(config, vocabulary_size, seed=2).double()
    text, before = random_text(vocabulary_size), random_state(model)
    logits, state = model(text[:-1], before)
    trace = run_readable(model.weights(), text[:-1], before)
    assert_close(
        everything(model, logits, state, text, before),
        everything(model, trace.logits, trace.state, text, before),
        1e-10,
    )


def torch_layers(cell: Cell, *sizes: int) -> nn.RNNBase:
    """Torch's own module of this kind."""
    match cell:
        case "lstm":
            return nn.LSTM(*sizes)
        case "gru":
            return nn.GRU(*sizes)
        case _:
            return nn.RNN(*sizes, nonlinearity=cell.removeprefix("rnn-"))


def plain_torch(cell: Cell, model: LanguageModel) -> nn.ModuleDict:
    """Torch's own modules with the model's weights, loaded by name."""
    rnn = torch_layers(cell, 7, H, model.config.layers)
    plain = nn.ModuleDict(
        {"embedding": nn.Embedding(V, 7), "rnn": rnn, "output": nn.Linear(H, V)}
    ).to(model.output.weight.dtype)
    plain.load_state_dict(model.torch_weights(), strict=True)
    return plain


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_plain_torch_with_these_weights_gives_the_same(
    cell: Cell, layers: int, dtype: torch.dtype, tolerance: float
) -> None:
    config = ModelConfig(cell=cell, layers=layers, hidden_size=H, embedding_size=7)
    model = build_model(config, V, seed=3).to(dtype)
    plain = plain_torch(cell, model)
    text, before = random_text(), random_state(model)
    logits, state = model(text[:-1], before)
    hidden, last = plain["rnn"](
        plain["embedding"](text[:-1]), before if cell == "lstm" else before[0]
    )
    expected = plain["output"](hidden)
    gradients = dict(model.named_parameters())
    found = torch.autograd.grad(loss_of(logits, text), list(gradients.values()))
    wanted = torch.autograd.grad(
        loss_of(expected, text), [plain.get_parameter(name) for name in gradients]
    )
    last = last if cell == "lstm" else (last,)
    assert_close([logits, *state, *found], [expected, *last, *wanted], tolerance)


def test_the_simplified_gru_is_torchs_gru_with_the_reset_gate_held_open() -> None:
    config = ModelConfig(cell="gru-simplified", hidden_size=H, embedding_size=7)
    model = build_model(config, V, seed=3).double()
    weights = model.torch_weights()
    gru = nn.GRU(7, H).double()
    with torch.no_grad():
        for name, parameter in gru.named_parameters():
            parameter.zero_()
            parameter[H:] = weights[f"rnn.{name}"]
        gru.bias_ih_l0[:H] = 50.0
    text = random_text()
    hidden, _ = gru(weights["embedding.weight"][text])
    expected = hidden @ weights["output.weight"].T + weights["output.bias"]
    assert_close([model(text)[0]], [expected], 1e-10)


@pytest.mark.parametrize(("dtype", "tolerance"), PRECISIONS)
def test_the_simplified_gru_is_the_same_in_a_loop_and_in_the_full_gru_kernel(
    dtype: torch.dtype, tolerance: float
) -> None:
    config = ModelConfig(cell="gru-simplified", hidden_size=H, embedding_size=7)
    model = build_model(config, V, seed=4).to(dtype)
    layer = model.weights().layers[0]
    x, before = torch.randn(T, B, 7, dtype=dtype), random_state(model)
    results = []
    for hidden, (last,) in (
        simplified_gru_loop(x, before, layer),
        run_kernel("gru", x, before, (with_open_reset_gate(layer),)),
    ):
        gradients = torch.autograd.grad((hidden**2).sum(), [*layer.tensors(), *before])
        results.append([hidden, last, *gradients])
    assert_close(*results, tolerance * 100)


def test_weights_in_one_buffer_lie_side_by_side_and_pass_gradients_on() -> None:
    layer = build_model(ModelConfig(hidden_size=H), V, seed=4).weights().layers[0]
    packed = in_one_buffer(layer).tensors()
    place = 0
    for tensor, original in zip(packed, layer.tensors(), strict=True):
        assert torch.equal(tensor, original)
        assert tensor.storage_offset() == place
        place += tensor.numel()
    total = sum(tensor.sum() for tensor in packed)
    for gradient in torch.autograd.grad(total, list(layer.tensors())):
        assert torch.equal(gradient, torch.ones_like(gradient))


def single_layer(cell: Cell, model: LanguageModel, index: int) -> nn.RNNBase:
    """Torch's module for one layer of the model alone."""
    weights = model.weights().layers[index]
    single = torch_layers(cell, weights.weight_ih.shape[1], H)
    single.load_state_dict({f"{name}_l0": tensor for name, tensor in vars(weights).items()})
    return single


@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_dropout_acts_between_layers_and_before_the_output(cell: Cell) -> None:
    config = ModelConfig(cell=cell, layers=2, hidden_size=H, embedding_size=7, dropout=0.4)
    model = build_model(config, V, seed=5).train()
    singles = [single_layer(cell, model, index) for index in range(2)]
    text = random_text()
    logits, _ = model(text)
    generator = torch.Generator().manual_seed(5)
    x = model.weights().embedding[text]
    for single in singles:
        x = single(x)[0]
        x = x * torch.empty_like(x).bernoulli_(0.6, generator=generator) / 0.6
    assert_close([logits], [model.output(x)], 1e-5)


def test_one_hot_picks_a_column_of_the_input_matrix() -> None:
    config = ModelConfig(cell="rnn-tanh", hidden_size=H, input_encoding="one-hot")
    model = build_model(config, V, seed=7).double()
    weights = model.torch_weights()
    token = torch.tensor([[4]])
    _, (h,) = model(token)
    sums = weights["rnn.weight_ih_l0"] @ one_hot(token[0, 0], V).double()
    sums += weights["rnn.bias_ih_l0"] + weights["rnn.bias_hh_l0"]
    assert_close([h[0, 0]], [sums.tanh()], 1e-12)
