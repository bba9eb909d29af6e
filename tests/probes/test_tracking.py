"""Correlations and memory lengths against numpy and against signals with a known answer."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from rnnlab.config import Cell
from rnnlab.models import BLOCKS, gate_names
from rnnlab.probes import (
    Activations,
    Feature,
    ProbeError,
    correlate,
    memory_lengths,
    probe_activations,
    track_features,
    unit_order,
)

Array = npt.NDArray[np.float64]
Make = Callable[..., Any]
RANDOM = np.random.default_rng(3)


def activations_of(hidden: Array, **gates: Array) -> Activations:
    ids = np.zeros(hidden.shape[1], dtype=np.int32)
    return Activations(inputs=ids, targets=ids, hidden=hidden, cell=None, gates=gates)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_correlations_are_numpy_s(cell: Cell, layers: int, small_model: Make, text: Make) -> None:
    seen = probe_activations(small_model(cell, layers), text(40))
    features = [Feature("one", RANDOM.normal(size=39)), Feature("two", np.arange(39.0) % 5)]
    tracking = track_features(seen, features)
    assert tracking.features == ("one", "two")
    expected = {"hidden", *gate_names(cell), *(("cell",) if cell == "lstm" else ())}
    assert set(tracking.correlations) == expected
    signals = {"hidden": seen.hidden, **seen.gates}
    signals |= {} if seen.cell is None else {"cell": seen.cell}
    for name, signal in signals.items():
        for layer, place, unit in np.ndindex(layers, 2, 4):
            units = signal[layer, :, unit]
            found = tracking.correlations[name][layer, place, unit]
            if np.ptp(units) > 0:
                reference = np.corrcoef(features[place].values, units)[0, 1]
                assert found == pytest.approx(reference, rel=1e-9, abs=1e-12)
            else:
                assert math.isnan(found)


def test_the_unit_that_follows_a_feature_is_found_whatever_its_sign() -> None:
    quotes = (np.arange(200) % 50 < 20).astype(float)
    hidden, gate = RANDOM.normal(size=(2, 200, 6)), RANDOM.normal(size=(2, 200, 6))
    gate[1, :, 4] = 0.3 - 0.2 * quotes
    hidden[0, :, 2] = quotes + RANDOM.normal(0, 0.3, 200)
    tracking = track_features(
        activations_of(hidden, forget=gate), [Feature("inside quotes", quotes)]
    )
    first, second = tracking.strongest("inside quotes", 2)
    assert (first.signal, first.layer, first.unit) == ("forget", 1, 4)
    assert first.correlation == pytest.approx(-1.0)
    assert (second.signal, second.layer, second.unit) == ("hidden", 0, 2)
    assert 0.7 < second.correlation < 1
    assert len(tracking.strongest("inside quotes", 100)) == 24


def test_a_unit_that_never_changes_follows_nothing() -> None:
    hidden = np.ones((1, 10, 2))
    hidden[0, :, 1] = np.arange(10)
    tracking = track_features(activations_of(hidden), [Feature("place", np.arange(10.0))])
    assert [match.unit for match in tracking.strongest("place")] == [1]
    assert math.isnan(tracking.correlations["hidden"][0, 0, 0])


def test_a_feature_that_does_not_vary_is_told() -> None:
    seen = activations_of(np.zeros((1, 5, 2)))
    with pytest.raises(ProbeError, match="No feature varies"):
        track_features(seen, [])
    tracking = track_features(seen, [Feature("place", np.arange(5.0))])
    with pytest.raises(ProbeError, match="“depth” does not vary"):
        tracking.strongest("depth")


def test_a_constant_feature_has_no_correlation() -> None:
    assert np.isnan(correlate(np.ones((1, 8)), RANDOM.normal(size=(8, 3)))).all()


def brute_force_memory(unit: Array) -> float:
    centred = unit - unit.mean()
    total = 1.0
    for k in range(1, len(unit)):
        share = float(centred[k:] @ centred[:-k] / (centred @ centred))
        if share <= 0:
            break
        total += 2 * share
    return total


def test_memory_lengths_are_sums_of_autocorrelations() -> None:
    walk = RANDOM.normal(size=(300, 5)).cumsum(axis=0)
    units = np.concatenate((walk, RANDOM.normal(size=(300, 5))), axis=1)
    expected = [brute_force_memory(unit) for unit in units.T]
    np.testing.assert_allclose(memory_lengths(units), expected, rtol=1e-9)


def test_a_leaky_unit_remembers_as_long_as_its_leak_says() -> None:
    keep, steps = 0.8, 200_000
    noise = np.random.default_rng(1).normal(size=steps)
    unit = np.empty(steps)
    unit[0] = noise[0]
    for t in range(1, steps):
        unit[t] = keep * unit[t - 1] + noise[t]
    (found,) = memory_lengths(unit[:, None])
    assert found == pytest.approx((1 + keep) / (1 - keep), rel=0.05)  # of an AR(1) process


def test_a_unit_that_never_changes_has_no_memory_length() -> None:
    units = np.stack((np.ones(20), np.arange(20.0)), axis=1)
    assert np.isnan(memory_lengths(units)).tolist() == [True, False]


def test_units_are_ordered_from_the_greatest_and_nan_comes_last() -> None:
    values = np.array([0.2, math.nan, 0.9, 0.2, -math.inf])
    assert unit_order(values).tolist() == [2, 0, 3, 4, 1]
