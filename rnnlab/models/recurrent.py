"""Where the parameters of the layers live, under torch’s names."""

from typing import cast

import torch
from torch import Tensor, nn

from rnnlab.config import ModelConfig
from rnnlab.models.blocks import BLOCKS
from rnnlab.models.counting import seen_width
from rnnlab.models.weights import LayerWeights


def recurrent_layers(config: ModelConfig, input_width: int) -> nn.Module:
    """A module with ``weight_ih_l0``, ``weight_hh_l0``, ``bias_ih_l0``, ``bias_hh_l0``, ….

    Torch's own modules are used where there is one: on CUDA they lay all weights side by
    side in memory, as the kernel wants them. Dropout is not theirs to do (see `fused.py`).

    Args:
        config: Cell and sizes.
        input_width: Width of what the first layer reads.
    """
    sizes = (input_width, config.hidden_size, config.layers)
    match config.cell:
        case "lstm":
            return nn.LSTM(*sizes)
        case "gru":
            return nn.GRU(*sizes)
        case "gru-simplified":
            return SimplifiedGRU(*sizes)
        case "rnn-tanh":
            return nn.RNN(*sizes, nonlinearity="tanh")
        case "rnn-relu":
            return nn.RNN(*sizes, nonlinearity="relu")
        case "window" | "average":
            raise ValueError(f"“{config.cell}” has no recurrent layers")


def hidden_layer(config: ModelConfig, input_width: int) -> nn.Linear:
    """The one layer of a network without recurrence: ``weight`` and ``bias``.

    Args:
        config: Cell and sizes.
        input_width: Width of the vector of a token; a window reads several side by side.
    """
    return nn.Linear(seen_width(config, input_width), config.hidden_size)


def weights_of_hidden(module: nn.Linear) -> LayerWeights:
    """Its parameters; those that would read a state before are empty."""
    weight, bias = module.weight, module.bias
    return LayerWeights(weight, weight.new_empty(len(bias), 0), bias, bias.new_empty(0))


def weights_of_layer(module: nn.Module, index: int) -> LayerWeights:
    """The parameters of one layer, counted from the input."""
    return LayerWeights(
        *(cast(Tensor, getattr(module, f"{name}_l{index}")) for name in LAYER_NAMES)
    )


class SimplifiedGRU(nn.Module):
    """The parameters of GRU layers without a reset gate: blocks update, candidate."""

    def __init__(self, input_width: int, hidden_size: int, layers: int) -> None:
        super().__init__()
        rows = len(BLOCKS["gru-simplified"]) * hidden_size
        for index in range(layers):
            width = input_width if index == 0 else hidden_size
            shapes = ((rows, width), (rows, hidden_size), (rows,), (rows,))
            for name, shape in zip(LAYER_NAMES, shapes, strict=True):
                self.register_parameter(f"{name}_l{index}", nn.Parameter(torch.empty(shape)))


LAYER_NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
