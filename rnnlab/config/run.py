"""All choices of one run, and their form as plain data."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from rnnlab.config.errors import ConfigError
from rnnlab.config.hyper import Hyper, Value, declared
from rnnlab.config.model import ModelConfig
from rnnlab.config.text import TextConfig
from rnnlab.config.training import TrainingConfig


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides the course of a run, apart from the text itself."""

    text: TextConfig = field(default_factory=TextConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    def values(self) -> dict[str, Value]:
        """Every setting by name; names are unique over the three parts."""
        return {
            name: getattr(getattr(self, section), name)
            for section, declarations in run_settings().items()
            for name in declarations
        }

    def changed(self, **values: Value) -> Self:
        """A copy in which the named settings have other values.

        Raises:
            ConfigError: A name is unknown, or a value or a combination cannot be used.
        """
        parts = {}
        for section, declarations in run_settings().items():
            mine = {name: values.pop(name) for name in declarations if name in values}
            parts[section] = dataclasses.replace(getattr(self, section), **mine)
        if values:
            unknown = next(iter(values))
            raise ConfigError(unknown, f"There is no setting “{unknown}”.")
        return dataclasses.replace(self, **parts)

    def to_dict(self) -> dict[str, dict[str, Value]]:
        """Plain data for a run file."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; settings that are missing take their defaults.

        Raises:
            ConfigError: The data has another shape, or a value cannot be used.
        """
        values: dict[str, Value] = {}
        for section in run_settings():
            part = data.get(section, {})
            if not isinstance(part, Mapping):
                raise ConfigError(section, f"The settings of “{section}” are not a table.")
            values.update(part)
        return cls().changed(**values)


@cache
def run_settings() -> dict[str, dict[str, Hyper]]:
    """The declarations of a run's settings by part and name."""
    return {
        "text": declared(TextConfig),
        "model": declared(ModelConfig),
        "training": declared(TrainingConfig),
    }


@cache
def all_settings() -> dict[str, Hyper]:
    """The same declarations by name alone, in their order."""
    return {name: each for part in run_settings().values() for name, each in part.items()}
