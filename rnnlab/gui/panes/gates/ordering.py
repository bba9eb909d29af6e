"""Which units of a gate or state come first, and which one follows what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rnnlab.config import Unit
from rnnlab.probes.features import text_features
from rnnlab.probes.tracking import correlate, memory_lengths, unit_order
from rnnlab.text import IntArray

FloatArray = npt.NDArray[np.float64]

TRAINED, MEMORY, MEAN, FOLLOWS = "trained", "memory", "mean", "follows"
ORDERS = {
    TRAINED: "As trained",
    MEMORY: "By memory length",
    MEAN: "By mean",
    FOLLOWS: "By feature",
}


@dataclass(frozen=True)
class Follower:
    """The unit that goes best with a feature of the text.

    Attributes:
        unit: 0 … H − 1.
        correlation: Pearson's r, −1 … 1.
    """

    unit: int
    correlation: float


def features_of(tokens: Sequence[str], unit: Unit) -> dict[str, FloatArray]:
    """The features of a text that vary, (T,) each, by name."""
    return {feature.name: feature.values for feature in text_features(tokens, unit)}


def correlations(feature: FloatArray, units: FloatArray) -> FloatArray:
    """Of a feature (T,) with every unit of (T, H), (H,); NaN where one never changes."""
    found: FloatArray = correlate(feature[np.newaxis], units)[0]
    return found


def best_follower(feature: FloatArray, units: FloatArray) -> Follower | None:
    """The unit with the strongest correlation; None if none changes."""
    found = correlations(feature, units)
    if np.isnan(found).all():
        return None
    unit = int(np.nanargmax(np.abs(found)))
    return Follower(unit, float(found[unit]))


def ordered(kind: str, units: FloatArray, feature: FloatArray | None) -> IntArray:
    """The units of (T, H) by a criterion of `ORDERS`, the greatest first, (H,)."""
    if kind == MEMORY:
        return unit_order(memory_lengths(units))
    if kind == MEAN:
        return unit_order(units.mean(axis=0))
    if kind == FOLLOWS and feature is not None:
        return unit_order(np.abs(correlations(feature, units)))
    return np.arange(units.shape[1], dtype=np.int32)
