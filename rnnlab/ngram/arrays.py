"""The kinds of arrays that n-gram models are made of."""

from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.integer[Any]]
"""Token ids as they come from a vocabulary, of any integer type."""

Ranks = npt.NDArray[np.int64]
"""Row numbers, keys and counts of n-grams."""

Floats = npt.NDArray[np.float64]
"""Probabilities and their logarithms."""
