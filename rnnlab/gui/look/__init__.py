"""The look: colours by meaning, lengths, fonts, icons and the style sheet."""

from rnnlab.gui.look.icons import IconColor, application_icon, icon, icon_names
from rnnlab.gui.look.inks import cell_color, gate_color, ngram_color, run_color
from rnnlab.gui.look.look import MAXIMUM_SCALE, MINIMUM_SCALE, Look, Theme
from rnnlab.gui.look.palette import Palette, ThemeName, load_palette

__all__ = [
    "MAXIMUM_SCALE",
    "MINIMUM_SCALE",
    "IconColor",
    "Look",
    "Palette",
    "Theme",
    "ThemeName",
    "application_icon",
    "cell_color",
    "gate_color",
    "icon",
    "icon_names",
    "load_palette",
    "ngram_color",
    "run_color",
]
