"""A copy of a model's weights, made for one thing: the next token, fast."""

from collections.abc import Callable, Mapping

import numpy as np

from rnnlab.config import Cell
from rnnlab.generation.feed_forward import make_hidden_layer
from rnnlab.generation.layers import FloatArray, Layer, LayerState, make_layer
from rnnlab.models import BLOCKS, LanguageModel

WriterState = tuple[LayerState, ...]  # of each layer, from the input upwards

# Up to this many numbers (16 MiB) what each token adds to the lowest layer is worked out ahead.
LARGEST_TABLE = 2**22


class Writer:
    """A language model in float32 numpy that reads one token at a time.

    It is a copy: training on does not change it. It keeps nothing between two steps, so that
    threads may share it.

    Args:
        cell: Kind of every layer.
        weights: Arrays by the names of `LanguageModel.torch_weights`; no
            ``embedding.weight`` means one-hot input, no ``output.weight`` tied weights.
    """

    def __init__(self, cell: Cell, weights: Mapping[str, FloatArray]) -> None:
        self._layers = _make_layers(cell, weights)
        embedding = weights.get("embedding.weight")
        output = weights.get("output.weight", embedding)
        assert output is not None
        with _runaway_allowed():
            self._read = _token_reader(self._layers[0], embedding)
        self._output = np.ascontiguousarray(output)  # (V, H)
        self._output_bias = weights["output.bias"]  # (V,)

    @classmethod
    def from_model(cls, model: LanguageModel) -> "Writer":
        """A writer with the weights that the model has now."""
        copies = model.torch_weights()
        weights = {name: tensor.float().numpy() for name, tensor in copies.items()}
        return cls(model.config.cell, weights)

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens V."""
        return len(self._output_bias)

    def start(self) -> WriterState:
        """The state before any token: zeros."""
        return tuple(layer.start() for layer in self._layers)

    def step(self, state: WriterState, token_id: int) -> tuple[FloatArray, WriterState]:
        """Read a token.

        Args:
            state: From `start` or an earlier step; it is not changed.
            token_id: From 0 to V − 1.

        Returns:
            Logits of the token after it, (V,), and the state to go on from. In a model that
            has diverged they are not finite.
        """
        with _runaway_allowed():
            read = self._read(token_id)
            after: list[LayerState] = []
            for layer, before in zip(self._layers, state, strict=True):
                if after:
                    read = layer.read(after[-1][0])
                after.append(layer.step(read, before))
            logits: FloatArray = self._output @ after[-1][0]
            logits += self._output_bias
        return logits, tuple(after)


def _make_layers(cell: Cell, weights: Mapping[str, FloatArray]) -> tuple[Layer, ...]:
    if cell not in BLOCKS:
        embedding = weights.get("embedding.weight")
        width = len(weights["output.bias"]) if embedding is None else embedding.shape[1]
        weight, bias = weights["hidden.weight"], weights["hidden.bias"]
        return (make_hidden_layer(cell, weight, bias, width),)
    count = sum(name.startswith("rnn.weight_hh_l") for name in weights)
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return tuple(
        make_layer(cell, {kind: weights[f"rnn.{kind}_l{index}"] for kind in kinds})
        for index in range(count)
    )


def _token_reader(layer: Layer, embedding: FloatArray | None) -> Callable[[int], FloatArray]:
    """What gives a token's share of the lowest layer's blocks, (G·H,)."""
    if embedding is None:
        return layer.read_one_hot().__getitem__
    if len(embedding) * layer.rows <= LARGEST_TABLE:
        return layer.read(embedding).__getitem__
    vectors = embedding
    return lambda token_id: layer.read(vectors[token_id])


def _runaway_allowed() -> np.errstate:
    """No warning where numbers run away: in a model that has diverged, the scores show it."""
    return np.errstate(over="ignore", invalid="ignore")
