"""What stands where there is nothing yet."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rnnlab.gui.look import Look, icon
from rnnlab.gui.widgets.buttons import make_button
from rnnlab.gui.widgets.labels import make_label


class EmptyState(QWidget):
    """An icon, a sentence that says what will be here, and a button that brings it.

    Args:
        look: Gives colours and lengths.
        icon_name: See `rnnlab.gui.look.icon`.
        sentence: What will be here and how.
        action: Words of the button; none if empty.
        parent: Owner.
    """

    triggered = Signal()

    def __init__(
        self,
        look: Look,
        icon_name: str,
        sentence: str,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icon_name = icon_name
        self._symbol = QLabel(self)
        self._sentence = make_label(sentence, "muted", self, wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = make_button(action, parent=self)
        self.button.setVisible(bool(action))
        self.button.clicked.connect(self.triggered)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._sentence)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)

    def _on_look_changed(self) -> None:
        px = self._look.px
        symbol = icon(self._icon_name, self._look.color("disabled"))
        self._symbol.setPixmap(symbol.pixmap(QSize(px(40), px(40)), self.devicePixelRatio()))
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(px(16), px(16), px(16), px(16))
        layout.setSpacing(px(12))
