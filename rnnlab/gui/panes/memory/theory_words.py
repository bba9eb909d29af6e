"""What theory predicts, named as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnlab.probes.predicted import PredictedCurve

_BOUNDS = {
    "slope bound": "bound Π max φ′·‖U‖",
    "norm bound": "bound Π ‖diag(φ′)·U‖",
    "product bound": "bound ‖Π diag(φ′)·U‖",
}


def theory_words(curve: PredictedCurve) -> str:
    """The label of a predicted curve."""
    gate = "Π fₜ, direct cell path" if curve.of_cell else "Π zₜ, carry gate"
    return _BOUNDS.get(curve.kind, gate)
