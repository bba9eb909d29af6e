"""Qt's palette and the style sheet, both made from one of ours."""

import re
from pathlib import Path

from PySide6.QtGui import QColor, QPalette

from rnnlab.gui.look.palette import Palette
from rnnlab.gui.resources import read_text

_Role = QPalette.ColorRole

_ROLES: dict[QPalette.ColorRole, str] = {
    _Role.Window: "window",
    _Role.WindowText: "text",
    _Role.Base: "field",
    _Role.AlternateBase: "sunken",
    _Role.Text: "text",
    _Role.PlaceholderText: "muted",
    _Role.Button: "panel",
    _Role.ButtonText: "text",
    _Role.BrightText: "error",
    _Role.Light: "hover",
    _Role.Midlight: "line",
    _Role.Mid: "edge",
    _Role.Dark: "edge_hover",
    _Role.Shadow: "line",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "on_accent",
    _Role.Accent: "accent",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.ToolTipBase: "tooltip",
    _Role.ToolTipText: "on_tooltip",
}
_WORDS = (_Role.WindowText, _Role.Text, _Role.ButtonText)

# Small marks that a style sheet can only take from files.
_MARKS = {
    "down": '<path d="M4 6l4 4 4-4"/>',
    "up": '<path d="M4 10l4-4 4 4"/>',
    "left": '<path d="M10 4l-4 4 4 4"/>',
    "right": '<path d="M6 4l4 4-4 4"/>',
    "check": '<path d="M3.5 8.5l3 3 6-7"/>',
    "dash": '<path d="M4 8h8"/>',
    "dot": '<circle cx="8" cy="8" r="2.5" fill="{color}" stroke="none"/>',
    "close": '<path d="M5 5l6 6M11 5l-6 6"/>',
    "float": '<path d="M4.5 6.5h5v5h-5zM6.5 6.5v-2h5v5h-2"/>',
}
_MARK_COLORS = {"": "muted", "-strong": "text", "-off": "disabled", "-on": "on_accent"}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16" '
    'fill="none" stroke="{color}" stroke-width="{width}" stroke-linecap="round" '
    'stroke-linejoin="round">{shape}</svg>'
)


def qt_palette(palette: Palette) -> QPalette:
    """The palette for widgets that no style sheet reaches, and for icons."""
    made = QPalette()
    colors = palette.tokens()
    for role, token in _ROLES.items():
        made.setColor(role, QColor(colors[token]))
    for role in _WORDS:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.disabled))
    made.setColor(QPalette.ColorGroup.Disabled, _Role.Accent, QColor(palette.edge))
    return made


def write_marks(palette: Palette, folder: str) -> str:
    """Write the arrows and ticks in the theme's colours; returns their folder.

    Each theme has names of its own, as Qt keeps the pictures it has once read.
    """
    target = Path(folder, palette.name)
    if target.exists():
        return target.as_posix()
    target.mkdir()
    colors = palette.tokens()
    for mark, shape in _MARKS.items():
        for suffix, token in _MARK_COLORS.items():
            width = 2 if mark == "check" else 1.5
            drawing = _SVG.format(
                color=colors[token], width=width, shape=shape.format(color=colors[token])
            )
            Path(target, f"{mark}{suffix}.svg").write_text(drawing, encoding="utf-8")
    return target.as_posix()


def style_sheet(palette: Palette, scale: float, marks: str) -> str:
    """Fill the template ``resources/themes/style.qss``.

    ``@name`` is a colour of the palette or the folder of ``@marks``; ``12dp`` is a length
    of 12 pixels at 100 %, ``12dp/2`` half of it, rounded down.
    """
    colors = palette.tokens() | {"marks": marks}
    sheet = read_text("themes", "style.qss")
    sheet = re.sub(r"@(\w+)", lambda found: colors[found[1]], sheet)
    return re.sub(r"(\d+)dp(/2)?", lambda found: _pixels(int(found[1]), scale, found[2]), sheet)


def _pixels(length: int, scale: float, halved: str | None) -> str:
    pixels = max(1, round(length * scale))
    return f"{pixels // 2 if halved else pixels}px"
