"""The training text on the device, batch by batch."""

import torch
from torch import Tensor

from rnnlab.config import TrainingConfig
from rnnlab.text import Batches, IntArray


class Feed:
    """Gives the batches of one epoch after another, from where they are calculated with.

    The whole text lies on the device as 32-bit numbers; on the CPU it is the corpus itself.

    Args:
        ids: Tokens of the training part, (N,).
        config: Names the batch size B and the sequence length T.
        device: Where the batches shall be.

    Raises:
        TextError: The tokens do not fill one batch.
    """

    def __init__(self, ids: IntArray, config: TrainingConfig, device: torch.device) -> None:
        batches = Batches(ids, config.batch_size, config.sequence_length)
        inputs, targets = batches.columns
        self._inputs = torch.from_numpy(inputs).to(device)  # (column length, B)
        self._targets = torch.from_numpy(targets).to(device)  # (column length, B)
        self._length = config.sequence_length
        self.steps_per_epoch = len(batches)
        self.tokens_per_step = config.batch_size * config.sequence_length

    def batch(self, step: int) -> tuple[Tensor, Tensor]:
        """Inputs and targets, (T, B) int64 each, of the step after ``step`` others."""
        start = (step % self.steps_per_epoch) * self._length
        rows = slice(start, start + self._length)
        return self._inputs[rows].long(), self._targets[rows].long()

    def begins_epoch(self, step: int) -> bool:
        """Whether the columns are read from their top again."""
        return step % self.steps_per_epoch == 0
