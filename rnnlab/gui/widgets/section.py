"""A part that can be folded away."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from rnnlab.gui.look import Look, icon


class Section(QWidget):
    """A heading that shows or hides what is under it.

    Args:
        look: Gives lengths.
        title: Words of the heading.
        content: What is folded.
        is_open: Whether it is shown at the start.
        parent: Owner.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        content: QWidget,
        *,
        is_open: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._content = content
        self.heading = QToolButton(self)
        self.heading.setText(title)
        self.heading.setAccessibleName(title)
        self.heading.setCheckable(True)
        self.heading.setProperty("role", "section")
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.toggled.connect(self.set_open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.heading)
        layout.addWidget(content)
        look.changed.connect(self._resize_icon)
        self._resize_icon()
        self.set_open(is_open)

    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self.heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self.heading.setChecked(is_open)
        self.heading.setIcon(icon("chevron-down" if is_open else "chevron-right"))
        self._content.setVisible(is_open)

    def _resize_icon(self) -> None:
        side = self._look.px(16)
        self.heading.setIconSize(QSize(side, side))
