"""A message inside the window, with a remedy."""

from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rnnlab.gui.look import Look, icon
from rnnlab.gui.widgets.buttons import IconButton, make_button
from rnnlab.gui.widgets.labels import make_label

NoticeKind = Literal["info", "warning", "error"]


class Notice(QFrame):
    """A banner with a sentence, an optional button, and a cross that takes it away.

    Args:
        look: Gives colours and lengths.
        kind: How serious it is.
        text: One or two sentences: what happened, what to do.
        action: Words of the button; none if empty.
        parent: Owner.
    """

    action_triggered = Signal()
    dismissed = Signal()

    def __init__(
        self,
        look: Look,
        kind: NoticeKind,
        text: str,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("kind", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(f"{kind}: {text}")
        self._look = look
        self._kind = kind
        self._symbol = QLabel(self)
        self._text = make_label(text, wrap=True, parent=self)
        self.button = make_button(action, parent=self)
        self.button.setVisible(bool(action))
        self.button.clicked.connect(self.action_triggered)
        self._close = IconButton(look, "close", "Dismiss", self, size=14)
        self._close.clicked.connect(self._on_close_clicked)
        self._arrange()
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.addWidget(self._text)
        words.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _on_close_clicked(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _on_look_changed(self) -> None:
        px = self._look.px
        symbol = icon(self._kind, self._look.color(self._kind))
        self._symbol.setPixmap(symbol.pixmap(QSize(px(18), px(18)), self.devicePixelRatio()))
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(px(12), px(8), px(8), px(8))
        layout.setSpacing(px(8))
