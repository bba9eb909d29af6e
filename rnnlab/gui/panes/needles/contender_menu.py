"""A button that says who takes part, and a list to tick."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton

from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panes.needles.marks import draw_shape
from rnnlab.training.needles.contenders import CONTENDERS

_SIDE, _FINENESS = 16, 3


class _StayingMenu(QMenu):
    """Stays open while one entry after another is ticked."""

    def mouseReleaseEvent(self, event: object) -> None:
        """Tick what is under the pointer, and stay."""
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()


class ContenderButton(QPushButton):
    """All contenders take part at the start.

    Signals:
        chosen: Who takes part has changed.
    """

    chosen = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._actions: dict[str, QAction] = {}
        menu = _StayingMenu(self)
        for key, contender in CONTENDERS.items():
            action = QAction(contender.title, menu)
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(self._on_toggled)
            menu.addAction(action)
            self._actions[key] = action
        self.setMenu(menu)
        self.setAccessibleName("Who takes part")
        look.changed.connect(self._dress)
        self._dress()
        self._say()

    def keys(self) -> list[str]:
        """Who takes part."""
        return [key for key, action in self._actions.items() if action.isChecked()]

    def tick(self, key: str, on: bool) -> None:
        """Let a contender take part, or not."""
        self._actions[key].setChecked(on)

    def _on_toggled(self) -> None:
        self._say()
        self.chosen.emit()

    def _say(self) -> None:
        count = len(self.keys())
        self.setText(f"{count} contender{'' if count == 1 else 's'}")

    def _dress(self) -> None:
        for key, action in self._actions.items():
            contender = CONTENDERS[key]
            color = run_color(contender.cell, contender.shade)
            action.setIcon(_shape_icon(self._look, color, contender.shade))


def _shape_icon(look: Look, color: str, shape: int) -> QIcon:
    side = look.px(_SIDE)
    pixmap = QPixmap(QSize(side, side) * _FINENESS)
    pixmap.setDevicePixelRatio(_FINENESS)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(color))
        draw_shape(painter, QPointF(side / 2, side / 2), side * 0.3, shape)
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
