"""Which unit follows what, and in which order to show the units."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.probes.errors import ProbeError
from rnnlab.probes.features import Feature
from rnnlab.probes.result import Activations, FloatArray
from rnnlab.text.vocabulary import IntArray


@dataclass(frozen=True)
class Match:
    """A unit and a feature of the text that go together.

    Attributes:
        signal: ``hidden``, ``cell`` or the name of a gate.
        layer: Counted from the input.
        unit: 0 … H − 1.
        feature: Name of the feature.
        correlation: Pearson’s r, −1 … 1; below 0 the unit falls where the feature rises.
    """

    signal: str
    layer: int
    unit: int
    feature: str
    correlation: float


@dataclass(frozen=True)
class Tracking:
    """The correlation of every unit with every feature of a text.

    Attributes:
        features: Names of the F features.
        correlations: By signal — ``hidden``, ``cell`` or the name of a gate — Pearson's r,
            (L, F, H); NaN where a unit never changes.
    """

    features: tuple[str, ...]
    correlations: dict[str, FloatArray]

    def strongest(self, feature: str, count: int = 10) -> list[Match]:
        """The units that follow a feature best, of all signals and layers, best first.

        Args:
            feature: Its name.
            count: How many at most.

        Raises:
            ProbeError: The text has no such feature.
        """
        if feature not in self.features:
            raise ProbeError(
                f"“{feature}” does not vary in this text, so no unit can be seen to follow it; "
                "choose a longer text or another feature."
            )
        place = self.features.index(feature)
        matches = [
            Match(signal, layer, unit, feature, float(values[layer, place, unit]))
            for signal, values in self.correlations.items()
            for layer in range(len(values))
            for unit in unit_order(np.abs(values[layer, place]))[:count].tolist()
            if not np.isnan(values[layer, place, unit])
        ]
        return sorted(matches, key=lambda match: -abs(match.correlation))[:count]


def track_features(activations: Activations, features: Sequence[Feature]) -> Tracking:
    """Correlate every unit's h, c and gates with every feature.

    Many units and few tokens make some high correlations by chance: with T tokens about one
    unit in twenty exceeds 2/√T, and more where the text changes slowly.

    Args:
        activations: Of a text of which T tokens were read.
        features: Of those tokens, (T,) each.

    Raises:
        ProbeError: There is no feature that varies.
    """
    if not features:
        raise ProbeError("No feature varies in this text; choose a longer one.")
    signals = {"hidden": activations.hidden, **activations.gates}
    if activations.cell is not None:
        signals["cell"] = activations.cell
    table = np.stack([feature.values for feature in features])  # (F, T)
    return Tracking(
        features=tuple(feature.name for feature in features),
        correlations={
            name: np.stack([correlate(table, layer) for layer in signal])
            for name, signal in signals.items()
        },
    )


def correlate(features: FloatArray, units: FloatArray) -> FloatArray:
    """Pearson's correlation of each feature with each unit, (F, H); NaN where one is constant.

    Args:
        features: (F, T).
        units: (T, H).
    """
    centred_features = features - features.mean(axis=1, keepdims=True)
    centred_units = units - units.mean(axis=0)
    lengths = np.outer(
        np.linalg.norm(centred_features, axis=1), np.linalg.norm(centred_units, axis=0)
    )
    constant = np.logical_or.outer(np.ptp(features, axis=1) == 0, np.ptp(units, axis=0) == 0)
    products = centred_features @ centred_units
    return np.where(constant, np.nan, products / np.where(constant, 1.0, lengths))


def memory_lengths(units: FloatArray) -> FloatArray:
    """For how many tokens each unit resembles itself: its autocorrelation time, (H,).

    ``1 + 2 Σ ρ(k)``, where ρ(k) is the autocorrelation at distance k and the sum ends before
    the first ρ(k) ≤ 0. Noise gives about 1, a unit that stays put its dwell time. NaN for a
    unit that never changes.

    Args:
        units: h, c or a gate of one layer over a text, (T, H).
    """
    steps = len(units)
    centred = units - units.mean(axis=0)
    spectrum = np.fft.rfft(centred, n=2 * steps, axis=0)  # padded, or the ends would meet
    products = np.fft.irfft(np.abs(spectrum) ** 2, n=2 * steps, axis=0)[:steps]  # (T, H)
    constant = np.ptp(units, axis=0) == 0
    shares = products / np.where(constant, 1.0, products[0])
    before_zero = np.logical_and.accumulate(shares > 0, axis=0)
    times: FloatArray = 2.0 * np.where(before_zero, shares, 0.0).sum(axis=0) - 1.0
    return np.where(constant, np.nan, times)


def unit_order(values: FloatArray) -> IntArray:
    """Units by a criterion, the greatest first, (H,); NaN comes last, equals keep their order.

    The criterion may be `memory_lengths`, a correlation, or the mean of the forget gate,
    ``gates["forget"][layer].mean(axis=0)``.

    Args:
        values: One for each unit, (H,).
    """
    return np.argsort(-values, kind="stable").astype(np.int32)
