"""Cause and effect: what a setting does to the gradient through time.

A network is made anew, or a frozen copy is taken of a trained one; its recurrent weights are
scaled, its forget bias moved, and the gradient followed back. Nothing is trained, and the run
that a copy was taken from never hears of it.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnnlab.config import Cell, ModelConfig
from rnnlab.config.hyper import Checked, declared, hyper
from rnnlab.config.model import RECURRENT, Initialisation
from rnnlab.models.blocks import BLOCKS
from rnnlab.models.language_model import LanguageModel, build_model
from rnnlab.models.weights import ModelWeights
from rnnlab.probes.errors import ProbeError, no_recurrence
from rnnlab.probes.predicted import PredictedCurve, predicted_curves
from rnnlab.probes.reach import Reach, memory_reach, reach_positions
from rnnlab.probes.reading import Reading, frozen_weights, read_with, split_text
from rnnlab.probes.result import FloatArray
from rnnlab.probes.triangle import gradient_triangle
from rnnlab.text.vocabulary import IntArray

VOCABULARY_SIZE = EMBEDDING_SIZE = 64  # of a fresh network, which reads random tokens

_MODEL = declared(ModelConfig)


@dataclass(frozen=True)
class Experiment(Checked):
    """The sliders. With a frozen copy, hidden size, initialisation and seed have no effect."""

    cell: Cell = hyper(
        "rnn-tanh",
        label="Cell",
        help="How the state is carried on. Of a plain RNN it names the activation, too.",
        choices={cell: _MODEL["cell"].choices[cell] for cell in RECURRENT},
    )
    hidden_size: int = hyper(
        128,
        label="Hidden units",
        help="Width of the state h.",
        minimum=1,
        maximum=4096,
        scale="log",
        suggestions=(16, 32, 64, 128, 256),
    )
    length: int = hyper(
        100,
        label="Length",
        help="Tokens over which the gradient is followed back.",
        unit="tokens",
        minimum=2,
        maximum=1000,
        scale="log",
        suggestions=(20, 50, 100, 200),
    )
    recurrent_scale: float = hyper(
        1.0,
        label="Recurrent scale",
        help="Factor on every recurrent matrix: below 1 gradients vanish sooner, above 1 they "
        "may explode.",
        minimum=0.0,
        maximum=10.0,
        suggestions=(0.5, 0.75, 1.0, 1.25, 1.5),
    )
    forget_bias: float = hyper(
        1.0,
        label="Forget-gate bias",
        help="Mean bias b of the forget gates: about σ(b)^k of the cell is left after k tokens.",
        minimum=_MODEL["forget_bias"].minimum,
        maximum=_MODEL["forget_bias"].maximum,
        suggestions=(-2.0, 0.0, 1.0, 3.0, 5.0),
        applies={"cell": ("lstm",)},
    )
    initialisation: Initialisation = hyper(
        "default",
        label="Initialisation",
        help="Where the weights of a fresh network start.",
        choices=_MODEL["initialisation"].choices,
    )
    seed: int = hyper(
        1,
        label="Seed",
        help="The same seed gives the same fresh weights and the same random text.",
        minimum=0,
        maximum=2**31 - 1,
    )


@dataclass(frozen=True)
class FrozenCopy:
    """A trained model as it was at one moment, with a text for it to read.

    Attributes:
        weights: Float64, on the CPU.
        ids: Token ids, (N,).
    """

    weights: ModelWeights
    ids: IntArray

    def sliders(self) -> Experiment:
        """The settings that change nothing.

        Raises:
            ConfigError: The learnt forget bias is beyond what the slider can show.
            ProbeError: The model has no recurrence.
        """
        if not self.weights.is_recurrent:
            raise no_recurrence()
        cell, length = self.weights.cell, min(max(len(self.ids) - 1, 2), 1000)
        size = self.weights.output.shape[1]
        bias = _mean_forget_bias(self.weights) if cell == "lstm" else 1.0
        return Experiment(cell=cell, hidden_size=size, length=length, forget_bias=bias)


@dataclass(frozen=True)
class ExperimentResult:
    """The effect.

    Attributes:
        settings: The sliders it belongs to.
        hidden_gradient_norm: ‖∂L/∂h_t‖ of the last loss, (L, T).
        cell_gradient_norm: ‖∂L/∂c_t‖, (L, T); None unless the cell is an LSTM.
        reach: Of the top layer's h, over several positions of the text.
        predicted: The curves of theory that are quickly had, for the top layer, (T,) each.
    """

    settings: Experiment
    hidden_gradient_norm: FloatArray
    cell_gradient_norm: FloatArray | None
    reach: Reach
    predicted: tuple[PredictedCurve, ...]


def freeze(model: LanguageModel, ids: IntArray) -> FrozenCopy:
    """Take a frozen copy of a model, which lives on when the model is trained or thrown away.

    Args:
        model: On any device.
        ids: The text to experiment with, (N,), N ≥ 2.

    Raises:
        ProbeError: The text is too short, too long or not of the model's vocabulary.
    """
    weights = frozen_weights(model)
    split_text(weights, ids)
    return FrozenCopy(weights, ids.copy())


def run_experiment(settings: Experiment, copy: FrozenCopy | None = None) -> ExperimentResult:
    """Follow the gradient of the last loss back under these settings.

    Args:
        settings: The sliders.
        copy: Trained weights to start from, which read the end of their text or, if it is
            shorter than ``length``, all of it; without a copy, fresh weights read random tokens.

    Raises:
        ProbeError: States or gradients leave the range of numbers, or the copy is of a cell
            that cannot become the one that is set.
    """
    reading = experiment_reading(settings, copy)
    triangle = gradient_triangle(reading, reach_positions(reading.steps))
    return ExperimentResult(
        settings=settings,
        hidden_gradient_norm=triangle.hidden[:, -1],
        cell_gradient_norm=None if triangle.cell is None else triangle.cell[:, -1],
        reach=memory_reach(triangle),
        predicted=predicted_curves(reading, quick=True),
    )


def experiment_reading(settings: Experiment, copy: FrozenCopy | None = None) -> Reading:
    """The reading behind `run_experiment`, for all else that can be asked of it.

    Raises:
        ProbeError: As `run_experiment`.
    """
    weights, ids = _fresh(settings) if copy is None else _from_copy(settings, copy)
    for layer in weights.layers:
        layer.weight_hh.mul_(settings.recurrent_scale)
    if weights.cell == "lstm":
        _move_forget_bias(weights, settings.forget_bias)
    return read_with(weights, ids)


def _fresh(settings: Experiment) -> tuple[ModelWeights, IntArray]:
    config = ModelConfig(
        cell=settings.cell,
        hidden_size=settings.hidden_size,
        embedding_size=EMBEDDING_SIZE,
        initialisation=settings.initialisation,
    )
    random = np.random.default_rng(settings.seed)
    ids = random.integers(VOCABULARY_SIZE, size=settings.length + 1, dtype=np.int32)
    return frozen_weights(build_model(config, VOCABULARY_SIZE, settings.seed)), ids


def _from_copy(settings: Experiment, copy: FrozenCopy) -> tuple[ModelWeights, IntArray]:
    if not copy.weights.is_recurrent:
        raise no_recurrence()
    if BLOCKS[settings.cell] != BLOCKS[copy.weights.cell]:
        raise ProbeError(
            "Trained weights fit their own kind of cell; a plain RNN’s activation alone can be "
            "changed. Start from fresh weights to compare cells."
        )
    own = copy.weights.copy()
    weights = ModelWeights(settings.cell, own.embedding, own.layers, own.output, own.output_bias)
    return weights, copy.ids[-settings.length - 1 :]


def _move_forget_bias(weights: ModelWeights, bias: float) -> None:
    """Move all forget biases alike, so that their mean over all units is ``bias``."""
    change = bias - _mean_forget_bias(weights)
    for layer in weights.layers:
        _forget_rows(layer.bias_ih).add_(change)


def _mean_forget_bias(weights: ModelWeights) -> float:
    biases = [_forget_rows(layer.bias_ih + layer.bias_hh) for layer in weights.layers]
    return float(torch.cat(biases).mean())


def _forget_rows(bias: Tensor) -> Tensor:
    return bias.chunk(4)[BLOCKS["lstm"].index("forget")]
