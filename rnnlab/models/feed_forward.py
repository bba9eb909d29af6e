"""Two language models without recurrence, which lectures set against the RNN.

Neither hands on a state that was learnt: the one sees the last N tokens alone, the other all
tokens, but not their order. What a recurrent network does better, order or unbounded context has
brought. Each stands here twice: one step with everything in sight, and a whole sequence at once,
which training runs; tests hold the two equal.

Read ``x_t`` as the vector of token t: its embedding or, with one-hot input, the one-hot vector.
In the shapes, T is the number of steps, B the batch, I the width of the input, N of the window
and H the number of hidden units.
"""

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.config import Cell
from rnnlab.models.weights import Gates, LayerWeights, State

WIDEST_PRODUCT = 1024  # numbers of a window that are put side by side


def window_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """The neural language model of Bengio et al. (2003), without its direct connections.

    ``h_t = tanh(W [x_{t−N+1}; …; x_{t−1}; x_t] + b)``

    Before the first token the window is filled with zeros.

    Args:
        x: Input, (B, I).
        state: ``(h, past)``: h, (B, H), which no later step reads, and the N − 1 inputs before
            this one side by side, the oldest first, (B, (N − 1)·I).
        weights: ``weight_ih`` is W, (H, N·I); ``bias_ih`` is b.
    """
    _, past = state
    seen = torch.cat((past, x), dim=-1)  # (B, N·I)
    h = linear(seen, weights.weight_ih, weights.bias_ih).tanh()
    return (h, seen[:, x.shape[1] :]), {}


def average_step(x: Tensor, state: State, weights: LayerWeights) -> tuple[State, Gates]:
    """The mean of all vectors so far: every token counts alike, wherever it stood.

    ``h_t = tanh(W (x_1 + … + x_t)/t + b)``

    Args:
        x: Input, (B, I).
        state: ``(h, total, count)``: h, (B, H), which no later step reads; the sum of all inputs
            so far, (B, I), and their number, (B, 1).
        weights: ``weight_ih`` is W, (H, I); ``bias_ih`` is b.
    """
    _, total, count = state
    total, count = total + x, count + 1
    h = linear(total / count, weights.weight_ih, weights.bias_ih).tanh()  # (B, H)
    return (h, total, count), {}


def run_feed_forward(
    cell: Cell, x: Tensor, state: State, layer: LayerWeights
) -> tuple[Tensor, State]:
    """A whole sequence at once.

    Args:
        cell: ``window`` or ``average``.
        x: Inputs, (T, B, I).
        state: State before the first step, as the steps have it, each with one layer in front:
            (1, B, …).
        layer: The hidden layer.

    Returns:
        h at each step, (T, B, H), and the state after the last step.
    """
    run = _run_window if cell == "window" else _run_average
    return run(x, state, layer)


def _run_window(x: Tensor, state: State, layer: LayerWeights) -> tuple[Tensor, State]:
    """W times the window is a sum over its places, a few of which are put side by side at a time:
    one product with all of them is the fastest, but wide windows would fill the memory.
    """
    steps, batch_size, width = x.shape
    length = layer.weight_ih.shape[1] // width  # N
    past = state[1].view(batch_size, length - 1, width).transpose(0, 1)
    vectors = torch.cat((past, x))  # (N − 1 + T, B, I)
    together = max(1, WIDEST_PRODUCT // width)
    sums = layer.bias_ih
    for first in range(0, length, together):  # from the oldest token of the window
        last = min(first + together, length)
        seen = torch.cat([vectors[place : place + steps] for place in range(first, last)], dim=-1)
        sums = linear(seen, layer.weight_ih[:, first * width : last * width]) + sums
    hidden = sums.tanh()  # (T, B, H)
    return hidden, (hidden[-1:], vectors[steps:].transpose(0, 1).flatten(1).unsqueeze(0))


def _run_average(x: Tensor, state: State, layer: LayerWeights) -> tuple[Tensor, State]:
    _, total, count = state  # (1, B, …)
    totals = total + x.cumsum(dim=0)  # (T, B, I)
    numbers = torch.arange(1, len(x) + 1, dtype=x.dtype, device=x.device)
    counts = count + numbers.view(-1, 1, 1)  # (T, B, 1)
    hidden = linear(totals / counts, layer.weight_ih, layer.bias_ih).tanh()  # (T, B, H)
    return hidden, (hidden[-1:], totals[-1:], counts[-1:])
