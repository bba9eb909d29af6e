"""Line icons that take the colour of the text beside them and are sharp at any size."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

from rnnlab.gui.resources import read_text, resource

IconColor = QColor | QPalette.ColorRole
_GROUPS = {
    QIcon.Mode.Disabled: QPalette.ColorGroup.Disabled,
    QIcon.Mode.Normal: QPalette.ColorGroup.Active,
    QIcon.Mode.Active: QPalette.ColorGroup.Active,
    QIcon.Mode.Selected: QPalette.ColorGroup.Active,
}


def icon(name: str, color: IconColor | None = None) -> QIcon:
    """The icon ``resources/icons/<name>.svg``.

    Args:
        name: One of `icon_names`.
        color: A fixed colour, or a role of the application's palette that is looked up
            whenever the icon is drawn, so that it follows the theme; the colour of
            buttons' text if None.

    Raises:
        KeyError: There is no such icon.
    """
    if name not in icon_names():
        raise KeyError(name)
    return QIcon(_LineIcon(name, QPalette.ColorRole.ButtonText if color is None else color))


def application_icon() -> QIcon:
    """The icon of the program, in the sizes that desktops ask for."""
    made = QIcon()
    renderer = QSvgRenderer(str(resource("icons", "rnnlab.svg")))
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(QPixmap.fromImage(_rendered(renderer, QSize(size, size))))
    return made


@cache
def icon_names() -> tuple[str, ...]:
    """Every icon there is."""
    names = sorted(path.stem for path in resource("icons").glob("*.svg"))
    return tuple(name for name in names if name != "rnnlab")


@cache
def _source(name: str) -> str:
    return read_text("icons", f"{name}.svg")


class _LineIcon(QIconEngine):
    """Draws one SVG file in a colour that is looked up each time."""

    def __init__(self, name: str, color: IconColor) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        sharpness = device.devicePixelRatio() if device is not None else 1.0
        width, height = round(rect.width() * sharpness), round(rect.height() * sharpness)
        picture = _picture(self._name, self._color_now(mode).name(), width, height)
        painter.drawImage(QRectF(rect), picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        color = self._color_now(mode).name()
        return QPixmap.fromImage(_picture(self._name, color, size.width(), size.height()))

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._color)

    def _color_now(self, mode: QIcon.Mode) -> QColor:
        if isinstance(self._color, QColor):
            return self._color
        return QGuiApplication.palette().color(_GROUPS[mode], self._color)


@lru_cache(1_000)
def _picture(name: str, color: str, width: int, height: int) -> QImage:
    """An icon as it was drawn the first time: lists show the same ones in every frame."""
    drawing = _source(name).replace("currentColor", color)
    return _rendered(QSvgRenderer(QByteArray(drawing.encode())), QSize(width, height))


def _rendered(renderer: QSvgRenderer, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    if not size.isEmpty():  # as on a button that is squeezed to nothing
        with QPainter(image) as painter:
            renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    return image
