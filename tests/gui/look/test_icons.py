"""Icons: all there, drawn in the colour of the text, sharp."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication

from rnnlab.gui.look import application_icon, icon, icon_names
from rnnlab.gui.look.palette import load_palette
from rnnlab.gui.look.style import qt_palette
from rnnlab.gui.resources import read_text

WANTED = (
    "play",
    "pause",
    "step",
    "stop",
    "reset",
    "open",
    "paste",
    "save",
    "folder",
    "plus",
    "trash",
    "pin",
    "eye",
    "eye-off",
    "rename",
    "copy",
    "image",
    "table",
    "home",
    "sun",
    "moon",
    "sliders",
    "help",
    "text",
    "dice",
    "pencil",
    "download",
    "zoom-in",
    "zoom-out",
    "present",
    "chevron-down",
    "check",
    "warning",
    "close",
    "more",
)


def image_of(made: QIcon, side: int = 24, ratio: float = 1.0, **options: object) -> QImage:
    return made.pixmap(QSize(side, side), ratio, **options).toImage()


def inked(image: QImage) -> list[QColor]:
    """The opaque pixels."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    colors = [image.pixelColor(x, y) for x, y in places]
    return [color for color in colors if color.alpha() == 255]


def test_every_icon_that_the_window_needs_is_there() -> None:
    assert set(WANTED) <= set(icon_names())


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_icon_is_drawn_in_the_colour_of_text(qapp: QApplication, name: str, theme: str) -> None:
    before = qapp.palette()
    qapp.setPalette(qt_palette(load_palette(theme)))
    pixels = inked(image_of(icon(name), 48))
    qapp.setPalette(before)
    assert len(pixels) > 20
    assert QColor(load_palette(theme).text) in pixels


@pytest.mark.parametrize("name", WANTED)
def test_an_icon_is_a_line_drawing_on_the_common_grid(name: str) -> None:
    drawing = read_text("icons", f"{name}.svg")
    assert 'viewBox="0 0 24 24"' in drawing
    assert 'stroke-width="1.75"' in drawing
    assert re.findall(r"#[0-9a-fA-F]{3,6}", drawing) == []


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_an_icon_is_as_fine_as_the_screen(qapp: QApplication, ratio: float) -> None:
    image = image_of(icon("play"), 20, ratio)
    assert image.width() == round(20 * ratio)
    assert image.devicePixelRatio() == pytest.approx(ratio)


def test_an_icon_may_have_a_colour_of_its_own(qapp: QApplication) -> None:
    assert QColor("#D55E00") in inked(image_of(icon("stop", QColor("#D55E00"))))


def test_an_icon_may_follow_another_role(qapp: QApplication) -> None:
    role = QPalette.ColorRole.HighlightedText
    assert qapp.palette().color(role) in inked(image_of(icon("stop", role)))


def test_an_icon_of_a_disabled_button_is_faint(qapp: QApplication) -> None:
    before = qapp.palette()
    qapp.setPalette(qt_palette(load_palette("light")))
    pixels = inked(image_of(icon("stop"), mode=QIcon.Mode.Disabled))
    qapp.setPalette(before)
    assert QColor(load_palette("light").disabled) in pixels


def test_an_icon_survives_being_copied(qapp: QApplication) -> None:
    original = icon("play")
    copy = QIcon(original)
    del original
    assert inked(image_of(copy))


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


@pytest.mark.parametrize("side", [16, 32, 64, 256])
def test_the_program_has_an_icon_in_every_size(qapp: QApplication, side: int) -> None:
    image = image_of(application_icon(), side)
    assert image.width() == side
    assert len(inked(image)) > side * side / 3


@pytest.mark.parametrize("size", [QSize(0, 0), QSize(0, 16), QSize(16, 0)])
def test_an_icon_on_a_button_without_room_is_empty(qapp: QApplication, size: QSize) -> None:
    assert icon("play").pixmap(size).isNull()
