"""Looking inside: gates, states, gradients through time, and what theory says of them.

A text is read once (`read_text`); what is then asked — the triangle, the reach, the Lyapunov
exponent, the connectivity — starts from that `Reading`. Names are looked up when they are first
used: what holds results and what needs numpy alone loads without torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnlab.probes.connectivity import Occlusion, gradient_times_input, occlusion
    from rnnlab.probes.errors import ProbeError
    from rnnlab.probes.experiment import (
        Experiment,
        ExperimentResult,
        FrozenCopy,
        experiment_reading,
        freeze,
        run_experiment,
    )
    from rnnlab.probes.features import Feature, text_features
    from rnnlab.probes.gradients import probe, probe_activations, probe_weights
    from rnnlab.probes.groups import GroupFlow, gradient_flow, parameter_groups
    from rnnlab.probes.lyapunov import Lyapunov, lyapunov_exponents
    from rnnlab.probes.pinning import Pin, PinEffect, pin_effect, pin_gates
    from rnnlab.probes.predicted import PredictedCurve, predicted_curves
    from rnnlab.probes.reach import Reach, fit_reach, memory_reach, reach_positions
    from rnnlab.probes.reading import Reading, frozen_weights, read_text, read_with
    from rnnlab.probes.report import probe_to_json
    from rnnlab.probes.result import Activations, LossAt, ProbeResult
    from rnnlab.probes.spectra import Spectrum, recurrent_spectra, recurrent_spectrum
    from rnnlab.probes.tracking import (
        Match,
        Tracking,
        correlate,
        memory_lengths,
        track_features,
        unit_order,
    )
    from rnnlab.probes.triangle import Triangle, gradient_triangle

__all__ = [
    "Activations",
    "Experiment",
    "ExperimentResult",
    "Feature",
    "FrozenCopy",
    "GroupFlow",
    "LossAt",
    "Lyapunov",
    "Match",
    "Occlusion",
    "Pin",
    "PinEffect",
    "PredictedCurve",
    "ProbeError",
    "ProbeResult",
    "Reach",
    "Reading",
    "Spectrum",
    "Tracking",
    "Triangle",
    "correlate",
    "experiment_reading",
    "fit_reach",
    "freeze",
    "frozen_weights",
    "gradient_flow",
    "gradient_times_input",
    "gradient_triangle",
    "lyapunov_exponents",
    "memory_lengths",
    "memory_reach",
    "occlusion",
    "parameter_groups",
    "pin_effect",
    "pin_gates",
    "predicted_curves",
    "probe",
    "probe_activations",
    "probe_to_json",
    "probe_weights",
    "reach_positions",
    "read_text",
    "read_with",
    "recurrent_spectra",
    "recurrent_spectrum",
    "run_experiment",
    "text_features",
    "track_features",
    "unit_order",
]

_HOMES = {
    "connectivity": ("Occlusion", "gradient_times_input", "occlusion"),
    "errors": ("ProbeError",),
    "experiment": (
        "Experiment",
        "ExperimentResult",
        "FrozenCopy",
        "experiment_reading",
        "freeze",
        "run_experiment",
    ),
    "features": ("Feature", "text_features"),
    "gradients": ("probe", "probe_activations", "probe_weights"),
    "groups": ("GroupFlow", "gradient_flow", "parameter_groups"),
    "lyapunov": ("Lyapunov", "lyapunov_exponents"),
    "pinning": ("Pin", "PinEffect", "pin_effect", "pin_gates"),
    "predicted": ("PredictedCurve", "predicted_curves"),
    "reach": ("Reach", "fit_reach", "memory_reach", "reach_positions"),
    "reading": ("Reading", "frozen_weights", "read_text", "read_with"),
    "report": ("probe_to_json",),
    "result": ("Activations", "LossAt", "ProbeResult"),
    "spectra": ("Spectrum", "recurrent_spectra", "recurrent_spectrum"),
    "tracking": (
        "Match",
        "Tracking",
        "correlate",
        "memory_lengths",
        "track_features",
        "unit_order",
    ),
    "triangle": ("Triangle", "gradient_triangle"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
