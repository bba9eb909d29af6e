"""A titled container."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.labels import ElidedLabel
from rnnlab.gui.widgets.popover import HelpButton


class Card(QFrame):
    """A panel with a title, an optional “?” and actions in its header.

    Args:
        look: Gives lengths.
        title: Two or three words.
        explanation: At most three sentences of rich text behind the “?”; none if empty.
        parent: Owner.

    Attributes:
        body: Layout for the content.
    """

    def __init__(
        self, look: Look, title: str, explanation: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._title = ElidedLabel(title, "title", self)
        self._help = HelpButton(look, title, explanation, self)
        self._header = QHBoxLayout()
        self._header.addWidget(self._title, 1)
        self._header.addWidget(self._help)
        self.body = QVBoxLayout()
        self._outer = QVBoxLayout(self)
        self._outer.addLayout(self._header)
        self._outer.addLayout(self.body, 1)
        self.set_title(title)
        look.changed.connect(self._space_out)
        self._space_out()

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_content(self, widget: QWidget) -> None:
        """Put one widget into the body."""
        self.body.addWidget(widget)

    def add_action(self, widget: QWidget) -> None:
        """Put a small widget into the header, left of the “?”."""
        self._header.insertWidget(self._header.count() - 1, widget)

    def _space_out(self) -> None:
        px = self._look.px
        self._outer.setContentsMargins(px(12), px(8), px(8), px(12))
        self._outer.setSpacing(px(8))
        self._header.setSpacing(px(4))
        self.body.setSpacing(px(8))
        self.body.setContentsMargins(0, 0, px(4), 0)
