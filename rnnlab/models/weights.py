"""The weights of a language model, named and shaped as torch.nn has them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from rnnlab.config import Cell
from rnnlab.config.model import RECURRENT
from rnnlab.models.blocks import state_widths

# (h,) or, for the LSTM, (h, c); each (L, B, H), in a cell (B, H). Without recurrence h comes first,
# too, though no step reads it; what follows has a width of its own (see `feed_forward.py`).
State = tuple[Tensor, ...]
Gates = dict[str, Tensor]  # name → (B, H)


@dataclass(frozen=True)
class LayerWeights:
    """Weights of one recurrent layer of ``H`` units with ``G`` blocks and ``I`` inputs.

    The hidden layer of a network without recurrence has one block, reads one or more inputs side
    by side and has no weights for a state before: ``weight_hh`` is (H, 0), ``bias_hh`` (0,).

    Attributes:
        weight_ih: What the input is multiplied by, (G·H, I).
        weight_hh: What the state before is multiplied by, (G·H, H).
        bias_ih: Added to the first product, (G·H,).
        bias_hh: Added to the second product, (G·H,).
    """

    weight_ih: Tensor
    weight_hh: Tensor
    bias_ih: Tensor
    bias_hh: Tensor

    def tensors(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The four in torch's order."""
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def map(self, change: Callable[[Tensor], Tensor]) -> "LayerWeights":
        """The same with each tensor changed."""
        return LayerWeights(*(change(tensor) for tensor in self.tensors()))


@dataclass(frozen=True)
class ModelWeights:
    """All weights of a language model with ``V`` tokens.

    Attributes:
        cell: Kind of every layer.
        embedding: A vector for each token, (V, E), or None for one-hot input.
        layers: From the input upwards; a network without recurrence has one.
        output: What the top state is multiplied by, (V, H); tied, it is ``embedding``.
        output_bias: Added to that product, (V,).
    """

    cell: Cell
    embedding: Tensor | None
    layers: tuple[LayerWeights, ...]
    output: Tensor
    output_bias: Tensor

    def copy(self, **to: Any) -> "ModelWeights":
        """A detached copy; ``to`` are arguments of `Tensor.to`, such as ``dtype``."""

        def change(tensor: Tensor) -> Tensor:
            return tensor.detach().to(**to, copy=True)

        return ModelWeights(
            cell=self.cell,
            embedding=None if self.embedding is None else change(self.embedding),
            layers=tuple(layer.map(change) for layer in self.layers),
            output=change(self.output),
            output_bias=change(self.output_bias),
        )

    def initial_state(self, batch_size: int) -> State:
        """The state before any token: zeros, (L, B, …) each, on the weights' device."""
        layers, like = len(self.layers), self.output_bias
        return tuple(like.new_zeros(layers, batch_size, width) for width in self.state_widths())

    def state_widths(self) -> tuple[int, ...]:
        """How wide each tensor of the state is; in a recurrent network, H."""
        hidden_size, seen = self.output.shape[1], self.layers[0].weight_ih.shape[1]
        return state_widths(self.cell, hidden_size, self.input_width, seen)

    @property
    def input_width(self) -> int:
        """Width of what is read at a step, I: that of an embedding or a one-hot vector."""
        return len(self.output) if self.embedding is None else self.embedding.shape[1]

    @property
    def is_recurrent(self) -> bool:
        """Whether a state is handed from token to token; see `ModelConfig.is_recurrent`."""
        return self.cell in RECURRENT


def learnt_parameters(module: nn.Module) -> dict[str, nn.Parameter]:
    """The weights that training moves, by name: all but those of a reservoir."""
    return {name: weight for name, weight in module.named_parameters() if weight.requires_grad}
