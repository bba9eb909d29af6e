"""The number of parameters, known before anything is built. Loads without torch."""

from rnnlab.config import ModelConfig
from rnnlab.models.blocks import BLOCKS


def count_parameters(config: ModelConfig, vocabulary_size: int) -> int:
    """Numbers in the weights of a model, shared ones counted once, fixed ones included.

    Args:
        config: Cell and sizes.
        vocabulary_size: Number of tokens V.
    """
    return (
        _embedding(config, vocabulary_size)
        + sum(_layer(config, width) for width in layer_inputs(config, vocabulary_size))
        + _output(config, vocabulary_size)
    )


def count_learnt(config: ModelConfig, vocabulary_size: int) -> int:
    """How many of them training moves: all, or those of an echo state network's output.

    Args:
        config: Cell and sizes.
        vocabulary_size: Number of tokens V.
    """
    if config.is_reservoir:
        return _output(config, vocabulary_size)
    return count_parameters(config, vocabulary_size)


def input_width(config: ModelConfig, vocabulary_size: int) -> int:
    """Width I of what the first layer reads."""
    return vocabulary_size if config.input_encoding == "one-hot" else config.embedding_size


def seen_width(config: ModelConfig, width: int) -> int:
    """Width of all that a layer of inputs (I,) multiplies at once: N·I with a window, else I."""
    return config.window * width if config.cell == "window" else width


def layer_inputs(config: ModelConfig, vocabulary_size: int) -> list[int]:
    """Width of what each layer reads, from the input upwards."""
    above = [config.hidden_size] * (config.layers - 1)
    return [input_width(config, vocabulary_size), *above]


def _embedding(config: ModelConfig, vocabulary_size: int) -> int:
    return 0 if config.input_encoding == "one-hot" else vocabulary_size * config.embedding_size


def _layer(config: ModelConfig, width: int) -> int:
    if not config.is_recurrent:
        return config.hidden_size * (seen_width(config, width) + 1)  # one matrix and its bias
    rows = len(BLOCKS[config.cell]) * config.hidden_size
    return rows * (width + config.hidden_size + 2)  # both matrices and both biases


def _output(config: ModelConfig, vocabulary_size: int) -> int:
    matrix = 0 if config.tie_weights else vocabulary_size * config.hidden_size
    return matrix + vocabulary_size
