"""Typefaces: the best that is installed, in five roles."""

from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

FontRole = Literal["small", "body", "strong", "title", "large", "mono"]

_PREFERRED = ("Inter", "Inter Variable", "SF Pro Text", "Segoe UI Variable Text", "Segoe UI")
_FALLBACKS = ("Cantarell", "Ubuntu Sans", "Ubuntu", "Noto Sans", "Roboto", "Open Sans")
_PLAIN = ("DejaVu Sans",)
_MONOSPACED = (
    "JetBrains Mono",
    "SF Mono",
    "Menlo",
    "Cascadia Mono",
    "Consolas",
    "Ubuntu Sans Mono",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)
_SIZES: dict[FontRole, int] = {
    "small": 11,
    "body": 13,
    "strong": 13,
    "title": 13,
    "large": 20,
    "mono": 13,
}
_WEIGHTS: dict[FontRole, QFont.Weight] = {
    "strong": QFont.Weight.DemiBold,
    "title": QFont.Weight.DemiBold,
    "large": QFont.Weight.DemiBold,
}


def make_font(role: FontRole, scale: float) -> QFont:
    """The font of a role; digits have equal widths wherever the typeface offers that."""
    font = QFont(_monospaced() if role == "mono" else _proportional())
    font.setPixelSize(max(1, round(_SIZES[role] * scale)))
    font.setWeight(_WEIGHTS.get(role, QFont.Weight.Normal))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _proportional() -> list[str]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families()
    installed = set(QFontDatabase.families())
    named = [family for family in _PREFERRED + _FALLBACKS + _PLAIN if family in installed]
    return named or list(system)


def _monospaced() -> list[str]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
    installed = set(QFontDatabase.families())
    return [family for family in _MONOSPACED if family in installed] or list(system)
