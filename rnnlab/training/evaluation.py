"""Loss on held-out text."""

import torch
from torch.nn import functional

from rnnlab.models import LanguageModel
from rnnlab.text.held_out import LEFT_OUT, HeldOut

_CHUNK = 128


@torch.no_grad()
def mean_loss(model: LanguageModel, text: HeldOut) -> float:
    """Mean cross-entropy over the targets that count, in nats per token; dropout is off."""
    device = next(model.parameters()).device
    all_inputs = torch.from_numpy(text.inputs).to(device)  # (T, B)
    all_targets = torch.from_numpy(text.targets).to(device)  # (T, B)
    was_training = model.training
    model.eval()
    state = model.initial_state(all_inputs.shape[1])
    total = torch.zeros((), dtype=torch.float64, device="cpu")
    for inputs, targets in zip(all_inputs.split(_CHUNK), all_targets.split(_CHUNK), strict=True):
        logits, state = model(inputs, state)
        loss = functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=LEFT_OUT, reduction="sum"
        )
        total += loss.to("cpu", torch.float64)
    model.train(was_training)
    counted = int((text.targets != LEFT_OUT).sum())
    return float(total) / max(counted, 1)
