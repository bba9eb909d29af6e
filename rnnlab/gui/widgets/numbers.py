"""How the value of a setting is written in a form, and read back."""

import re

import numpy as np

from rnnlab.config import Hyper, Value

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+")


def format_value(declaration: Hyper, value: Value) -> str:
    """The value as a person would write it: ``off``, ``10,000``, ``0.004``, ``1e-5``."""
    if declaration.zero_means and value == 0:
        return declaration.zero_means
    if declaration.kind is int:
        # A seed is a name made of digits, not an amount.
        return f"{value:,}" if declaration.suggestions else str(value)
    return format_float(float(value))


def format_float(value: float) -> str:
    """The shortest digits that are read back as the same number."""
    if value == 0 or 1e-4 <= abs(value) < 1e7:
        return repr(value).removesuffix(".0")
    mantissa, _, exponent = np.format_float_scientific(value, trim="-").partition("e")
    return f"{mantissa}e{int(exponent)}"


def read_value(declaration: Hyper, text: str) -> Value:
    """Read what was typed; raises `ConfigError` with a sentence if it cannot be used.

    Whole numbers may have commas between thousands; other numbers may have a decimal
    comma. The word that stands for zero is read as zero.
    """
    text = text.strip()
    if declaration.zero_means and text.lower() == declaration.zero_means.lower():
        text = "0"
    if declaration.kind is int and _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif declaration.kind is float and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return declaration.parse(text)
