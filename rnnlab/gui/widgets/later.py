"""Room for what is made when somebody first looks at it."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.look import Look

Content = TypeVar("Content", bound=QWidget)


class Later(QWidget, Generic[Content]):
    """Room for a widget that is made when somebody first looks at it, or asks for it.

    The smallest size is said and not the widget's, so that nothing around it moves when it comes.

    Args:
        look: Gives lengths.
        make: Makes the widget.
        room: Width and height that it needs at least, in pixels at 100 %.
    """

    def __init__(self, look: Look, make: Callable[[], Content], room: tuple[int, int]) -> None:
        super().__init__()
        self._look = look
        self._make = make
        self._room = room
        self._content: Content | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        look.changed.connect(self._keep_room)
        self._keep_room()

    @property
    def is_made(self) -> bool:
        """Whether the widget is there."""
        return self._content is not None

    def content(self) -> Content:
        """The widget; it is made now if nobody has looked at it yet."""
        if self._content is None:
            self._content = self._make()
            self._layout.addWidget(self._content)
            self._content.show()
            self._layout.activate()
        return self._content

    def look_at(self) -> None:
        """Make the widget if its room can be seen."""
        if self.isVisible() and not self.visibleRegion().isEmpty():
            self.content()

    def showEvent(self, event: QShowEvent) -> None:
        """What is in front when the window opens is in its first picture."""
        super().showEvent(event)
        self.look_at()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Whichever way it came into sight, it is looked at."""
        super().paintEvent(event)
        if not self.is_made:
            QTimer.singleShot(0, self, self.look_at)

    def _keep_room(self) -> None:
        self.setMinimumSize(*(self._look.px(length) for length in self._room))
