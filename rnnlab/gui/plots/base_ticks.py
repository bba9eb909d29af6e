"""Where the lines of a grid stand and what is written beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_VISIBLE = str.maketrans({" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍"})
_PLAIN_POWERS = range(-3, 5)


@dataclass(frozen=True)
class Tick:
    """A place on an axis, in the units of the view (logarithms on a log axis)."""

    position: float
    text: str


def linear_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Round numbers from ``low`` to ``high``, at most about ``most`` of them."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    step = _round_step((high - low) / max(most, 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return [Tick(n * step, _number(n * step, decimals)) for n in range(first, last + 1)]


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Powers of ten between two exponents, or rounder numbers where few fit."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    decades = high - low
    if decades >= 1.5:
        every = max(1, math.ceil(decades / max(most, 1)))
        first = math.ceil(low / every - 1e-9) * every
        return [Tick(n, power_of_ten(n)) for n in range(first, math.floor(high + 1e-9) + 1, every)]
    return [
        Tick(math.log10(tick.position), tick.text)
        for tick in linear_ticks(10**low, 10**high, most)
        if tick.position > 0
    ]


def power_of_ten(exponent: int) -> str:
    """``0.01``, ``100``, or ``10⁻⁷`` where zeros would have to be counted."""
    if exponent in _PLAIN_POWERS:
        return _number(10.0**exponent, max(0, -exponent))
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def name_ticks(names: Sequence[str], low: float, high: float, most: int) -> list[Tick]:
    """Names at 0, 1, 2 …: all of them, or every k-th where not all fit."""
    first, last = max(0, math.ceil(low)), min(len(names) - 1, math.floor(high))
    every = max(1, math.ceil((last - first + 1) / max(most, 1)))
    return [Tick(n, token_text(names[n])) for n in range(first, last + 1) if n % every == 0]


def token_text(token: str) -> str:
    """A token with its spaces and line ends made visible."""
    return token.translate(_VISIBLE)


def value_text(value: float) -> str:
    """A value with four significant digits, for a read-out."""
    if not math.isfinite(value):
        return "–"
    if value == int(value) and abs(value) < 1e9:
        return _number(value, 0)
    if 1e-3 <= abs(value) < 1e6:
        return _number(value, max(0, 3 - math.floor(math.log10(abs(value)))))
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{_number(float(mantissa), 2)}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return float(power * next(step for step in _STEPS if step * power >= rough * (1 - 1e-9)))


def _number(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}".replace("-", "−")
    return text.removeprefix("−") if float(f"{value:.{decimals}f}") == 0 else text
