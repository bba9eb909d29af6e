"""A switch for on and off."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from rnnlab.gui.look import Look

_WIDTH, _HEIGHT = 32, 18


class Switch(QAbstractButton):
    """On or off; space or a click changes it, `toggled` and `clicked` tell.

    Args:
        look: Gives colours and size.
        words: What is switched, for screen readers.
        parent: Owner.
    """

    def __init__(self, look: Look, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self._on_look_changed)

    def sizeHint(self) -> QSize:
        """The track and room for the ring of the focus."""
        return QSize(self._look.px(_WIDTH) + 6, self._look.px(_HEIGHT) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the knob and the ring."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            track = QRectF(3, 3, self.width() - 6, self.height() - 6)
            if self.hasFocus():
                painter.setPen(QPen(self._look.color("focus"), 2))
                painter.drawRoundedRect(
                    track.adjusted(-2, -2, 2, 2), track.height(), track.height()
                )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._track_color())
            painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
            self._draw_knob(painter, track)

    def enterEvent(self, event: QEvent) -> None:
        """Show that it can be pressed."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the pointer has gone."""
        self.update()

    def _draw_knob(self, painter: QPainter, track: QRectF) -> None:
        radius = track.height() / 2 - 2
        side = track.right() - radius - 2 if self.isChecked() else track.left() + radius + 2
        painter.setBrush(self._look.color("panel" if self.isEnabled() else "window"))
        painter.drawEllipse(QPointF(side, track.center().y()), radius, radius)

    def _track_color(self) -> QColor:
        if not self.isEnabled():
            return self._look.color("line")
        if self.isChecked():
            return self._look.color("accent_hover" if self.underMouse() else "accent")
        return self._look.color("muted" if self.underMouse() else "edge_hover")

    def _on_look_changed(self) -> None:
        self.updateGeometry()
        self.update()
