"""Colours behind tokens: even to the eye, and words on them can be read."""

import numpy as np
import pytest

from rnnlab.gui.look import Look, ngram_color, run_color
from rnnlab.gui.look.colours import READABLE, contrast
from rnnlab.gui.panels.writing.grounds import LEVELS, ground_colors, surprise_levels

COLORS = [
    *(run_color(cell, shade) for cell in ("rnn-tanh", "gru", "lstm") for shade in range(4)),
    *map(ngram_color, range(1, 7)),
]


def test_each_halving_is_one_step() -> None:
    powers = np.array([1, 1 / 2, 1 / 4, 1 / 8, 1 / 256, 1 / 4096, 0, np.nan], np.float32)
    assert surprise_levels(powers).tolist() == [0, 1, 2, 3, 8, 8, 8, 0]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("color", COLORS)
def test_words_can_be_read_on_every_ground(look: Look, theme: str, color: str) -> None:
    look.set_theme("dark" if theme == "dark" else "light")
    text = look.color("text")
    assert all(contrast(text, ground) >= READABLE for ground in ground_colors(look, color))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_strongest_ground_can_be_told_from_none(look: Look, theme: str) -> None:
    look.set_theme("dark" if theme == "dark" else "light")
    for color in COLORS:
        grounds = ground_colors(look, color)
        assert len(grounds) == LEVELS + 1
        assert contrast(grounds[0], grounds[-1]) > 1.3
