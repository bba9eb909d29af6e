"""Spectra against numpy.linalg."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rnnlab.config import Cell
from rnnlab.models import BLOCKS
from rnnlab.probes import ProbeError, frozen_weights, recurrent_spectra, recurrent_spectrum

Make = Callable[..., Any]
RADIUS = 1.25


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", BLOCKS)
def test_every_block_has_the_spectrum_that_numpy_finds(
    cell: Cell, layers: int, small_model: Make
) -> None:
    model = small_model(cell, layers, hidden_size=12)
    spectra = recurrent_spectra(frozen_weights(model))
    places = [(layer, block) for layer in range(layers) for block in BLOCKS[cell]]
    assert [(spectrum.layer, spectrum.block) for spectrum in spectra] == places
    for index, spectrum in enumerate(spectra):
        layer, gate = divmod(index, len(BLOCKS[cell]))
        rows = model.torch_weights()[f"rnn.weight_hh_l{layer}"].double().numpy()
        matrix = rows[12 * gate : 12 * (gate + 1)]
        expected = np.linalg.eigvals(matrix)
        np.testing.assert_allclose(
            np.sort_complex(spectrum.eigenvalues), np.sort_complex(expected), rtol=1e-9
        )
        np.testing.assert_allclose(
            spectrum.singular_values, np.linalg.svd(matrix, compute_uv=False), rtol=1e-9
        )
        assert spectrum.radius == pytest.approx(np.abs(expected).max(), rel=1e-9)
        assert spectrum.norm == pytest.approx(np.linalg.norm(matrix, 2), rel=1e-9)


def test_an_orthogonal_matrix_times_a_gain_lies_on_a_circle(small_model: Make) -> None:
    model = small_model("rnn-tanh", initialisation="orthogonal", recurrent_gain=RADIUS)
    spectrum = recurrent_spectrum(frozen_weights(model), 0, "state")
    np.testing.assert_allclose(np.abs(spectrum.eigenvalues), RADIUS, rtol=1e-6)
    np.testing.assert_allclose(spectrum.singular_values, RADIUS, rtol=1e-6)


def test_weights_that_are_no_numbers_are_told(small_model: Make) -> None:
    model = small_model("gru")
    weights = model.torch_weights()
    weights["rnn.weight_hh_l0"][5, 1] = float("nan")
    model.load_torch_weights(weights)
    with pytest.raises(ProbeError, match="not finite"):
        recurrent_spectra(frozen_weights(model))


def test_a_matrix_that_takes_too_long_is_refused(small_model: Make) -> None:
    weights = frozen_weights(small_model("rnn-tanh", hidden_size=1025))
    with pytest.raises(ProbeError, match="up to 1,024"):
        recurrent_spectrum(weights, 0, "state")
