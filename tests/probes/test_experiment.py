"""The cause sliders against models that were built, or changed, with the same values."""

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from rnnlab.config import Cell, ConfigError, ModelConfig
from rnnlab.models import BLOCKS, LanguageModel, build_model
from rnnlab.probes import Experiment, ProbeError, experiment_reading, freeze, probe, run_experiment

Make = Callable[..., Any]
EVERY_CELL = pytest.mark.parametrize("cell", BLOCKS)


def text_of(settings: Experiment) -> npt.NDArray[np.int32]:
    reading = experiment_reading(settings)
    return np.concatenate((reading.inputs[:1], reading.targets))


@EVERY_CELL
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_fresh_curves_are_those_of_a_model_built_with_these_values(
    cell: Cell, scale: float
) -> None:
    settings = Experiment(
        cell=cell,
        hidden_size=8,
        length=15,
        recurrent_scale=scale,
        forget_bias=3.0,
        initialisation="orthogonal",
        seed=5,
    )
    config = ModelConfig(
        cell=cell,
        hidden_size=8,
        recurrent_gain=scale,
        forget_bias=3.0,
        initialisation="orthogonal",
    )
    expected = probe(build_model(config, 64, seed=5), text_of(settings))
    result = run_experiment(settings)
    np.testing.assert_allclose(
        result.hidden_gradient_norm, expected.hidden_gradient_norm, rtol=1e-9, atol=1e-300
    )
    assert (result.cell_gradient_norm is None) == (cell != "lstm")
    if result.cell_gradient_norm is not None:
        np.testing.assert_allclose(
            result.cell_gradient_norm, expected.cell_gradient_norm, rtol=1e-9
        )


def changed(model: LanguageModel, scale: float, bias_change: float) -> LanguageModel:
    """The model in float64 with its weights changed one by one."""
    there = model.double()
    weights = there.torch_weights()
    for layer in range(model.config.layers):
        weights[f"rnn.weight_hh_l{layer}"] *= scale
        if model.config.cell == "lstm":
            size = model.config.hidden_size
            weights[f"rnn.bias_hh_l{layer}"][size : 2 * size] += bias_change
    there.load_torch_weights(weights)
    return there


@EVERY_CELL
@pytest.mark.parametrize("layers", [1, 2])
def test_a_copy_s_curves_are_those_of_its_changed_weights(
    cell: Cell, layers: int, small_model: Make, text: Make
) -> None:
    model, ids = small_model(cell, layers), text(12)
    noise = torch.Generator().manual_seed(3)
    weights = model.torch_weights()
    for layer in range(layers):  # learnt biases are not all alike
        weights[f"rnn.bias_ih_l{layer}"] += torch.randn(
            weights[f"rnn.bias_ih_l{layer}"].shape, generator=noise
        )
    model.load_torch_weights(weights)
    copy = freeze(model, ids)
    start = copy.sliders()
    moved = dataclasses.replace(start, recurrent_scale=1.3, forget_bias=start.forget_bias + 0.7)
    result = run_experiment(moved, copy)
    expected = probe(changed(model, 1.3, 0.7), ids)
    np.testing.assert_allclose(
        result.hidden_gradient_norm, expected.hidden_gradient_norm, rtol=1e-9, atol=1e-300
    )


@EVERY_CELL
def test_sliders_where_the_copy_was_taken_change_nothing(
    cell: Cell, small_model: Make, text: Make
) -> None:
    model, ids = small_model(cell, 2), text(12)
    copy = freeze(model, ids)
    result = run_experiment(copy.sliders(), copy)
    expected = probe(model, ids).hidden_gradient_norm
    np.testing.assert_allclose(result.hidden_gradient_norm, expected, rtol=1e-9, atol=1e-300)


def test_a_copy_outlives_its_run(small_model: Make, text: Make) -> None:
    model, ids = small_model("lstm"), text(12)
    expected = probe(model, ids).hidden_gradient_norm
    copy = freeze(model, ids)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(math.nan)
    ids.fill(0)
    for _ in range(2):  # nor does an experiment change it
        result = run_experiment(dataclasses.replace(copy.sliders(), recurrent_scale=1.4), copy)
        assert np.isfinite(result.hidden_gradient_norm).all()
    result = run_experiment(copy.sliders(), copy)
    np.testing.assert_allclose(result.hidden_gradient_norm, expected, rtol=1e-9)


def test_the_activation_of_a_copied_rnn_can_be_changed(small_model: Make, text: Make) -> None:
    model, ids = small_model("rnn-tanh"), text(12)
    twin = small_model("rnn-relu")
    twin.load_torch_weights(model.torch_weights())
    copy = freeze(model, ids)
    result = run_experiment(dataclasses.replace(copy.sliders(), cell="rnn-relu"), copy)
    expected = probe(twin, ids).hidden_gradient_norm
    np.testing.assert_allclose(result.hidden_gradient_norm, expected, rtol=1e-9, atol=1e-300)


def test_the_cell_of_a_copy_cannot_be_changed(small_model: Make, text: Make) -> None:
    copy = freeze(small_model("gru"), text(12))
    with pytest.raises(ProbeError, match="fit their own kind of cell"):
        run_experiment(dataclasses.replace(copy.sliders(), cell="lstm"), copy)


def test_a_copy_reads_the_end_of_its_text(small_model: Make, text: Make) -> None:
    copy = freeze(small_model("gru"), text(50))
    shorter = experiment_reading(dataclasses.replace(copy.sliders(), length=10), copy)
    np.testing.assert_array_equal(shorter.inputs, text(50)[-11:-1])
    longer = experiment_reading(dataclasses.replace(copy.sliders(), length=90), copy)
    assert longer.steps == 49


def test_scale_decides_whether_the_gradient_vanishes_or_explodes() -> None:
    open_network = {"cell": "rnn-relu", "initialisation": "identity", "hidden_size": 16}
    decays = [
        run_experiment(Experiment(recurrent_scale=scale, length=40, **open_network)).reach.decay
        for scale in (0.5, 1.0, 1.5)
    ]
    np.testing.assert_allclose(decays, [0.5, 1.0, 1.5], rtol=0.1)  # some units are off


def test_a_higher_forget_bias_reaches_further() -> None:
    reaches = [
        run_experiment(Experiment(cell="lstm", hidden_size=32, forget_bias=bias)).reach.half_life
        for bias in (-2.0, 0.0, 1.0, 3.0, 5.0)
    ]
    assert reaches == sorted(reaches)
    assert reaches[-1] > 20 * reaches[0]


@EVERY_CELL
def test_theory_comes_with_the_measurement(cell: Cell) -> None:
    (curve,) = run_experiment(Experiment(cell=cell, hidden_size=8, length=20)).predicted
    assert curve.kind == ("slope bound" if cell.startswith("rnn") else "direct path")
    assert curve.norms.shape == (20,)


def test_numbers_that_explode_are_told_in_a_sentence() -> None:
    wild = Experiment(
        cell="rnn-relu",
        hidden_size=16,
        length=1000,
        recurrent_scale=10.0,
        initialisation="identity",
    )
    with pytest.raises(ProbeError, match="exploded"):
        run_experiment(wild)


@pytest.mark.parametrize("values", [{"length": 1}, {"recurrent_scale": math.inf}, {"cell": "cnn"}])
def test_sliders_beyond_their_range_are_refused(values: Any) -> None:
    with pytest.raises(ConfigError):
        Experiment(**values)


def test_a_copy_needs_a_text_the_model_knows(small_model: Make) -> None:
    with pytest.raises(ProbeError, match="does not know"):
        freeze(small_model("gru"), np.array([0, 99], dtype=np.int32))


def test_the_same_settings_give_the_same_curves() -> None:
    settings = Experiment(hidden_size=8, length=10)
    first, second = run_experiment(settings), run_experiment(settings)
    np.testing.assert_array_equal(first.hidden_gradient_norm, second.hidden_gradient_norm)
    other = run_experiment(dataclasses.replace(settings, seed=2))
    assert not np.array_equal(first.hidden_gradient_norm, other.hidden_gradient_norm)
