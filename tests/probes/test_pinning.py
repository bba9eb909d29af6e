"""Pinned gates against the equations with the gate replaced by a constant."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell
from rnnlab.models import gate_names
from rnnlab.probes import Pin, ProbeError, frozen_weights, pin_effect, pin_gates, read_with

Make = Callable[..., Any]
GATED: tuple[Cell, ...] = ("gru", "gru-simplified", "lstm")
GATES = [(cell, gate) for cell in GATED for gate in gate_names(cell)]


def held(value: Tensor, pin: Pin) -> Tensor:
    """A gate's values with the pinned ones replaced by a constant."""
    chosen = torch.ones_like(value, dtype=torch.bool)
    if pin.unit is not None:
        chosen = torch.arange(len(value)) == pin.unit
    return torch.where(chosen, torch.full_like(value, pin.value), value)


@pytest.mark.parametrize("value", [0, 1])
@pytest.mark.parametrize("unit", [None, 2])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize(("cell", "gate"), GATES)
def test_predictions_and_gradients_are_those_of_a_constant_gate(
    cell: Cell,
    gate: str,
    layers: int,
    unit: int | None,
    value: int,
    small_model: Make,
    oracle_of: Make,
    text: Make,
) -> None:
    model, ids = small_model(cell, layers), text(8)
    pin = Pin(gate, value, layers - 1, unit)
    nodes: dict[int, Tensor] = {}

    def touch(t: int, layer: int, kind: str, tensor: Tensor) -> Tensor:
        if (layer, kind) == (pin.layer, gate):
            return held(tensor, pin)
        if (layer, kind) == (0, "h"):
            nodes[t] = torch.zeros_like(tensor, requires_grad=True)
            return tensor + nodes[t]
        return tensor

    losses = oracle_of(model).losses(ids, touch)
    found = torch.autograd.grad(losses[-1], list(nodes.values()), allow_unused=True)
    norms = [0.0 if gradient is None else gradient.norm().item() for gradient in found]
    effect = pin_effect(frozen_weights(model), ids, [pin])
    np.testing.assert_allclose(effect.pinned_log_probabilities, -losses.detach(), rtol=1e-9)
    np.testing.assert_allclose(effect.pinned.hidden_gradient_norm[0], norms, rtol=1e-8, atol=1e-300)
    shown = effect.pinned.gates[gate][pin.layer]
    assert (shown[:, [unit]] == value).all() if unit is not None else (shown == value).all()


def test_the_free_reading_is_without_pins(small_model: Make, oracle_of: Make, text: Make) -> None:
    model, ids = small_model("lstm"), text(8)
    effect = pin_effect(frozen_weights(model), ids, [Pin("forget", 0)])
    expected = -oracle_of(model).losses(ids)
    np.testing.assert_allclose(effect.free_log_probabilities, expected, rtol=1e-9)
    assert (effect.free.hidden_gradient_norm > 0).all()


def test_the_divergence_is_that_of_the_whole_prediction(
    small_model: Make, oracle_of: Make, text: Make
) -> None:
    model, ids = small_model("gru"), text(8)
    oracle = oracle_of(model)
    free = oracle.log_probabilities(oracle.inputs(ids))
    pin = Pin("update", 1)
    pinned = oracle.log_probabilities(
        oracle.inputs(ids), lambda t, k, kind, v: held(v, pin) if kind == "update" else v
    )
    effect = pin_effect(frozen_weights(model), ids, [pin])
    expected = (free.exp() * (free - pinned)).sum(dim=1)
    np.testing.assert_allclose(effect.divergence, expected, rtol=1e-6)


def test_an_lstm_that_forgets_all_hands_nothing_along_its_cell(
    small_model: Make, text: Make
) -> None:
    weights = frozen_weights(small_model("lstm"))
    pins = [Pin("forget", 0), Pin("output", 0)]
    effect = pin_effect(weights, text(8), pins)
    assert effect.pinned.cell_gradient_norm is not None
    assert (effect.pinned.cell_gradient_norm == 0).all()


def test_a_gru_that_keeps_all_hands_the_gradient_back_whole(small_model: Make, text: Make) -> None:
    effect = pin_effect(frozen_weights(small_model("gru")), text(30), [Pin("update", 1)])
    norms = effect.pinned.hidden_gradient_norm[0]
    np.testing.assert_array_equal(norms, norms[-1])


def test_several_pins_hold_together(small_model: Make, text: Make) -> None:
    pins = [Pin("input", 1, 0), Pin("candidate", 0, 1, 3), Pin("forget", 1, 1)]
    effect = pin_effect(frozen_weights(small_model("lstm", 2)), text(8), pins)
    gates = effect.pinned.gates
    assert (gates["input"][0] == 1).all()
    assert (gates["candidate"][1, :, 3] == 0).all()
    assert (gates["forget"][1] == 1).all()
    assert (gates["forget"][0] < 1).all()


def test_the_weights_given_are_left_alone(small_model: Make, text: Make) -> None:
    weights = frozen_weights(small_model("lstm"))
    before = weights.layers[0].weight_hh.clone()
    pin_gates(weights, [Pin("forget", 0)])
    assert torch.equal(weights.layers[0].weight_hh, before)
    assert read_with(weights, text(5)).steps == 4


@pytest.mark.parametrize(
    ("pin", "sentence"),
    [
        (Pin("reset", 0), "has the gates input, forget, candidate, output"),
        (Pin("forget", 2), "to 0 or 1, not to 2"),
        (Pin("forget", 0, layer=1), "1 layer"),
        (Pin("forget", 0, unit=4), "units 0 to 3, not 4"),
        (Pin("forget", 0, unit=-1), "units 0 to 3, not -1"),
    ],
)
def test_a_pin_that_does_not_fit_is_refused(pin: Pin, sentence: str, small_model: Make) -> None:
    with pytest.raises(ProbeError, match=sentence):
        pin_gates(frozen_weights(small_model("lstm")), [pin])


@pytest.mark.parametrize("cell", ["rnn-tanh", "rnn-relu"])
def test_an_rnn_has_nothing_to_pin(cell: Cell, small_model: Make) -> None:
    with pytest.raises(ProbeError, match="no gate to pin"):
        pin_gates(frozen_weights(small_model(cell)), [Pin("forget", 0)])
