"""The same layers through torch's fused kernels, for speed.

A kernel takes all layers at once, and is left to it where that is right. One at a time they go
- with dropout between them: on Apple's GPU the kernel's own dropout gives wrong gradients, and
  on CUDA it draws from a generator that a run file cannot keep (see `dropout.py`);
- as simplified GRU, for which there is no kernel. On a GPU the full GRU's serves with a reset
  gate that is always open; on the CPU a plain loop does the same work in two thirds of the time.

Networks without recurrence need no kernel: their steps do not wait for each other.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.config import Cell
from rnnlab.models.blocks import BLOCKS
from rnnlab.models.feed_forward import run_feed_forward
from rnnlab.models.weights import LayerWeights, State

# σ(50) is exactly 1 in float32 and float64: a reset gate with this bias is always open.
OPEN_GATE_BIAS = 50.0

Between = Callable[[Tensor], Tensor]


def run_fused(
    cell: Cell,
    x: Tensor,
    state: State,
    layers: tuple[LayerWeights, ...],
    between: Between | None = None,
) -> tuple[Tensor, State]:
    """Run a stack of layers over a sequence.

    Args:
        cell: Kind of every layer.
        x: Inputs, (T, B, I).
        state: State before the first step, (L, B, H) each.
        layers: From the input upwards.
        between: What is done to each layer's output before the next layer reads it: dropout.

    Returns:
        The top layer's h at each step, (T, B, H), and the state after the last step.
    """
    if cell not in BLOCKS:
        return run_feed_forward(cell, x, state, layers[0])
    if cell != "gru-simplified" and (between is None or len(layers) == 1):
        return run_kernel(cell, x, state, layers)
    last = []
    for index, layer in enumerate(layers):
        if index > 0 and between is not None:
            x = between(x)
        before = tuple(tensor[index : index + 1] for tensor in state)  # (1, B, H) each
        x, after = _run_alone(cell, x, before, layer)
        last.append(after)
    return x, tuple(torch.cat(tensors) for tensors in zip(*last, strict=True))


def _run_alone(cell: Cell, x: Tensor, state: State, layer: LayerWeights) -> tuple[Tensor, State]:
    if cell == "gru-simplified":
        if x.is_cpu:
            return simplified_gru_loop(x, state, layer)
        cell, layer = "gru", with_open_reset_gate(layer)
    if x.is_cuda:
        layer = in_one_buffer(layer)
    return run_kernel(cell, x, state, (layer,))


def run_kernel(
    cell: Cell, x: Tensor, state: State, layers: tuple[LayerWeights, ...]
) -> tuple[Tensor, State]:
    """Run all layers in one call of torch; arguments and result as in `run_fused`."""
    weights = [tensor for layer in layers for tensor in layer.tensors()]
    # biases, layers, dropout, keep what the way back needs, bidirectional, batch first
    options = (True, len(layers), 0.0, torch.is_grad_enabled(), False, False)
    if cell == "lstm":
        x, h, c = torch.lstm(x, state, weights, *options)
        return x, (h, c)
    kernels = {"rnn-tanh": torch.rnn_tanh, "rnn-relu": torch.rnn_relu, "gru": torch.gru}
    x, h = kernels[cell](x, state[0], weights, *options)
    return x, (h,)


def simplified_gru_loop(x: Tensor, state: State, layer: LayerWeights) -> tuple[Tensor, State]:
    """One layer of the simplified GRU; the products with the input are done all at once."""
    from_input = linear(x, layer.weight_ih, layer.bias_ih + layer.bias_hh)  # (T, B, 2·H)
    recurrent = layer.weight_hh.t()
    h = state[0][0]  # (B, H)
    hidden = []
    for from_input_t in from_input.unbind():
        update, candidate = torch.addmm(from_input_t, h, recurrent).chunk(2, dim=-1)
        h = torch.lerp(candidate.tanh(), h, update.sigmoid())  # (1 − z) ⊙ n + z ⊙ h
        hidden.append(h)
    return torch.stack(hidden), (h.unsqueeze(0),)


def with_open_reset_gate(layer: LayerWeights) -> LayerWeights:
    """Weights of a full GRU, blocks reset, update, candidate, that acts as the simplified one."""
    hidden_size = layer.weight_hh.shape[1]

    def with_rows(tensor: Tensor, value: float = 0.0) -> Tensor:
        rows = tensor.new_full((hidden_size, *tensor.shape[1:]), value)
        return torch.cat((rows, tensor))

    return LayerWeights(
        weight_ih=with_rows(layer.weight_ih),
        weight_hh=with_rows(layer.weight_hh),
        bias_ih=with_rows(layer.bias_ih, OPEN_GATE_BIAS),
        bias_hh=with_rows(layer.bias_hh),
    )


def in_one_buffer(layer: LayerWeights) -> LayerWeights:
    """The same weights side by side in memory, as cuDNN wants them; else it warns and copies."""
    tensors = layer.tensors()
    flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
    parts = torch.split_with_sizes(flat, [tensor.numel() for tensor in tensors])
    return LayerWeights(
        *(part.view_as(tensor) for part, tensor in zip(parts, tensors, strict=True))
    )
