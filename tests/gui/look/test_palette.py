"""The two palettes: what has to be read can be read, what has to be told apart can be."""

import itertools
import json

import numpy as np
import pytest
from PySide6.QtGui import QColor

from rnnlab.config import ModelConfig, declared
from rnnlab.gui.look import Palette, load_palette
from rnnlab.gui.look.colours import READABLE, VISIBLE, contrast
from rnnlab.gui.resources import read_text

THEMES = ("light", "dark")
SURFACES = ("window", "panel", "field", "sunken", "hover")
# (words, ground): every pair that the style sheet puts together
WORDS = [
    *itertools.product(("text", "muted"), SURFACES),
    *itertools.product(("accent", "error"), ("window", "panel")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    ("text", "pressed"),
    ("text", "accent_soft"),
    ("accent", "accent_soft"),
    ("info", "info_soft"),
    ("warning", "warning_soft"),
    ("error", "error_soft"),
    ("success", "panel"),
    ("on_tooltip", "tooltip"),
]
# Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ]
    ),
}
TELLABLE = 15.0  # CIE 1976 colour difference; about 2 is just noticeable side by side


def color(palette: Palette, token: str) -> QColor:
    return QColor(palette.tokens()[token])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("words", "ground"), WORDS)
def test_words_have_enough_contrast(theme: str, words: str, ground: str) -> None:
    palette = load_palette(theme)
    assert contrast(color(palette, words), color(palette, ground)) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["window", "panel", "field"])
def test_the_ring_of_the_focus_can_be_seen(theme: str, ground: str) -> None:
    palette = load_palette(theme)
    assert contrast(color(palette, "focus"), color(palette, ground)) >= VISIBLE


@pytest.mark.parametrize("theme", THEMES)
def test_lines_can_be_seen_on_their_panel(theme: str) -> None:
    palette = load_palette(theme)
    lines = [*palette.cells.values(), *palette.gates.values(), *palette.ngrams]
    panel = color(palette, "panel")
    assert min(contrast(QColor(line), panel) for line in lines) >= VISIBLE


def test_cells_on_dark_reach_the_contrast_of_text() -> None:
    palette = load_palette("dark")
    panel = color(palette, "panel")
    assert min(contrast(QColor(c), panel) for c in palette.cells.values()) >= READABLE


def test_cells_on_light_are_those_of_okabe_and_ito() -> None:
    cells = load_palette("light").cells
    assert (cells["rnn-tanh"], cells["gru"], cells["lstm"]) == ("#D55E00", "#009E73", "#0072B2")


@pytest.mark.parametrize("theme", THEMES)
def test_every_cell_that_can_be_chosen_has_a_colour(theme: str) -> None:
    assert set(load_palette(theme).cells) == set(declared(ModelConfig)["cell"].choices)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("group", ["cells", "gates"])
@pytest.mark.parametrize("sight", SIGHT)
def test_colours_of_a_group_are_told_apart_by_every_eye(theme: str, group: str, sight: str) -> None:
    places = [lab(value, SIGHT[sight]) for value in getattr(load_palette(theme), group).values()]
    nearest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(places, 2))
    assert nearest >= TELLABLE


def test_both_themes_name_the_same_colours() -> None:
    light, dark = (json.loads(read_text("themes", f"{theme}.json")) for theme in THEMES)
    assert list(light) == list(dark)
    assert set(light["gates"]) == set(dark["gates"])
    assert len(light["ngrams"]) == len(dark["ngrams"])


def lab(value: str, sight: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a colour of sRGB, seen by eyes of a kind."""
    srgb = np.array([int(value[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.072175],
            [0.0193339, 0.119192, 0.9503041],
        ]
    )
    x, y, z = to_xyz @ np.clip(sight @ linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])
