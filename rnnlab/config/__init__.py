"""What can be chosen: frozen dataclasses in which each hyperparameter is declared once."""

from rnnlab.config.errors import ConfigError, DeviceError, UserError
from rnnlab.config.hyper import Hyper, Value, declared, hyper
from rnnlab.config.model import Cell, ModelConfig
from rnnlab.config.ngram import NgramConfig, Smoothing
from rnnlab.config.run import RunConfig, all_settings, run_settings
from rnnlab.config.sampling import BeamConfig, SamplingConfig
from rnnlab.config.text import TextConfig, Unit
from rnnlab.config.training import Device, Optimizer, Schedule, TrainingConfig

__all__ = [
    "BeamConfig",
    "Cell",
    "ConfigError",
    "Device",
    "DeviceError",
    "Hyper",
    "ModelConfig",
    "NgramConfig",
    "Optimizer",
    "RunConfig",
    "SamplingConfig",
    "Schedule",
    "Smoothing",
    "TextConfig",
    "TrainingConfig",
    "Unit",
    "UserError",
    "Value",
    "all_settings",
    "declared",
    "hyper",
    "run_settings",
]
