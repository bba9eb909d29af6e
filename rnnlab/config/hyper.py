"""One declaration per hyperparameter, from which everything else is derived.

A field of a frozen dataclass is declared with `hyper`; the form, the tooltip, the
command-line option, the line in the run file and the check all read that declaration.
"""

import dataclasses
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_type_hints

from rnnlab.config.errors import ConfigError

Value = bool | int | float | str
Scale = Literal["linear", "log"]

_METADATA_KEY = "hyper"
_KINDS = (bool, int, float, str)


@dataclass(frozen=True)
class Hyper:
    """What is known about one hyperparameter apart from its value.

    Attributes:
        name: Field name, ``hidden_size``.
        kind: ``bool``, ``int``, ``float`` or ``str``.
        default: Value used when nothing is chosen.
        label: Two or three words for the form.
        help: One or two sentences for the tooltip, the command line and the help pages.
        unit: Unit of the value, empty for a pure number.
        minimum: Smallest allowed value, inclusive.
        maximum: Largest allowed value, inclusive.
        scale: How a slider or a list of suggestions is spaced.
        choices: Allowed values of a ``str`` with the words shown for each.
        suggestions: Values offered in a list; others may still be typed.
        applies: Settings this one depends on: ``{"cell": ("lstm",)}`` means that it has
            an effect only when ``cell`` is one of the listed values.
        live: May change while training; it is then taken at a step boundary.
        zero_means: What the value 0 stands for (``"off"``), where it is special.
    """

    name: str
    kind: type
    default: Value
    label: str
    help: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    scale: Scale = "linear"
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    suggestions: tuple[float, ...] = ()
    applies: Mapping[str, tuple[Value, ...]] = dataclasses.field(default_factory=dict)
    live: bool = False
    zero_means: str = ""

    @property
    def option(self) -> str:
        """The command-line option, ``--hidden-size``."""
        return "--" + self.name.replace("_", "-")

    def check(self, value: object) -> None:
        """Raise `ConfigError` unless ``value`` has the right type and range."""
        if self.kind is bool:
            self._require(isinstance(value, bool), "must be on or off")
        elif self.kind is str:
            self._check_choice(value)
        else:
            self._check_number(value)

    def parse(self, text: str) -> Value:
        """Read a typed value; raises `ConfigError` if it cannot be read or used."""
        value: Value = text.strip()
        if self.kind is not str:
            try:
                value = self.kind(text.strip())
            except ValueError:
                self._refuse(f"must be {self._wanted()}, not “{text.strip()}”")
        self.check(value)
        return value

    def applies_with(self, values: Mapping[str, Value]) -> bool:
        """Whether the setting has an effect when the others have these values."""
        return all(values.get(other) in allowed for other, allowed in self.applies.items())

    def _check_choice(self, value: object) -> None:
        listed = ", ".join(self.choices)
        known = isinstance(value, str) and value in self.choices
        self._require(known, f"must be one of {listed}, not “{value}”")

    def _check_number(self, value: object) -> None:
        right_type = isinstance(value, int) or (self.kind is float and isinstance(value, float))
        right_type = right_type and not isinstance(value, bool)
        self._require(right_type, f"must be {self._wanted()}, not “{value}”")
        assert isinstance(value, int | float)
        self._require(
            not isinstance(value, float) or math.isfinite(value), "must be a finite number"
        )
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        self._require(low <= value <= high, f"must be {self._range()}, not {_short(value)}")

    def _wanted(self) -> str:
        return "a whole number" if self.kind is int else "a number"

    def _range(self) -> str:
        if self.maximum is None:
            return f"at least {self.minimum:g}"
        if self.minimum is None:
            return f"at most {self.maximum:g}"
        return f"between {self.minimum:g} and {self.maximum:g}"

    def _require(self, condition: bool, complaint: str) -> None:
        if not condition:
            self._refuse(complaint)

    def _refuse(self, complaint: str) -> None:
        raise ConfigError(self.name, f"{self.label} {complaint}.")


def hyper(default: Value, *, label: str, help: str, **more: Any) -> Any:
    """Declare a field of a configuration dataclass.

    Args:
        default: Value used when nothing is chosen.
        label: Two or three words for the form.
        help: What it means, for a person.
        more: The other attributes of `Hyper`.
    """
    declaration = {"default": default, "label": label, "help": help, **more}
    return dataclasses.field(default=default, metadata={_METADATA_KEY: declaration})


def declared(config_class: type[Any]) -> dict[str, Hyper]:
    """The declarations of a configuration class by field name, in their written order."""
    return _declared(cast(Hashable, config_class))


@cache
def _declared(config_class: Any) -> dict[str, Hyper]:
    hints = get_type_hints(config_class)
    found: dict[str, Hyper] = {}
    for field in dataclasses.fields(config_class):
        if _METADATA_KEY in field.metadata:
            declaration = dict(field.metadata[_METADATA_KEY])
            kind = hints[field.name] if hints[field.name] in _KINDS else str
            found[field.name] = Hyper(name=field.name, kind=kind, **declaration)
    return found


class Checked:
    """Base of the configuration dataclasses: a value that exists is a value in range."""

    def __post_init__(self) -> None:
        for name, declaration in declared(type(self)).items():
            declaration.check(getattr(self, name))


def _short(value: float) -> str:
    """A number for a sentence; whole numbers may have more digits than a float can hold."""
    text = str(value) if isinstance(value, int) else f"{value:g}"
    return text if len(text) <= 20 else "so large a number"
