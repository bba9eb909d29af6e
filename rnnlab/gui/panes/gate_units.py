"""Which units of a gate or state come first, and which one follows what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rnnlab.config import Unit
from rnnlab.probes.features import text_features
from rnnlab.probes.result import Activations
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


def equation(result: Activations, layer: int, step: int, unit: int) -> list[str]:
    """The equations of a cell with the numbers of one unit at one token, rich text lines."""
    gates = {name: float(values[layer, step, unit]) for name, values in result.gates.items()}
    hidden = float(result.hidden[layer, step, unit])
    before = float(result.hidden[layer, step - 1, unit]) if step else 0.0
    if result.cell is not None:
        cell = float(result.cell[layer, step, unit])
        cell_before = float(result.cell[layer, step - 1, unit]) if step else 0.0
        return _lstm(gates, cell_before, cell, hidden)
    if "update" in gates:
        return _gru(gates, before, hidden)
    return [f"<i>h</i> = {_n(hidden)}, before {_n(before)}"]


def _lstm(gates: dict[str, float], before: float, cell: float, hidden: float) -> list[str]:
    i, f, g, o = (gates[name] for name in ("input", "forget", "candidate", "output"))
    return [
        f"<i>f</i> = {_sigma(f)}, <i>i</i> = {_sigma(i)}, <i>o</i> = {_sigma(o)}",
        f"<i>c</i> = <i>f·c</i>′ + <i>i·g</i> = {_n(f)}·{_p(before)} + {_n(i)}·{_p(g)}"
        f" = <b>{_n(cell)}</b>",
        f"<i>h</i> = <i>o</i>·tanh <i>c</i> = {_n(o)}·{_p(float(np.tanh(cell)))}"
        f" = <b>{_n(hidden)}</b>",
    ]


def _gru(gates: dict[str, float], before: float, hidden: float) -> list[str]:
    z, n = gates["update"], gates["candidate"]
    reset = f", <i>r</i> = {_sigma(gates['reset'])}" if "reset" in gates else ""
    return [
        f"<i>z</i> = {_sigma(z)}{reset}",
        f"<i>h</i> = (1 − <i>z</i>)·<i>n</i> + <i>z·h</i>′ = {_n(1 - z)}·{_p(n)} + "
        f"{_n(z)}·{_p(before)} = <b>{_n(hidden)}</b>",
    ]


def _sigma(gate: float) -> str:
    """σ(what went in) = the gate; saturated, what went in cannot be told from the gate."""
    if not 0.0 < gate < 1.0:
        return _n(gate)
    return f"σ({_n(float(np.log(gate / (1.0 - gate))))}) = {_n(gate)}"


def _n(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _p(value: float) -> str:
    return f"({_n(value)})" if value < 0 else _n(value)
