"""Learning machines: readable cells, and the same weights through torch’s fused kernels.

Names are looked up when they are first used: `blocks`, `counting` and `cores` load without
torch, so that the window can show a number of parameters before torch is there.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnlab.models.blocks import BLOCKS, gate_names
    from rnnlab.models.cells import STEPS
    from rnnlab.models.counting import count_learnt, count_parameters
    from rnnlab.models.devices import available_devices, pick_device, use_threads
    from rnnlab.models.errors import ModelError
    from rnnlab.models.language_model import LanguageModel, build_model
    from rnnlab.models.parity import check_parity
    from rnnlab.models.readable import LayerTrace, Trace, run_readable
    from rnnlab.models.sizing import hidden_size_for, with_parameters
    from rnnlab.models.weights import LayerWeights, ModelWeights, State, learnt_parameters

__all__ = [
    "BLOCKS",
    "STEPS",
    "LanguageModel",
    "LayerTrace",
    "LayerWeights",
    "ModelError",
    "ModelWeights",
    "State",
    "Trace",
    "available_devices",
    "build_model",
    "check_parity",
    "count_learnt",
    "count_parameters",
    "gate_names",
    "hidden_size_for",
    "learnt_parameters",
    "pick_device",
    "run_readable",
    "use_threads",
    "with_parameters",
]

_HOMES = {
    "blocks": ("BLOCKS", "gate_names"),
    "cells": ("STEPS",),
    "counting": ("count_learnt", "count_parameters"),
    "devices": ("available_devices", "pick_device", "use_threads"),
    "errors": ("ModelError",),
    "language_model": ("LanguageModel", "build_model"),
    "parity": ("check_parity",),
    "readable": ("LayerTrace", "Trace", "run_readable"),
    "sizing": ("hidden_size_for", "with_parameters"),
    "weights": ("LayerWeights", "ModelWeights", "State", "learnt_parameters"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
