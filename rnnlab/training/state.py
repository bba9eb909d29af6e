"""Everything that makes a later step what it will be."""

from dataclasses import dataclass
from typing import Any

from torch import Tensor


@dataclass(frozen=True)
class TrainerState:
    """All that makes a later step what it will be.

    Attributes:
        step: Steps made.
        seconds: Training time so far.
        weights: By torch's names.
        optimizer: By name: the optimiser's memory, the carried state and the state of the
            generator that dropout draws from.
        plain: The rest, as JSON-able data.
    """

    step: int
    seconds: float
    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    plain: dict[str, Any]
