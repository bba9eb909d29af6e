"""Where the weights start."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import init

from rnnlab.config import ModelConfig
from rnnlab.config.model import Initialisation
from rnnlab.models.blocks import BLOCKS
from rnnlab.models.weights import LayerWeights, ModelWeights

Fill = Callable[[Tensor, Generator], object]  # writes into a CPU float32 tensor

# What Le, Jaitly and Hinton (2015) give the input beside an identity recurrent matrix.
SMALL_DEVIATION = 0.001


def initialise(weights: ModelWeights, config: ModelConfig, seed: int) -> None:
    """Give the weights their first values, in place.

    ``recurrent_gain`` multiplies every recurrent matrix; that of a reservoir is scaled to
    ``spectral_radius`` instead. The LSTM's forget gate gets ``forget_bias`` as its bias
    whatever the scheme. Embeddings are standard normal, as in torch, unless they are tied: then
    they start as an output matrix.

    Args:
        weights: On any device, of any type.
        config: Names the scheme.
        seed: The same seed and configuration give the same weights on every device;
            torch's own random state is left alone.
    """
    generator = torch.Generator().manual_seed(seed)
    scheme = _schemes(config.hidden_size)[config.initialisation]
    if weights.embedding is not None and not config.tie_weights:
        _fill(weights.embedding, _normal(1.0), generator)
    for layer in weights.layers:
        if config.is_recurrent:
            _fill_layer(layer, scheme, config, generator)
        else:
            _fill_hidden(layer, config, generator)
    _fill(weights.output, scheme.output, generator)
    _fill(weights.output_bias, scheme.bias, generator)


@dataclass(frozen=True)
class Scheme:
    """How each kind of weight is drawn; the matrices of a cell block by block."""

    inputs: Fill
    recurrent: Fill
    output: Fill
    bias: Fill


def _schemes(width: int) -> dict[Initialisation, Scheme]:
    """Torch bounds a linear layer by the width of its input, a recurrent one by that of h."""
    bound = 1 / math.sqrt(width)
    uniform, scaled = _uniform(bound), _normal(bound)
    return {
        "default": Scheme(uniform, uniform, uniform, uniform),
        "xavier": Scheme(_xavier, _xavier, _xavier, _zero),
        "he": Scheme(_he, _he, _he, _zero),
        "orthogonal": Scheme(_xavier, _orthogonal, _xavier, _zero),
        "identity": Scheme(_normal(SMALL_DEVIATION), _identity, _xavier, _zero),
        "normal": Scheme(scaled, scaled, scaled, _zero),
    }


def _uniform(bound: float) -> Fill:
    return lambda tensor, generator: init.uniform_(tensor, -bound, bound, generator=generator)


def _normal(deviation: float) -> Fill:
    return lambda tensor, generator: init.normal_(tensor, 0.0, deviation, generator=generator)


def _xavier(tensor: Tensor, generator: Generator) -> None:
    """Glorot and Bengio (2010), uniform: variance 2 / (inputs + outputs)."""
    init.xavier_uniform_(tensor, generator=generator)


def _he(tensor: Tensor, generator: Generator) -> None:
    """He et al. (2015), normal: variance 2 / inputs."""
    init.kaiming_normal_(tensor, nonlinearity="relu", generator=generator)


def _orthogonal(tensor: Tensor, generator: Generator) -> None:
    """Saxe et al. (2014): a random rotation, which keeps every length."""
    init.orthogonal_(tensor, generator=generator)


def _identity(tensor: Tensor, _: Generator) -> None:
    """Le et al. (2015): the state is kept as it is."""
    init.eye_(tensor)


def _zero(tensor: Tensor, _: Generator) -> None:
    init.zeros_(tensor)


def _fill_layer(
    layer: LayerWeights, scheme: Scheme, config: ModelConfig, generator: Generator
) -> None:
    blocks = len(BLOCKS[config.cell])
    for input_block in layer.weight_ih.detach().chunk(blocks):  # (H, I) each
        _fill(input_block, scheme.inputs, generator)
    for recurrent_block in layer.weight_hh.detach().chunk(blocks):  # (H, H) each
        _fill(recurrent_block, scheme.recurrent, generator)
        recurrent_block.mul_(_recurrent_factor(recurrent_block, config))
    _fill(layer.bias_ih, scheme.bias, generator)
    _fill(layer.bias_hh, scheme.bias, generator)
    if config.cell == "lstm":
        _set_forget_bias(layer, config)


def _fill_hidden(layer: LayerWeights, config: ModelConfig, generator: Generator) -> None:
    """A layer without recurrence starts as an input matrix; its bounds are those of its width."""
    scheme = _schemes(layer.weight_ih.shape[1])[config.initialisation]
    _fill(layer.weight_ih, scheme.inputs, generator)
    _fill(layer.bias_ih, scheme.bias, generator)


def _recurrent_factor(matrix: Tensor, config: ModelConfig) -> float:
    """What a freshly drawn recurrent matrix (H, H) is multiplied by."""
    if not config.is_reservoir:
        return config.recurrent_gain
    eigenvalues = torch.linalg.eigvals(matrix.cpu().double())  # (H,) complex
    return config.spectral_radius / float(eigenvalues.abs().max())


def _set_forget_bias(layer: LayerWeights, config: ModelConfig) -> None:
    position = BLOCKS["lstm"].index("forget")
    layer.bias_ih.detach().chunk(4)[position].fill_(config.forget_bias)
    layer.bias_hh.detach().chunk(4)[position].zero_()


def _fill(target: Tensor, fill: Fill, generator: Generator) -> None:
    fresh = torch.empty(target.shape)
    fill(fresh, generator)
    target.detach().copy_(fresh)
