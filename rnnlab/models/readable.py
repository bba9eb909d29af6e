"""A whole sequence through the readable cells, keeping everything on the way."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import embedding, linear, one_hot

from rnnlab.models.cells import STEPS
from rnnlab.models.weights import Gates, LayerWeights, ModelWeights, State


@dataclass(frozen=True)
class LayerTrace:
    """What one layer went through; every tensor is a node of the graph of its own.

    Attributes:
        states: After each step ``(h,)`` or ``(h, c)``, (B, H) each, or what else the cell carries
            after h; T of them.
        gates: At each step the gates by name, (B, H) each; T of them.
    """

    states: tuple[State, ...]
    gates: tuple[Gates, ...]

    @property
    def hidden(self) -> list[Tensor]:
        """h after each step."""
        return [state[0] for state in self.states]

    @property
    def cell(self) -> list[Tensor]:
        """c after each step; only the LSTM has it."""
        return [state[1] for state in self.states]


@dataclass(frozen=True)
class Trace:
    """What the network went through.

    Attributes:
        logits: Scores of the next token, (T, B, V).
        layers: From the input upwards.
    """

    logits: Tensor
    layers: tuple[LayerTrace, ...]

    @property
    def state(self) -> State:
        """The state after the last step, (L, B, H) each."""
        last = [layer.states[-1] for layer in self.layers]
        return tuple(torch.stack(tensors) for tensors in zip(*last, strict=True))


def run_readable(weights: ModelWeights, inputs: Tensor, state: State) -> Trace:
    """Run tokens through the readable cells, without dropout.

    Args:
        weights: Of any device and type.
        inputs: Token ids, (T, B), T ≥ 1.
        state: State before the first token, (L, B, …) each.
    """
    return run_vectors(weights, read_tokens(weights, inputs), state)


def run_vectors(weights: ModelWeights, x: Tensor, state: State) -> Trace:
    """The same with the vectors that the first layer reads, (T, B, I), instead of tokens."""
    layers = []
    for index, layer in enumerate(weights.layers):
        before = tuple(tensor[index] for tensor in state)  # (B, H) each
        trace = _run_layer(weights, layer, x, before)
        x = torch.stack(trace.hidden)  # (T, B, H)
        layers.append(trace)
    return Trace(linear(x, weights.output, weights.output_bias), tuple(layers))


def read_tokens(weights: ModelWeights, inputs: Tensor) -> Tensor:
    """The vectors that the first layer reads, (T, B, I): embedded or one-hot."""
    if weights.embedding is not None:
        return embedding(inputs, weights.embedding)
    return one_hot(inputs, len(weights.output)).to(weights.output.dtype)


def _run_layer(weights: ModelWeights, layer: LayerWeights, x: Tensor, state: State) -> LayerTrace:
    step = STEPS[weights.cell]
    states, gates = [], []
    for x_t in x.unbind():
        state, gates_t = step(x_t, state, layer)
        states.append(state)
        gates.append(gates_t)
    return LayerTrace(tuple(states), tuple(gates))
