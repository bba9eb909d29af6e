"""Loss on held-out text."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from rnnlab.models import LanguageModel
from rnnlab.text import IntArray

_COLUMNS = 32
_CHUNK = 128
QUICK_TOKENS = 16_384
_LEFT_OUT = -100


@dataclass(frozen=True)
class HeldOut:
    """Held-out text laid out for measuring: columns read side by side from a zero state.

    The text is cut into up to 32 stretches of equal length, one a column; with a limit only
    the beginning of each stretch is read, so that the sample is spread over the whole text.
    Targets that never occur in the training part are left out of the mean.

    Attributes:
        positions: (T, B) place of each target in the text.
        inputs: (T, B) tokens read.
        targets: (T, B) tokens to predict; -100 where left out.
    """

    positions: npt.NDArray[np.int64]
    inputs: Tensor
    targets: Tensor

    @property
    def scored(self) -> npt.NDArray[np.int64]:
        """Places of the targets that count, for measuring another model on the same ones."""
        kept: npt.NDArray[np.int64] = self.positions[self.targets.cpu().numpy() != _LEFT_OUT]
        return np.sort(kept)

    def to(self, device: torch.device) -> "HeldOut":
        """The same on another device."""
        return HeldOut(self.positions, self.inputs.to(device), self.targets.to(device))


def held_out(
    ids: IntArray, training_counts: npt.NDArray[np.int32], limit: int | None = None
) -> HeldOut:
    """Lay out ``ids`` (N,), at most about ``limit`` targets of it."""
    targets_in_all = len(ids) - 1
    columns = max(1, min(_COLUMNS, targets_in_all // _CHUNK))
    stretch = targets_in_all // columns
    length = stretch if limit is None else min(stretch, max(limit // columns, 1))
    starts = np.arange(columns, dtype=np.int64) * stretch
    positions = starts[None, :] + np.arange(1, length + 1)[:, None]  # (T, B)
    targets = ids[positions].astype(np.int64)
    targets[training_counts[targets] == 0] = _LEFT_OUT
    inputs = ids[positions - 1].astype(np.int64)
    return HeldOut(positions, torch.from_numpy(inputs), torch.from_numpy(targets))


@torch.no_grad()
def mean_loss(model: LanguageModel, text: HeldOut) -> float:
    """Mean cross-entropy over the targets that count, in nats per token; dropout is off."""
    was_training = model.training
    model.eval()
    state = model.initial_state(text.inputs.shape[1])
    total = torch.zeros((), dtype=torch.float64, device=text.inputs.device)
    for inputs, targets in zip(
        text.inputs.split(_CHUNK), text.targets.split(_CHUNK), strict=True
    ):
        logits, state = model(inputs, state)
        total += functional.cross_entropy(
            logits.flatten(0, 1), targets.flatten(), ignore_index=_LEFT_OUT, reduction="sum"
        )
    model.train(was_training)
    counted = int((text.targets != _LEFT_OUT).sum())
    return float(total) / max(counted, 1)
