"""Where the lines of a grid stand and what is written beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_VISIBLE = str.maketrans({" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍"})
_MANTISSAS = ((1,), (1, 3), (1, 2, 5), (1, 2, 3, 4, 5, 6, 7, 8, 9))
_FEWEST = 3  # a logarithmic axis with fewer numbers says too little
_UNITS = ((1e9, (1e9, " G")), (1e6, (1e6, " M")), (1e5, (1e3, " k")))
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
    unit, suffix = _unit(max(abs(low), abs(high)))
    decimals = max(0, -math.floor(math.log10(step / unit) + 1e-9))
    return [
        Tick(n * step, _number(n * step / unit, decimals) + (suffix if n else ""))
        for n in range(first, last + 1)
    ]


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Round numbers between two powers of ten, given by their exponents.

    As many of 1, 1–3, 1–2–5 or 1 to 9 in each decade as there is room for; every second,
    third … power where not even these fit; evenly spaced numbers within a small range.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    every = max(1, math.ceil((high - low) / max(most, 1)))
    if every > 1:
        first = math.ceil(low / every - 1e-9) * every
        return [Tick(n, power_of_ten(n)) for n in range(first, math.floor(high + 1e-9) + 1, every)]
    series = [_decade_ticks(low, high, mantissas) for mantissas in _MANTISSAS]
    fitting = [ticks for ticks in series if len(ticks) <= most]
    best = fitting[-1] if fitting else series[0]
    return best if len(best) >= _FEWEST else _even_ticks(low, high, most)


def _decade_ticks(low: float, high: float, mantissas: tuple[int, ...]) -> list[Tick]:
    ticks = []
    for exponent in range(math.floor(low), math.ceil(high) + 1):
        for mantissa in mantissas:
            position = exponent + math.log10(mantissa)
            if low - 1e-9 <= position <= high + 1e-9:
                plain = power_of_ten(exponent) if mantissa == 1 else None
                ticks.append(Tick(position, plain or value_text(mantissa * 10.0**exponent)))
    return ticks


def _even_ticks(low: float, high: float, most: int) -> list[Tick]:
    ticks = linear_ticks(10**low, 10**high, most)
    return [Tick(math.log10(tick.position), tick.text) for tick in ticks if tick.position > 0]


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
    """A value with about four significant digits, for a read-out."""
    if not math.isfinite(value):
        return "–"
    if value == int(value) and abs(value) < 1e9:
        return _number(value, 0)
    if 1e-3 <= abs(value) < 1e6:
        text = _number(value, max(0, 3 - math.floor(math.log10(abs(value)))))
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    digits = _number(float(mantissa), 2).rstrip("0").rstrip(".")
    return f"{digits}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def _unit(largest: float) -> tuple[float, str]:
    return next((unit for limit, unit in _UNITS if largest >= limit), (1.0, ""))


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return float(power * next(step for step in _STEPS if step * power >= rough * (1 - 1e-9)))


def _number(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}".replace("-", "−")
    return text.removeprefix("−") if float(f"{value:.{decimals}f}") == 0 else text
