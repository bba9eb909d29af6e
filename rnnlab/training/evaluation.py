"""Loss on held-out text."""

import math

import torch
from torch.nn import functional

from rnnlab.models import LanguageModel
from rnnlab.text.held_out import LEFT_OUT, HeldOut
from rnnlab.text.stopping import Check, never

# Scores held at once: 2²² numbers are 16 MiB, and fewer would leave the kernels waiting.
_SCORES_AT_ONCE = 2**22


@torch.no_grad()
def mean_loss(model: LanguageModel, text: HeldOut, check: Check = never) -> float:
    """Mean cross-entropy over the targets that count, in nats per token; dropout is off.

    NaN if none counts. The model is left as it was, and no random number is drawn.

    Args:
        model: What is judged.
        text: Inputs and targets.
        check: Called between two parts; many words make them many and slow.

    Raises:
        GivenUpError: From ``check``.
    """
    counted = int((text.targets != LEFT_OUT).sum())
    if counted == 0:
        return math.nan
    was_training = model.training
    model.eval()
    try:
        return _summed_loss(model, text, check) / counted
    finally:
        model.train(was_training)


def _summed_loss(model: LanguageModel, text: HeldOut, check: Check) -> float:
    device = model.output.bias.device
    all_inputs = torch.from_numpy(text.inputs).to(device)  # (T, B)
    all_targets = torch.from_numpy(text.targets).to(device)  # (T, B)
    columns = all_inputs.shape[1]
    rows = max(1, _SCORES_AT_ONCE // (columns * model.vocabulary_size))
    state = model.initial_state(columns)
    total = 0.0
    parts = zip(torch.split(all_inputs, rows), torch.split(all_targets, rows), strict=True)
    for inputs, targets in parts:
        check()
        logits, state = model(inputs, state)
        loss = functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=LEFT_OUT, reduction="sum"
        )
        total += loss.item()
    return total
