"""The yardsticks' recurrent parts, written as anyone would write them with torch's own modules.

Each reads a sequence at once: (T, B, E) and the state before give (T, B, H) and the state after.
Their weights have the names and shapes of the models they stand beside.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from rnnlab.config import ModelConfig
from rnnlab.models import State


def plain_module(config: ModelConfig) -> nn.Module:
    """Torch's own layers for a cell; a network without recurrence is a layer over all steps.

    Torch has no simplified GRU; the full one stands in for it.
    """
    match config.cell:
        case "window":
            return PlainWindow(config)
        case "average":
            return PlainAverage(config)
        case _:
            return plain_layers(config)


def plain_layers(config: ModelConfig) -> nn.RNNBase:
    """Torch's own recurrent layers."""
    sizes = (config.embedding_size, config.hidden_size, config.layers)
    match config.cell:
        case "lstm":
            return nn.LSTM(*sizes)
        case "gru" | "gru-simplified":
            return nn.GRU(*sizes)
        case "rnn-tanh":
            return nn.RNN(*sizes, nonlinearity="tanh")
        case "rnn-relu":
            return nn.RNN(*sizes, nonlinearity="relu")
        case "window" | "average":
            raise _no_module(config)


def plain_cell(config: ModelConfig) -> nn.Module:
    """Torch's own module for one step of a cell, and the lectures' simplified GRU by hand."""
    sizes = (config.embedding_size, config.hidden_size)
    match config.cell:
        case "lstm":
            return nn.LSTMCell(*sizes)
        case "gru":
            return nn.GRUCell(*sizes)
        case "gru-simplified":
            return SimplifiedGRUCell(*sizes)
        case "rnn-tanh":
            return nn.RNNCell(*sizes, nonlinearity="tanh")
        case "rnn-relu":
            return nn.RNNCell(*sizes, nonlinearity="relu")
        case "window" | "average":
            raise _no_module(config)


class CellLoop(nn.Module):
    """One step after another, in Python.

    Args:
        cell: Takes (B, E) and a state, h or (h, c) of (B, H) each, and gives the next state.
    """

    def __init__(self, cell: nn.Module) -> None:
        super().__init__()
        self.cell = cell

    def forward(self, x: Tensor, state: Tensor | State | None) -> tuple[Tensor, Tensor | State]:
        """All h, and the state after the last step."""
        hidden = []
        for x_t in x.unbind():
            state = self.cell(x_t, state)
            hidden.append(state[0] if isinstance(state, tuple) else state)
        assert state is not None
        return torch.stack(hidden), state


class SimplifiedGRUCell(nn.Module):
    """One step of the GRU without a reset gate: ``h ← (1 − z) ⊙ n + z ⊙ h``."""

    def __init__(self, width: int, hidden_size: int) -> None:
        super().__init__()
        rows = 2 * hidden_size  # update, candidate
        self.weight_ih = nn.Parameter(torch.empty(rows, width))
        self.weight_hh = nn.Parameter(torch.empty(rows, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(rows))
        self.bias_hh = nn.Parameter(torch.empty(rows))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(hidden_size**-0.5), hidden_size**-0.5)

    def forward(self, x: Tensor, h: Tensor | None) -> Tensor:
        """The state (B, H) after reading x, (B, E)."""
        if h is None:
            h = x.new_zeros(len(x), self.weight_hh.shape[1])
        from_input = linear(x, self.weight_ih, self.bias_ih)  # (B, 2·H)
        from_state = linear(h, self.weight_hh, self.bias_hh)  # (B, 2·H)
        update, candidate = (from_input + from_state).chunk(2, dim=1)
        z = update.sigmoid()
        return (1 - z) * candidate.tanh() + z * h


class PlainWindow(nn.Module):
    """The last N vectors side by side through one layer; the state is the N − 1 before."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self._window = config.window
        self.hidden = nn.Linear(config.window * config.embedding_size, config.hidden_size)

    def forward(self, x: Tensor, past: Tensor | None) -> tuple[Tensor, Tensor]:
        """h at all steps, and the N − 1 vectors before the next one, (N − 1, B, E)."""
        if past is None:
            past = x.new_zeros(self._window - 1, *x.shape[1:])
        vectors = torch.cat((past, x))  # (N − 1 + T, B, E)
        windows = vectors.unfold(0, self._window, 1)  # (T, B, E, N)
        hidden = self.hidden(windows.transpose(2, 3).flatten(2)).tanh()
        return hidden, vectors[len(x) :]


class PlainAverage(nn.Module):
    """The mean of all vectors so far through one layer; the state is their sum and number."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.hidden = nn.Linear(config.embedding_size, config.hidden_size)

    def forward(self, x: Tensor, before: State | None) -> tuple[Tensor, State]:
        """h at all steps, and the sum (B, E) and the number () after them."""
        total, count = before if before is not None else (x.new_zeros(x.shape[1:]), x.new_zeros(()))
        totals = total + x.cumsum(dim=0)  # (T, B, E)
        counts = count + torch.arange(1, len(x) + 1, dtype=x.dtype, device=x.device)  # (T,)
        hidden = self.hidden(totals / counts.view(-1, 1, 1)).tanh()
        return hidden, (totals[-1], counts[-1])


def _no_module(config: ModelConfig) -> ValueError:
    return ValueError(f"torch has no module of its own for “{config.cell}”")
