"""States and gates as a probe shows them."""

import numpy as np
import numpy.typing as npt
import pytest
import torch

from rnnlab.config import Cell, ModelConfig
from rnnlab.models import BLOCKS, LanguageModel, build_model, gate_names
from rnnlab.probes import probe, probe_activations

V, N, H, L = 6, 9, 5, 2
IDS = np.random.default_rng(1).integers(0, V, N).astype(np.int32)


def model_of(cell: Cell) -> LanguageModel:
    return build_model(ModelConfig(cell=cell, layers=L, hidden_size=H), V, seed=1)


@pytest.mark.parametrize("cell", BLOCKS)
def test_shapes_and_types(cell: Cell) -> None:
    result = probe(model_of(cell), IDS)
    assert tuple(result.gates) == gate_names(cell)
    arrays = [result.hidden, *result.gates.values()]
    arrays += [] if result.cell is None else [result.cell]
    for array in arrays:
        assert array.shape == (L, N - 1, H)
        assert array.dtype == np.float64
    assert result.hidden_gradient_norm.shape == (L, N - 1)


def test_inputs_and_targets_are_neighbours() -> None:
    result = probe(model_of("gru"), IDS)
    np.testing.assert_array_equal(result.inputs, IDS[:-1])
    np.testing.assert_array_equal(result.targets, IDS[1:])
    assert result.inputs.dtype == result.targets.dtype == np.int32


@pytest.mark.parametrize("cell", BLOCKS)
def test_states_are_those_of_the_fused_model(cell: Cell) -> None:
    model = model_of(cell)
    result = probe(model, IDS)
    reference = model.double()
    for t in range(1, N):
        state = reference(torch.from_numpy(IDS[:t]).long().unsqueeze(1))[1]
        shown = [result.hidden] if result.cell is None else [result.hidden, result.cell]
        for array, tensor in zip(shown, state, strict=True):
            np.testing.assert_allclose(array[:, t - 1], tensor[:, 0].detach(), atol=1e-12)


def test_an_lstm_s_gates_explain_its_cell_and_its_state() -> None:
    result = probe(model_of("lstm"), IDS)
    assert result.cell is not None
    gates = result.gates
    before = np.concatenate([np.zeros((L, 1, H)), result.cell[:, :-1]], axis=1)
    after = gates["forget"] * before + gates["input"] * gates["candidate"]
    np.testing.assert_allclose(result.cell, after, atol=1e-12)
    np.testing.assert_allclose(result.hidden, gates["output"] * np.tanh(after), atol=1e-12)


@pytest.mark.parametrize("cell", ["gru", "gru-simplified"])
def test_a_grus_gates_explain_its_state(cell: Cell) -> None:
    result = probe(model_of(cell), IDS)
    z, n = result.gates["update"], result.gates["candidate"]
    before: npt.NDArray[np.float64] = np.concatenate(
        [np.zeros((L, 1, H)), result.hidden[:, :-1]], axis=1
    )
    np.testing.assert_allclose(result.hidden, (1 - z) * n + z * before, atol=1e-12)


@pytest.mark.parametrize("cell", BLOCKS)
def test_activations_alone_are_those_of_the_probe(cell: Cell) -> None:
    model = model_of(cell)
    alone, full = probe_activations(model, IDS), probe(model, IDS)
    np.testing.assert_array_equal(alone.hidden, full.hidden)
    for name, gate in alone.gates.items():
        np.testing.assert_array_equal(gate, full.gates[name])
