"""Dots in the colour that stands for a cell, a run or a gate."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from rnnlab.gui.look import Look

_SIDE = 16
_FINENESS = 3


def dot_icon(look: Look, color: str) -> QIcon:
    """A filled circle in a named colour, for lists and menus."""
    side = look.px(_SIDE)
    pixmap = QPixmap(QSize(side, side) * _FINENESS)
    pixmap.setDevicePixelRatio(_FINENESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(color))
        painter.drawEllipse(QPointF(side / 2, side / 2), side * 0.3, side * 0.3)
    dot = QIcon(pixmap)
    dot.addPixmap(pixmap, QIcon.Mode.Selected)  # Qt would tint it
    return dot
