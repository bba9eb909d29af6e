"""An explanation that opens beside a “?” and closes at the next click."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.buttons import IconButton

_WIDTH = 320


class Popover(QWidget):
    """A small framed text above the window; it deletes itself when it closes."""

    def __init__(self, look: Look, rich_text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # a click on “?” closes it
        # The window is invisible, so that the frame in it may have round corners.
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        frame = QFrame(self)
        frame.setObjectName("popover")
        self.text = QLabel(rich_text, frame)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setWordWrap(True)
        self.text.setFixedWidth(look.px(_WIDTH))
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(*[look.px(12)] * 4)
        inside.addWidget(self.text)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(frame)

    def open_below(self, anchor: QWidget) -> None:
        """Show it under a widget, inside the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        left = min(max(corner.x(), screen.left() + 4), screen.right() - self.width() - 4)
        top = corner.y()
        if top + self.height() > screen.bottom():
            top = anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4
        self.move(left, top)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at any key."""
        self.close()


class HelpButton(IconButton):
    """A “?” that opens an explanation.

    Args:
        look: Gives the size.
        subject: What is explained, in words.
        rich_text: At most three sentences, equations as HTML; hidden if empty.
        parent: Owner.
    """

    def __init__(
        self, look: Look, subject: str, rich_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "help", f"What is this? ({subject})", parent)
        self.set_explanation(rich_text)
        self.clicked.connect(self.open)

    def set_explanation(self, rich_text: str) -> None:
        """Change the text."""
        self._rich_text = rich_text
        self.setVisible(bool(rich_text))

    def open(self) -> Popover:
        """Show the explanation."""
        popover = Popover(self._look, self._rich_text, self)
        popover.open_below(self)
        return popover
