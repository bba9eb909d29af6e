"""Looking inside: gates, states and gradients through time.

`result` loads without torch; the rest is looked up when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from rnnlab.probes.errors import ProbeError
from rnnlab.probes.report import probe_to_json
from rnnlab.probes.result import Activations, LossAt, ProbeResult

if TYPE_CHECKING:
    from rnnlab.probes.gradients import probe, probe_activations

__all__ = [
    "Activations",
    "LossAt",
    "ProbeError",
    "ProbeResult",
    "probe",
    "probe_activations",
    "probe_to_json",
]


def __getattr__(name: str) -> object:
    if name in ("probe", "probe_activations"):
        return getattr(import_module("rnnlab.probes.gradients"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
