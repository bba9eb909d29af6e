"""How a row of tokens is cut into the batches a recurrent network reads.

The tokens are laid in ``batch_size`` columns side by side, each a contiguous stretch of the
text. With the alphabet, a batch size of 4 and a sequence length of 3::

        column   0   1   2   3         batch 0: inputs       targets
               ┌───────────────┐           ┌─────────┐     ┌─────────┐
    time       │ a   g   m   s │           │ a g m s │     │ b h n t │
      │        │ b   h   n   t │           │ b h n t │     │ c i o u │
      │        │ c   i   o   u │           │ c i o u │     │ d j p v │
      │        ├───────────────┤           └─────────┘     └─────────┘
      │        │ d   j   p   v │           ┌─────────┐     ┌─────────┐
      │        │ e   k   q   w │           │ d j p v │     │ e k q w │
      ▼        │ f   l   r   x │           │ e k q w │     │ f l r x │
               └───────────────┘           │ f l r x │     │ g m s y │
                 y z are left over         └─────────┘     └─────────┘
                                        batch 1: inputs       targets

The target of a token is the one after it. Batch i + 1 goes on, in every column, where batch i
ended, so that the state may be carried from one to the next; columns do not know of each
other. What fills no batch at a column's end, and no column at the text's end, is left out.
(The picture is that of PyTorch's ``word_language_model`` example.)
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rnnlab.text.errors import TextError
from rnnlab.text.vocabulary import IntArray

Batch = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Batches:
    """The full batches of one pass over some tokens; its length is their number.

    Attributes:
        ids: (N,) token ids.
        batch_size: Columns B.
        sequence_length: Rows T of a batch.

    Raises:
        TextError: The tokens do not fill one batch: N < B T + 1.
    """

    ids: IntArray
    batch_size: int
    sequence_length: int

    def __post_init__(self) -> None:
        needed = self.batch_size * self.sequence_length + 1
        if len(self.ids) < needed:
            raise TextError(
                f"This part of the text has {len(self.ids):,} tokens; a batch of "
                f"{self.batch_size:,} stretches of {self.sequence_length:,} needs at least "
                f"{needed:,}; lower the batch size or the sequence length, or take a longer text."
            )

    def __len__(self) -> int:
        return self._column_length // self.sequence_length

    def batch(self, index: int) -> tuple[Batch, Batch]:
        """Inputs and targets of one batch, copied.

        Args:
            index: From 0 to ``len(self) - 1``.

        Returns:
            Twice (T, B) int64; a target is the token after its input.

        Raises:
            IndexError: There is no such batch.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"batch {index} of {len(self)}")
        inputs, targets = self.columns
        rows = slice(index * self.sequence_length, (index + 1) * self.sequence_length)
        return inputs[rows].astype(np.int64, order="C"), targets[rows].astype(np.int64, order="C")

    @cached_property
    def columns(self) -> tuple[IntArray, IntArray]:
        """All inputs and all targets, (column length, B): views of the ids as columns."""
        shape = (self.batch_size, self._column_length)
        used = self.batch_size * self._column_length
        return self.ids[:used].reshape(shape).T, self.ids[1 : used + 1].reshape(shape).T

    @property
    def _column_length(self) -> int:
        return (len(self.ids) - 1) // self.batch_size
