"""Labels: with a role in the type scale, cut with an ellipsis, or for numbers that change."""

import html
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LabelRole = Literal["body", "title", "heading", "large", "muted", "small", "section", "error"]


def make_label(
    text: str, role: LabelRole = "body", parent: QWidget | None = None, *, wrap: bool = False
) -> QLabel:
    """A label whose size and colour follow its role, at every scale and in every theme."""
    label = QLabel(text, parent)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label


def plain_tip(text: str) -> str:
    """A tooltip that shows a text as it is; Qt takes for HTML whatever looks like it.

    Names and tokens come from files, and a picture in HTML would be looked for anywhere.
    """
    if "<" not in text:
        return text
    return f"<p style='margin: 0; white-space: pre-wrap'>{html.escape(text)}</p>"


class ElidedLabel(QLabel):
    """A line that ends in … when there is no room, and then has itself as tooltip."""

    def __init__(
        self, text: str = "", role: LabelRole = "body", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """No more than an ellipsis needs."""
        width = self.fontMetrics().horizontalAdvance("…")
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as tooltip once it is cut."""
        super().resizeEvent(event)
        self.setToolTip(plain_tip(self.text()) if self._shown() != self.text() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        with QPainter(self) as painter:
            role = self.foregroundRole()
            enabled, rect = self.isEnabled(), self.contentsRect()
            flags = int(self.alignment())
            self.style().drawItemText(
                painter, rect, flags, self.palette(), enabled, self._shown(), role
            )

    def _shown(self) -> str:
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)


class NumberLabel(QLabel):
    """A number that changes: digits of equal width, and never narrower than it once was.

    Neighbours therefore stay in place while it counts.
    """

    def __init__(
        self, text: str = "", role: LabelRole = "body", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._widest = 0

    def set_text(self, text: str) -> None:
        """Show a text, and keep the width for later ones."""
        if text != self.text():
            self.setText(text)
            self._widest = max(self._widest, super().sizeHint().width())
            self.setMinimumWidth(self._widest)

    def forget_width(self) -> None:
        """Shrink to the present text, after a reset or a change of scale."""
        self._widest = 0
        self.setMinimumWidth(0)
