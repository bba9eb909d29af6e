"""What goes on in the background, with a way to give it up."""

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from rnnlab.gui.desks.background import Background, Errand
from rnnlab.gui.look import Look
from rnnlab.gui.widgets import ElidedLabel
from rnnlab.gui.widgets.buttons import make_button

_PATIENCE = 0.7  # seconds; what is done sooner is not shown
_WIDTH, _BAR_WIDTH = 440, 72
_MARGIN = 12


class WorkBar(QFrame):
    """Over the lower edge of a window: the oldest errand that takes long, and Cancel.

    It lies over the window as messages do, so that nothing under it moves.
    """

    def __init__(self, background: Background, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("notice")
        self.setProperty("kind", "info")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._background = background
        self._look = look
        self._window = window
        self._shown: Errand | None = None
        self._words = ElidedLabel("")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self.cancel = make_button("Cancel", "close")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout(self)
        row.addWidget(self._bar)
        row.addWidget(self._words, 1)
        row.addWidget(self.cancel)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._refresh)
        background.errands_changed.connect(self._refresh)
        look.changed.connect(self._place)
        window.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        return super().eventFilter(watched, event)

    def _refresh(self) -> None:
        now = time.monotonic()
        errands = self._background.errands
        long = [errand for errand in errands if now - errand.begun >= _PATIENCE]
        self._shown = long[0] if long else None
        if self._shown is not None:
            more = f" and {len(long) - 1} more" if len(long) > 1 else ""
            words = f"{self._shown.title}{more} …"
            self._words.setText(words)
            self.setAccessibleName(words)
            self.cancel.setToolTip(f"Give up: {self._shown.title}.")
        if self.isHidden() == (self._shown is not None):
            self.setVisible(self._shown is not None)
            self._place()
        waiting = [errand.begun + _PATIENCE - now for errand in errands if errand not in long]
        if waiting:
            self._patience.start(round(1000 * max(min(waiting), 0.0)) + 1)
        else:
            self._patience.stop()

    def _on_cancel_clicked(self) -> None:
        if self._shown is not None:
            self._background.give_up(self._shown.key)

    def _place(self) -> None:
        if self.isHidden():
            return
        px, window = self._look.px, self._window
        self._bar.setFixedWidth(px(_BAR_WIDTH))
        width = min(px(_WIDTH), window.width() - 2 * px(_MARGIN))
        height = self.sizeHint().height()
        left = (window.width() - width) // 2
        self.setGeometry(left, window.height() - height - px(_MARGIN), width, height)
        self.raise_()
