"""The readable cells against numbers worked out by hand."""

import math

import pytest
import torch
from torch import Tensor

from rnnlab.config import Cell
from rnnlab.models import BLOCKS, STEPS, LayerWeights, gate_names

LN3 = math.log(3.0)  # σ(ln 3) = 3/4, σ(−ln 3) = 1/4
ATANH_HALF = math.atanh(0.5)


def column(*values: float) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def one_unit(
    weight_ih: Tensor, weight_hh: Tensor, bias_ih: Tensor, bias_hh: Tensor
) -> LayerWeights:
    """A layer of one unit with one input; each block has one row."""
    return LayerWeights(weight_ih.unsqueeze(1), weight_hh.unsqueeze(1), bias_ih, bias_hh)


def scalar(value: float) -> Tensor:
    return torch.full((1, 1), value, dtype=torch.float64)


@pytest.mark.parametrize(("cell", "expected"), [("rnn-tanh", math.tanh(-0.7)), ("rnn-relu", 0.0)])
def test_an_rnn_adds_input_state_and_both_biases(cell: Cell, expected: float) -> None:
    weights = one_unit(column(2.0), column(-3.0), column(0.1), column(0.2))
    (h,), gates = STEPS[cell](scalar(1.0), (scalar(1.0),), weights)  # 2 − 3 + 0.1 + 0.2
    assert h.item() == pytest.approx(expected, abs=1e-15)
    assert gates == {}


def test_a_gru_resets_the_product_and_keeps_the_share_z_of_the_state() -> None:
    # r = 3/4, z = 1/4, n = tanh(0 + r · (4/3) artanh ½ · h) = 1/2 with h = 1
    weights = one_unit(
        column(LN3, -LN3, 0.0),
        column(0.0, 0.0, 1.0),
        column(0.0, 0.0, 0.0),
        column(0.0, 0.0, 4 / 3 * ATANH_HALF - 1.0),
    )
    (h,), gates = STEPS["gru"](scalar(1.0), (scalar(1.0),), weights)
    assert {name: gate.item() for name, gate in gates.items()} == pytest.approx(
        {"reset": 0.75, "update": 0.25, "candidate": 0.5}
    )
    assert h.item() == pytest.approx(0.75 * 0.5 + 0.25 * 1.0)


def test_a_simplified_gru_has_no_reset_gate() -> None:
    weights = one_unit(
        column(LN3, 0.0), column(0.0, ATANH_HALF), column(0.0, 0.0), column(0.0, 0.0)
    )
    (h,), gates = STEPS["gru-simplified"](scalar(1.0), (scalar(1.0),), weights)
    assert {name: gate.item() for name, gate in gates.items()} == pytest.approx(
        {"update": 0.75, "candidate": 0.5}
    )
    assert h.item() == pytest.approx(0.25 * 0.5 + 0.75 * 1.0)


def test_an_lstm_forgets_then_adds_then_shows() -> None:
    # i = 3/4, f = 1/4, g = 1/2, o = 3/4; c = 2
    weights = one_unit(
        column(LN3, 0.0, 0.0, LN3),
        column(0.0, -LN3, 0.0, 0.0),
        column(0.0, 0.0, ATANH_HALF, 0.0),
        column(0.0, 0.0, 0.0, 0.0),
    )
    (h, c), gates = STEPS["lstm"](scalar(1.0), (scalar(1.0), scalar(2.0)), weights)
    assert {name: gate.item() for name, gate in gates.items()} == pytest.approx(
        {"input": 0.75, "forget": 0.25, "candidate": 0.5, "output": 0.75}
    )
    assert c.item() == pytest.approx(0.25 * 2.0 + 0.75 * 0.5)
    assert h.item() == pytest.approx(0.75 * math.tanh(0.875))


@pytest.mark.parametrize("cell", BLOCKS)
def test_gates_come_out_under_the_names_that_are_announced(cell: Cell) -> None:
    rows = len(BLOCKS[cell])
    weights = one_unit(*(torch.zeros(rows, dtype=torch.float64) for _ in range(4)))
    state = (scalar(0.0), scalar(0.0)) if cell == "lstm" else (scalar(0.0),)
    _, gates = STEPS[cell](scalar(0.0), state, weights)
    assert tuple(gates) == gate_names(cell)
