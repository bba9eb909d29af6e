"""Models of other cells with as many parameters, for a fair race. Loads without torch."""

import dataclasses
from bisect import bisect_left

from rnnlab.config import ModelConfig, declared
from rnnlab.models.counting import count_parameters


def with_parameters(config: ModelConfig, vocabulary_size: int, parameters: int) -> ModelConfig:
    """The same model with the number of hidden units that comes nearest to a size.

    Tied weights keep the embedding as wide as the state; else its width is left alone. Of two
    sizes equally near the smaller one is taken, and beyond what can be set the end of the range.

    Args:
        config: Everything but the hidden size.
        vocabulary_size: Number of tokens V.
        parameters: The size wanted, as `count_parameters` counts: fixed weights included.
    """

    def count(hidden_size: int) -> int:
        return count_parameters(_resized(config, hidden_size), vocabulary_size)

    sizes = _allowed_sizes()
    above = min(bisect_left(sizes, parameters, key=count), len(sizes) - 1)
    nearest = min(sizes[max(above - 1, 0) : above + 1], key=lambda h: abs(count(h) - parameters))
    return _resized(config, nearest)


def hidden_size_for(config: ModelConfig, vocabulary_size: int, parameters: int) -> int:
    """The number of hidden units that `with_parameters` takes."""
    return with_parameters(config, vocabulary_size, parameters).hidden_size


def _allowed_sizes() -> range:
    declaration = declared(ModelConfig)["hidden_size"]
    assert declaration.minimum is not None
    assert declaration.maximum is not None
    return range(int(declaration.minimum), int(declaration.maximum) + 1)


def _resized(config: ModelConfig, hidden_size: int) -> ModelConfig:
    width = hidden_size if config.tie_weights else config.embedding_size
    return dataclasses.replace(config, hidden_size=hidden_size, embedding_size=width)
