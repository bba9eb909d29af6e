"""A text read by the readable cells in float64: what the hand-written passes start from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from rnnlab.models.language_model import LanguageModel
from rnnlab.models.readable import Trace, run_readable
from rnnlab.models.weights import ModelWeights
from rnnlab.probes.derivatives import StepDerivatives, step_derivatives
from rnnlab.probes.errors import ProbeError
from rnnlab.text.vocabulary import IntArray

# A look inside keeps all states; of an LSTM they take some 240 bytes a unit and token.
MOST_STATES = 4_000_000


@dataclass(frozen=True)
class Reading:
    """A text of N tokens as a frozen copy of a model read it: alone, from a zero state.

    Attributes:
        weights: The copy, float64 on the CPU.
        inputs: Token ids that were read, (T,) with T = N − 1.
        targets: The token that came after each, (T,).
        trace: What every layer went through, in a batch of one.
    """

    weights: ModelWeights
    inputs: IntArray
    targets: IntArray
    trace: Trace

    @property
    def steps(self) -> int:
        """Tokens that were read, T."""
        return len(self.inputs)

    @property
    def layers(self) -> int:
        """Recurrent layers, L."""
        return len(self.weights.layers)

    @cached_property
    def log_probabilities(self) -> Tensor:
        """Of every token after every input, in nats, (T, V)."""
        return torch.log_softmax(self.trace.logits[:, 0], dim=1)

    @cached_property
    def derivatives(self) -> tuple[StepDerivatives, ...]:
        """The derivatives of every step, layer by layer from the input upwards."""
        pairs = zip(self.weights.layers, self.trace.layers, strict=True)
        return tuple(step_derivatives(self.weights.cell, *pair) for pair in pairs)

    def loss_gradients(self, positions: IntArray) -> Tensor:
        """∂L_τ/∂h_τ of the top layer for the loss after each input τ, (R, H)."""
        rows = torch.from_numpy(positions).long()
        errors = self.log_probabilities[rows].exp()  # (R, V)
        errors[torch.arange(len(rows)), torch.from_numpy(self.targets)[rows].long()] -= 1.0
        return errors @ self.weights.output

    def check_position(self, position: int) -> int:
        """The same position, counted from the start; −1 is the last.

        Raises:
            ProbeError: The text has no such position.
        """
        if not -self.steps <= position < self.steps:
            raise ProbeError(
                f"The text has positions from 0 to {self.steps - 1}, not {position}; "
                "choose one of them."
            )
        return position % self.steps


def read_text(model: LanguageModel, ids: IntArray) -> Reading:
    """Let a frozen copy of a model read a text.

    The model itself, its gradients and its random state are left alone; there is no dropout.

    Args:
        model: On any device.
        ids: Token ids, (N,), N ≥ 2.

    Raises:
        ProbeError: The text is too short, too long or not of this vocabulary, or the numbers
            in the model stop being finite on it.
    """
    return read_with(frozen_weights(model), ids)


def read_with(weights: ModelWeights, ids: IntArray) -> Reading:
    """The same with weights of one's own: float64, on the CPU.

    Raises:
        ProbeError: As `read_text`.
    """
    inputs, targets = split_text(weights, ids)
    tokens = torch.from_numpy(inputs).long().unsqueeze(1)  # (T, 1)
    with torch.no_grad():
        trace = run_readable(weights, tokens, weights.initial_state(batch_size=1))
    _require_finite(trace)
    return Reading(weights, inputs, targets, trace)


def frozen_weights(model: LanguageModel) -> ModelWeights:
    """A copy of a model's weights in float64 on the CPU."""
    # In two steps: Apple's GPU knows no float64.
    return model.weights().copy(device="cpu").copy(dtype=torch.float64)


def split_text(weights: ModelWeights, ids: IntArray) -> tuple[IntArray, IntArray]:
    """The tokens that are read and those that come after them, (N−1,) each.

    Raises:
        ProbeError: The text is too short, too long or not of this vocabulary.
    """
    if len(ids) < 2:
        raise ProbeError("A text to look into needs at least two tokens; make it longer.")
    longest = max(MOST_STATES // (len(weights.layers) * max(weights.state_widths())), 1)
    if len(ids) - 1 > longest:
        raise ProbeError(
            f"A text of {len(ids):,} tokens is too long to keep all states of this model in "
            f"sight; shorten it to {longest + 1:,}."
        )
    if ids.min() < 0 or ids.max() >= len(weights.output):
        raise ProbeError("The text has tokens that this model does not know; leave them out.")
    return ids[:-1].astype(np.int32), ids[1:].astype(np.int32)


def _require_finite(trace: Trace) -> None:
    """States are looked at first, because in them the first broken token can be named."""
    for layer in trace.layers:
        for tensors in zip(*layer.states, strict=True):
            finite = torch.cat(tensors).isfinite().all(dim=1)  # (T,)
            if not finite.all():
                step = int(finite.logical_not().nonzero()[0])
                raise ProbeError(
                    f"The state is no longer a finite number after token {step + 1}: it has "
                    "exploded. Lower the recurrent weights or shorten the text."
                )
    if not trace.logits.isfinite().all():
        raise ProbeError("The model’s scores are not finite numbers; go back to earlier weights.")
