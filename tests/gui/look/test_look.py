"""Theme and scale, and the style sheet made from them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look, load_palette
from rnnlab.gui.look.style import style_sheet, write_marks


@pytest.fixture
def plain(qapp: QApplication) -> Iterator[QApplication]:
    """The application, undressed again afterwards."""
    font, palette = qapp.font(), qapp.palette()
    yield qapp
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.25, 2.0])
def test_every_theme_dresses_the_application_at_every_scale(
    plain: QApplication, theme: str, scale: float
) -> None:
    look = Look(theme, scale)
    look.apply(plain)
    assert plain.palette().color(QPalette.ColorRole.Window) == look.color("window")
    assert plain.font().pixelSize() == round(13 * scale)


def test_a_change_of_theme_reaches_the_application_and_those_who_listen(
    plain: QApplication, qtbot: QtBot
) -> None:
    look = Look("light")
    look.apply(plain)
    with qtbot.waitSignal(look.changed):
        look.set_theme("dark")
    assert look.is_dark
    assert plain.palette().color(QPalette.ColorRole.Window).name() == "#15171b"


def test_the_scale_stays_within_its_limits(look: Look) -> None:
    look.set_scale(9.0)
    assert look.scale == 2.0
    look.set_scale(0.1)
    assert look.scale == 0.8


def test_the_system_theme_is_that_of_the_desktop(qapp: QApplication) -> None:
    is_dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert Look("system").is_dark is is_dark


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_style_sheet_leaves_nothing_to_fill_in(theme: str, tmp_path: Path) -> None:
    palette = load_palette(theme)
    sheet = style_sheet(palette, 1.3, write_marks(palette, str(tmp_path)))
    assert "@" not in sheet
    assert not re.search(r"\ddp", sheet)


def test_every_picture_in_the_style_sheet_is_there(tmp_path: Path) -> None:
    palette = load_palette("light")
    sheet = style_sheet(palette, 1.0, write_marks(palette, str(tmp_path)))
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    assert [name for name in pictures if not Path(name).is_file()] == []


@pytest.mark.parametrize(
    ("scale", "expected"), [(1.0, "7px"), (1.1, "7px"), (1.25, "9px"), (2.0, "14px")]
)
def test_a_round_handle_stays_round_at_every_scale(scale: float, expected: str) -> None:
    sheet = style_sheet(load_palette("light"), scale, "marks")
    handle = re.search(r"QSlider::handle \{[^}]*border-radius: (\w+);", sheet)
    side = re.search(r"QSlider::handle:horizontal \{ width: (\d+)px", sheet)
    assert handle is not None
    assert side is not None
    assert handle[1] == expected
    assert int(handle[1].removesuffix("px")) <= int(side[1]) / 2


def test_fonts_are_taken_only_from_what_is_installed(look: Look) -> None:
    installed = set(QFontDatabase.families())
    assert look.font("body").families()[0] in installed
    assert look.font("mono").families()[0] in installed


@pytest.mark.parametrize(("role", "pixels"), [("small", 11), ("body", 13), ("large", 20)])
def test_the_sizes_of_type_grow_with_the_scale(look: Look, role: str, pixels: int) -> None:
    assert look.font(role).pixelSize() == pixels
    look.set_scale(2.0)
    assert look.font(role).pixelSize() == 2 * pixels


def test_digits_have_equal_widths(look: Look) -> None:
    assert look.font().featureTags() != []
