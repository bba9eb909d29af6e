"""Does a device calculate what the CPU calculates?

Apple's GPU has given wrong gradients and NaN for recurrent layers in some versions of torch,
so the first choice of a device that is not the CPU is worth a small experiment.
"""

import copy
import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from rnnlab.config import ModelConfig
from rnnlab.models.language_model import LanguageModel, build_model
from rnnlab.models.weights import learnt_parameters

TOLERANCE = 1e-2  # relative; a GPU may multiply with 10 bits of mantissa, a wrong formula does not
TINY = 1e-12  # a gradient this short is none
SEED = 1
TOKENS, STEPS, BATCH, HIDDEN = 11, 12, 3, 16


@dataclass(frozen=True)
class Parity:
    """Outcome of the experiment.

    Attributes:
        difference: Largest deviation from the CPU, in the loss or a gradient, relative to
            the length of that gradient; NaN if the device gave NaN.
    """

    difference: float

    @property
    def agrees(self) -> bool:
        """Whether the device can be trusted with this kind of model."""
        return self.difference <= TOLERANCE


def check_parity(device: torch.device, config: ModelConfig) -> Parity:
    """Run one training step of a small model of this kind on the device and on the CPU.

    Args:
        device: The device in doubt.
        config: Its cell, layers and input are taken over; dropout, which is random, is not.
    """
    small = dataclasses.replace(config, hidden_size=HIDDEN, embedding_size=HIDDEN, dropout=0.0)
    model = build_model(small, TOKENS, SEED)
    there = copy.deepcopy(model).to(device)
    pairs = zip(_loss_and_gradients(model), _loss_and_gradients(there), strict=True)
    differences = [float((a - b).norm() / a.norm().clamp(min=TINY)) for a, b in pairs]
    return Parity(max(differences, key=_nan_is_largest))


def _loss_and_gradients(model: LanguageModel) -> list[Tensor]:
    generator = torch.Generator().manual_seed(SEED)
    text = torch.randint(TOKENS, (STEPS + 1, BATCH), generator=generator)
    text = text.to(model.output.bias.device)  # (T + 1, B)
    logits, _ = model(text[:-1], None)
    loss = functional.cross_entropy(logits.flatten(0, 1), text[1:].flatten())
    gradients = torch.autograd.grad(loss, list(learnt_parameters(model).values()))
    return [tensor.detach().double().cpu() for tensor in (loss, *gradients)]


def _nan_is_largest(difference: float) -> float:
    return float("inf") if difference != difference else difference
