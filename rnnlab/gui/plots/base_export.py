"""Pictures of a plot: pixels and vectors.

pyqtgraph's own exporter for SVG raises on Qt 6.11, so the scene is rendered by Qt itself.
"""

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base_canvas import Canvas

_SCREEN_DOTS_PER_INCH = 96


@dataclass(frozen=True)
class Quality:
    """What is drawn for: the screen, or a picture that is finer.

    Attributes:
        fineness: Points of the picture for each point of the screen.
        vector: Whether lines stay lines.
    """

    fineness: float = 1.0
    vector: bool = False

    @property
    def line_factor(self) -> float:
        """By how much lines of fixed width in points must be widened."""
        return 1.0 if self.vector else self.fineness


SCREEN = Quality()
VECTOR = Quality(fineness=4.0, vector=True)


def render_image(look: Look, canvas: Canvas, title: str, subtitle: str, scale: float) -> QImage:
    """The plot with its title, ``scale`` times as fine as on the screen."""
    size = _whole_size(look, canvas, subtitle)
    image = QImage(size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(look.color("panel"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw(painter, look, canvas, title, subtitle)
    return image


def render_svg(look: Look, canvas: Canvas, title: str, subtitle: str) -> bytes:
    """The plot with its title as SVG."""
    size = _whole_size(look, canvas, subtitle)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_SCREEN_DOTS_PER_INCH)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    with QPainter(generator) as painter:
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), look.color("panel"))
        _draw(painter, look, canvas, title, subtitle)
    return bytes(data.data())


def _whole_size(look: Look, canvas: Canvas, subtitle: str) -> QSize:
    return canvas.size() + QSize(look.px(32), _head_height(look, subtitle) + look.px(16))


def _head_height(look: Look, subtitle: str) -> int:
    return look.px(56 if subtitle else 38)


def _draw(painter: QPainter, look: Look, canvas: Canvas, title: str, subtitle: str) -> None:
    px = look.px
    painter.setPen(look.color("text"))
    painter.setFont(look.font("title"))
    painter.drawText(px(16), px(26), title)
    painter.setPen(look.color("muted"))
    painter.setFont(look.font("small"))
    painter.drawText(px(16), px(44), subtitle)
    place = QRectF(canvas.rect().translated(px(16), _head_height(look, subtitle)))
    canvas.render(painter, place, canvas.rect())
