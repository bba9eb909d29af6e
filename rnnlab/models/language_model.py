"""The language model: tokens in, scores of the next token out."""

import dataclasses
from collections.abc import Mapping
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from rnnlab.config import ModelConfig
from rnnlab.models.counting import input_width
from rnnlab.models.dropout import Dropout
from rnnlab.models.errors import ModelError
from rnnlab.models.fused import run_fused
from rnnlab.models.initialisation import initialise
from rnnlab.models.readable import read_tokens
from rnnlab.models.recurrent import (
    hidden_layer,
    recurrent_layers,
    weights_of_hidden,
    weights_of_layer,
)
from rnnlab.models.weights import LayerWeights, ModelWeights, State

# With a vocabulary this wide, a batch on the CPU reads the one-hot columns it needs alone.
WIDE_ONE_HOT = 512


class LanguageModel(nn.Module):
    """Embedding or one-hot input → layers → dropout → output, on fused kernels.

    The weights hold arbitrary numbers until they are initialised or loaded; `build_model`
    gives a model that is ready. Parameters have torch's names: ``embedding.weight``,
    ``rnn.weight_ih_l0`` …, ``output.weight``, ``output.bias``. A network without recurrence has
    ``hidden.weight`` and ``hidden.bias`` instead of those of ``rnn``. In an echo state network
    all but the output's are fixed: they require no gradient.

    Args:
        config: Cell and sizes.
        vocabulary_size: Number of tokens V.
    """

    def __init__(self, config: ModelConfig, vocabulary_size: int) -> None:
        super().__init__()
        self.config = config
        self.vocabulary_size = vocabulary_size
        width = input_width(config, vocabulary_size)
        self.embedding: nn.Embedding | None = None
        with torch.device("meta"):  # torch would fill the weights from its own random state
            if config.input_encoding == "embedding":
                # Given a weight it draws none: a normal draw on “meta” loads a whole compiler.
                weight = torch.empty(vocabulary_size, width)
                self.embedding = nn.Embedding(vocabulary_size, width, _weight=weight)
            self.rnn: nn.Module | None = None
            self.hidden: nn.Linear | None = None
            if config.is_recurrent:
                self.rnn = recurrent_layers(config, width)
            else:
                self.hidden = hidden_layer(config, width)
            self.output = nn.Linear(config.hidden_size, vocabulary_size)
        _give_memory(self)
        if config.tie_weights and self.embedding is not None:
            self.output.weight = self.embedding.weight
        if config.is_reservoir:
            self.requires_grad_(False)
            self.output.requires_grad_(True)
        self._dropout = Dropout()

    def forward(self, inputs: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Score the next token after each one.

        Args:
            inputs: Token ids, (T, B), int64.
            state: State before the first token, (L, B, H) each; without it, zeros.

        Returns:
            Logits, (T, B, V), and the state after the last token, (L, B, H) each.
        """
        weights = self.weights()
        if state is None:
            state = weights.initial_state(inputs.shape[1])
        drop = None
        if self.training and self.config.dropout:
            drop = partial(self._dropout, share=self.config.dropout)
        # Through a reservoir no gradient is sent back, so nothing is kept for it.
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.config.is_reservoir):
            x, layers = self._first_input(weights, inputs)
            x, state = run_fused(weights.cell, x, state, layers, drop)  # (T, B, H)
        if drop is not None:
            x = drop(x)
        return functional.linear(x, weights.output, weights.output_bias), state

    def initial_state(self, batch_size: int) -> State:
        """Zeros, (L, B, …) each, on the model's device and in its type."""
        return self.weights().initial_state(batch_size)

    def set_dropout(self, p: float) -> None:
        """Change the dropout from the next forward pass on.

        Raises:
            ConfigError: It is not a share.
        """
        self.config = dataclasses.replace(self.config, dropout=p)

    def seed_dropout(self, seed: int) -> None:
        """Let dropout begin anew; the same seed gives the same zeros."""
        self._dropout = Dropout(seed)

    def dropout_state(self) -> Tensor:
        """Where the generator of dropout stands, for `set_dropout_state`: bytes on the CPU."""
        return self._dropout.state()

    def set_dropout_state(self, state: Tensor) -> None:
        """Let dropout go on from where it stood; a state of another device is passed over.

        Raises:
            ModelError: The state is damaged.
        """
        self._dropout.set_state(state, self.output.bias.device)

    def weights(self) -> ModelWeights:
        """The weights themselves, not a copy, as the readable cells take them."""
        return ModelWeights(
            cell=self.config.cell,
            embedding=None if self.embedding is None else self.embedding.weight,
            layers=self._layers(),
            output=self.output.weight,
            output_bias=self.output.bias,
        )

    def _layers(self) -> tuple[LayerWeights, ...]:
        if self.hidden is not None:
            return (weights_of_hidden(self.hidden),)
        assert self.rnn is not None
        return tuple(weights_of_layer(self.rnn, index) for index in range(self.config.layers))

    def torch_weights(self) -> dict[str, Tensor]:
        """A copy of the weights on the CPU, by the names and in the gate order of torch.nn.

        ``gru-simplified`` has the blocks update, candidate. With tied weights there is no
        ``output.weight``: it is ``embedding.weight``.
        """
        return {
            name: parameter.detach().to("cpu", copy=True)
            for name, parameter in self.named_parameters()
        }

    def load_torch_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Take over weights as `torch_weights` gives them; all of them or, on an error, none.

        Args:
            weights: Of any device and floating type. With tied weights, ``output.weight``
                may be left out, or given if it equals ``embedding.weight``.

        Raises:
            ModelError: A tensor is missing, is not expected, or has another shape.
        """
        given = self._without_tied_output(weights)
        expected = dict(self.named_parameters())
        _check_names(given, expected)
        for name, parameter in expected.items():
            _check_tensor(name, given[name], parameter)
        for name, parameter in expected.items():
            parameter.detach().copy_(given[name])

    def _without_tied_output(self, weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
        given = dict(weights)
        if not self.config.tie_weights or "output.weight" not in given:
            return given
        output = given.pop("output.weight")
        if "embedding.weight" in given and not torch.equal(output, given["embedding.weight"]):
            raise ModelError(
                "The model’s output weights are tied to its embedding, but the weights "
                "“output.weight” and “embedding.weight” differ; untie them in the settings."
            )
        return given

    def _first_input(
        self, weights: ModelWeights, inputs: Tensor
    ) -> tuple[Tensor, tuple[LayerWeights, ...]]:
        """The vectors that the first layer reads, (T, B, I), and the layers that fit them."""
        wide = self.embedding is None and self.vocabulary_size > WIDE_ONE_HOT
        # Without recurrence the carried state has a column for every token, too.
        if not (wide and inputs.is_cpu and self.config.is_recurrent):
            return read_tokens(weights, inputs), weights.layers
        present, positions = torch.unique(inputs, return_inverse=True)
        x = functional.one_hot(positions, len(present)).to(weights.output.dtype)
        first, *above = weights.layers
        first = dataclasses.replace(first, weight_ih=first.weight_ih[:, present])
        return x, (first, *above)


def build_model(config: ModelConfig, vocabulary_size: int, seed: int) -> LanguageModel:
    """A model with its first weights, on the CPU in float32.

    Args:
        config: Cell, sizes and initialisation.
        vocabulary_size: Number of tokens V.
        seed: The same seed gives the same weights and the same dropout; torch's random state
            is left alone.
    """
    model = LanguageModel(config, vocabulary_size)
    initialise(model.weights(), config, seed)
    model.seed_dropout(seed)
    return model


def _give_memory(module: nn.Module) -> None:
    """Put memory on the CPU behind parameters on “meta”, with arbitrary numbers in it.

    `torch.nn.Module.to_empty` would load half a compiler to do so, 490 modules.
    """
    for part in module.modules():
        for name, parameter in list(part.named_parameters(recurse=False)):
            setattr(part, name, nn.Parameter(torch.empty(parameter.shape)))


def _check_names(given: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    for name in expected:
        if name not in given:
            raise ModelError(f"The weights “{name}” are missing; the file fits another model.")
    for name in given:
        if name not in expected:
            raise ModelError(
                f"The weights “{name}” have no place in this model; the file fits another one."
            )


def _check_tensor(name: str, tensor: Tensor, parameter: Tensor) -> None:
    if tensor.shape != parameter.shape:
        raise ModelError(
            f"The weights “{name}” have the shape {_shape(tensor)}, but this model needs "
            f"{_shape(parameter)}; the file fits another model."
        )
    if not tensor.is_floating_point():
        raise ModelError(f"The weights “{name}” are not floating-point numbers.")


def _shape(tensor: Tensor) -> str:
    return " × ".join(str(size) for size in tensor.shape)
