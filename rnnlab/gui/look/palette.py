"""The colours of one theme, by what they are for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from rnnlab.gui.resources import read_text

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """Colours as ``#RRGGBB``, read from ``resources/themes/<name>.json``.

    Attributes:
        name: ``light`` or ``dark``.
        window, panel, field, sunken: Surfaces: behind everything, cards and plots, what
            can be typed in, grooves.
        line, edge, edge_hover, grid: Separators, outlines of controls, lines in plots.
        text, muted, disabled: Words.
        hover, pressed: Surfaces under the pointer.
        accent, accent_hover, accent_pressed, on_accent, accent_soft: What can be pressed
            or is chosen, the words on it, and a faint ground of it.
        focus: Ring around what has the keyboard.
        info, info_soft, success, warning, warning_soft, error, error_soft: Messages, their
            words and their grounds.
        tooltip, on_tooltip: Tooltips.
        cells: Colour of each cell (Okabe-Ito) and its variants.
        gates: Colours of the four roles a gate can have.
        ngrams: Greys by order, from the unigram on.
    """

    name: ThemeName
    window: str
    panel: str
    field: str
    sunken: str
    line: str
    edge: str
    edge_hover: str
    grid: str
    text: str
    muted: str
    disabled: str
    hover: str
    pressed: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    focus: str
    info: str
    info_soft: str
    success: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    tooltip: str
    on_tooltip: str
    cells: Mapping[str, str]
    gates: Mapping[str, str]
    ngrams: tuple[str, ...]

    def tokens(self) -> dict[str, str]:
        """The colours that have a name of their own, as the style sheet uses them."""
        return {key: value for key, value in vars(self).items() if str(value).startswith("#")}


@cache
def load_palette(name: ThemeName) -> Palette:
    """Read the palette of a theme."""
    entries = json.loads(read_text("themes", f"{name}.json"))
    entries["cells"] = MappingProxyType(entries["cells"])
    entries["gates"] = MappingProxyType(entries["gates"])
    entries["ngrams"] = tuple(entries["ngrams"])
    return Palette(name=name, **entries)
