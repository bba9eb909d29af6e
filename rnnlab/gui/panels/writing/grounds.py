"""The colours behind the tokens of a written text."""

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import READABLE, contrast, mix

LEVELS = 8
MOST_BITS = 8.0
_STRONGEST = 0.75


def surprise_levels(probabilities: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
    """A level from 0 to 8 for each probability: its surprise −log₂ p in bits, at most 8.

    Bits are even to the eye: half as likely is always the same step. What has no probability
    gets level 0.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -np.log2(probabilities)
    bits = np.nan_to_num(bits, nan=0.0, posinf=MOST_BITS)
    return np.rint(bits.clip(0.0, MOST_BITS) * (LEVELS / MOST_BITS)).astype(np.int32)


def ground_colors(look: Look, color: str) -> list[QColor]:
    """The ground of every level, from none to as strong as words on it can be read."""
    field, ink, text = look.color("field"), look.color(color), look.color("text")
    shares = np.arange(_STRONGEST, 0.0, -0.05)
    readable = (share for share in shares if contrast(text, mix(field, ink, share)) >= READABLE)
    strongest = float(next(readable, 0.05))
    return [mix(field, ink, strongest * level / LEVELS) for level in range(LEVELS + 1)]
