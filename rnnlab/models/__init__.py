"""Learning machines: readable cells, and the same weights through torch’s fused kernels."""

from rnnlab.models.cells import STEPS, Gates, Step
from rnnlab.models.counting import count_parameters
from rnnlab.models.devices import (
    DeviceInfo,
    available_devices,
    is_out_of_memory,
    pick_device,
    requested_bytes,
    use_threads,
)
from rnnlab.models.errors import ModelError
from rnnlab.models.language_model import LanguageModel, build_model
from rnnlab.models.parity import Parity, check_parity
from rnnlab.models.readable import LayerTrace, Trace, run_readable
from rnnlab.models.weights import BLOCKS, LayerWeights, ModelWeights, State, gate_names

__all__ = [
    "BLOCKS",
    "STEPS",
    "DeviceInfo",
    "Gates",
    "LanguageModel",
    "LayerTrace",
    "LayerWeights",
    "ModelError",
    "ModelWeights",
    "Parity",
    "State",
    "Step",
    "Trace",
    "available_devices",
    "build_model",
    "check_parity",
    "count_parameters",
    "gate_names",
    "is_out_of_memory",
    "pick_device",
    "requested_bytes",
    "run_readable",
    "use_threads",
]
