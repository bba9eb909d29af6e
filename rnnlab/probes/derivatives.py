"""How a small change passes through one step of a cell, written out by hand.

These are the derivatives of the equations in `models.cells`. With them many gradients go back
through a step at once (the rows of a triangle), or many small changes go forward (the tangent
vectors of a Lyapunov exponent); torch's autograd can do one gradient at a time.

A *block* is what stands in a gate's brackets, ``a = W x + U h``. Its function acts on each
unit alone, so its derivative is one number a unit; only ``W`` and ``U`` mix units. In the
shapes, T is the number of steps, R of rows that pass at once, G of blocks, H of units.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.config import Cell
from rnnlab.models.readable import LayerTrace
from rnnlab.models.weights import LayerWeights, State
from rnnlab.probes.errors import no_recurrence


@dataclass(frozen=True)
class OneState:
    """A cell whose state is h alone: the RNNs and the GRUs.

    Attributes:
        weights: Of the layer.
        by_input: ∂h_t by the block's ``W x``, (T, G, H).
        by_state: ∂h_t by the block's ``U h``, (T, G, H); another only in the GRU, whose
            candidate reads ``U h`` through the reset gate.
        carry: ∂h_t by h_{t−1} past all blocks, (T, H): the gate z of a GRU, 0 in an RNN.
    """

    weights: LayerWeights
    by_input: Tensor
    by_state: Tensor
    carry: Tensor

    def settle(self, t: int, gradients: State) -> State:
        """Complete the gradient at a step by what passes between its states: here, nothing."""
        return gradients

    def back(self, t: int, gradients: State) -> State:
        """From the settled gradient at step t, (R, H), to that by the state before."""
        (by_h,) = gradients  # (R, H)
        blocks = (by_h.unsqueeze(1) * self.by_state[t]).flatten(1)  # (R, G·H)
        return (torch.addmm(by_h * self.carry[t], blocks, self.weights.weight_hh),)

    def to_input(self, t: int, gradients: State) -> Tensor:
        """From the settled gradient at step t, (R, H), to that by its input, (R, I)."""
        (by_h,) = gradients
        blocks = (by_h.unsqueeze(1) * self.by_input[t]).flatten(1)  # (R, G·H)
        return blocks @ self.weights.weight_ih

    def onward(self, t: int, changes: State, input_change: Tensor | None) -> State:
        """From small changes of the state before, (R, H), to those of the state after step t.

        Args:
            t: The step.
            changes: Of the state before.
            input_change: Of the step's input, (R, I); None for no change.
        """
        (h,) = changes  # (R, H)
        blocks = self._split(linear(h, self.weights.weight_hh)) * self.by_state[t]  # (R, G, H)
        if input_change is not None:
            from_input = self._split(linear(input_change, self.weights.weight_ih))
            blocks = blocks + from_input * self.by_input[t]
        return (blocks.sum(dim=1) + h * self.carry[t],)

    def _split(self, blocks: Tensor) -> Tensor:
        return blocks.reshape(-1, *self.by_state.shape[1:])  # (R, G, H)


@dataclass(frozen=True)
class TwoStates:
    """The LSTM, whose state is h and c.

    Attributes:
        weights: Of the layer.
        by_block: ∂c_t by the blocks input, forget and candidate, and ∂h_t by the block
            output, side by side, (T, 4·H).
        forget: ∂c_t by c_{t−1} past all blocks, (T, H): the forget gate.
        through: ∂h_t by c_t, (T, H).
    """

    weights: LayerWeights
    by_block: Tensor
    forget: Tensor
    through: Tensor

    def settle(self, t: int, gradients: State) -> State:
        """Add the path through ``h_t`` to the gradient by ``c_t``, (R, H) each."""
        by_h, by_c = gradients
        return by_h, by_c + by_h * self.through[t]

    def back(self, t: int, gradients: State) -> State:
        """As in `OneState`."""
        return self._blocks(t, gradients) @ self.weights.weight_hh, gradients[1] * self.forget[t]

    def to_input(self, t: int, gradients: State) -> Tensor:
        """As in `OneState`."""
        return self._blocks(t, gradients) @ self.weights.weight_ih

    def onward(self, t: int, changes: State, input_change: Tensor | None) -> State:
        """As in `OneState`."""
        h, c = changes  # (R, H) each
        blocks = linear(h, self.weights.weight_hh)  # (R, 4·H)
        if input_change is not None:
            blocks = blocks + linear(input_change, self.weights.weight_ih)
        by_input, by_forget, by_candidate, by_output = (blocks * self.by_block[t]).chunk(4, dim=1)
        c = c * self.forget[t] + by_input + by_forget + by_candidate
        return by_output + c * self.through[t], c

    def _blocks(self, t: int, gradients: State) -> Tensor:
        by_h, by_c = gradients
        return torch.cat((by_c, by_c, by_c, by_h), dim=1) * self.by_block[t]  # (R, 4·H)


StepDerivatives = OneState | TwoStates


def step_derivatives(cell: Cell, weights: LayerWeights, layer: LayerTrace) -> StepDerivatives:
    """The derivatives of a layer that began with a zero state and ran in a batch of one.

    Raises:
        ProbeError: The network has no recurrence.
    """
    hidden = torch.cat(layer.hidden)  # (T, H)
    match cell:
        case "rnn-tanh":
            slopes = (1 - hidden**2).unsqueeze(1)  # (T, 1, H)
            return OneState(weights, slopes, slopes, torch.zeros_like(hidden))
        case "rnn-relu":
            slopes = (hidden > 0).to(hidden.dtype).unsqueeze(1)
            return OneState(weights, slopes, slopes, torch.zeros_like(hidden))
        case "gru":
            return _of_gru(weights, _gates(layer), hidden)
        case "gru-simplified":
            return _of_simplified_gru(weights, _gates(layer), hidden)
        case "lstm":
            return _of_lstm(weights, _gates(layer), torch.cat(layer.cell))
        case "window" | "average":
            raise no_recurrence()


def _of_gru(weights: LayerWeights, gates: dict[str, Tensor], hidden: Tensor) -> OneState:
    r, z, n = gates["reset"], gates["update"], gates["candidate"]  # (T, H) each
    before = _before(hidden)
    candidate_matrix = weights.weight_hh.chunk(3)[2]
    candidate_bias = weights.bias_hh.chunk(3)[2]
    by_candidate = (1 - z) * (1 - n**2)
    by_reset = by_candidate * linear(before, candidate_matrix, candidate_bias) * r * (1 - r)
    by_update = (before - n) * z * (1 - z)
    return OneState(
        weights,
        by_input=torch.stack((by_reset, by_update, by_candidate), dim=1),
        by_state=torch.stack((by_reset, by_update, by_candidate * r), dim=1),
        carry=z,
    )


def _of_simplified_gru(weights: LayerWeights, gates: dict[str, Tensor], hidden: Tensor) -> OneState:
    z, n = gates["update"], gates["candidate"]  # (T, H) each
    by_update = (_before(hidden) - n) * z * (1 - z)
    by_block = torch.stack((by_update, (1 - z) * (1 - n**2)), dim=1)  # (T, 2, H)
    return OneState(weights, by_block, by_block, carry=z)


def _of_lstm(weights: LayerWeights, gates: dict[str, Tensor], cell: Tensor) -> TwoStates:
    i, f, g, o = (gates[name] for name in ("input", "forget", "candidate", "output"))  # (T, H)
    squashed = cell.tanh()
    by_block = (
        g * i * (1 - i),
        _before(cell) * f * (1 - f),
        i * (1 - g**2),
        squashed * o * (1 - o),
    )
    return TwoStates(weights, torch.cat(by_block, dim=1), forget=f, through=o * (1 - squashed**2))


def _gates(layer: LayerTrace) -> dict[str, Tensor]:
    """Each gate as one tensor, (T, H)."""
    return {name: torch.cat([gates[name] for gates in layer.gates]) for name in layer.gates[0]}


def _before(states: Tensor) -> Tensor:
    """The state before each step, (T, H); zero before the first."""
    return torch.cat((torch.zeros_like(states[:1]), states[:-1]))
