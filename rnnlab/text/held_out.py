"""Held-out text laid out for measuring, the same for networks and n-grams."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEFT_OUT = -100
QUICK_TOKENS = 16_384

_COLUMNS = 32
_SHORTEST_COLUMN = 128


@dataclass(frozen=True)
class HeldOut:
    """Columns of held-out text, each read from its top with a fresh memory.

    The text is cut into up to 32 stretches of equal length, one a column. With a limit only
    the beginning of each stretch is used, so that the sample is spread over the whole text.
    Targets that never occur in the training part are left out of every figure.

    Attributes:
        positions: (T, B) place of each target in the text.
        inputs: (T, B) tokens read.
        targets: (T, B) tokens to predict; -100 where left out.
    """

    positions: npt.NDArray[np.int64]
    inputs: npt.NDArray[np.int64]
    targets: npt.NDArray[np.int64]

    @property
    def scored(self) -> npt.NDArray[np.int64]:
        """Places of the targets that count, in the order of the text."""
        kept: npt.NDArray[np.int64] = self.positions[self.targets != LEFT_OUT]
        return np.sort(kept)


def held_out(
    ids: npt.NDArray[np.int32],
    training_counts: npt.NDArray[np.int32],
    limit: int | None = None,
) -> HeldOut:
    """Lay out ``ids`` (N,), of which at most about ``limit`` targets.

    Args:
        ids: At least two tokens.
        training_counts: (V,) how often each token occurs in the training part.
        limit: None uses the whole text.
    """
    pairs = len(ids) - 1
    columns = max(1, min(_COLUMNS, pairs // _SHORTEST_COLUMN))
    stretch = pairs // columns
    length = stretch if limit is None else min(stretch, max(limit // columns, 1))
    starts = np.arange(columns, dtype=np.int64) * stretch
    positions = starts[None, :] + np.arange(1, length + 1)[:, None]  # (T, B)
    targets = ids[positions].astype(np.int64)
    targets[training_counts[targets] == 0] = LEFT_OUT
    return HeldOut(positions, ids[positions - 1].astype(np.int64), targets)
