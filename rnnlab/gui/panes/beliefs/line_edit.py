"""A line to type in, told a moment after the last key."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit

from rnnlab.gui.panes.beliefs.lines_edit import MOST_CHARACTERS, PAUSE


class LineEdit(QLineEdit):
    """What was put there ready-made gives way to what is typed.

    Args:
        name: What is typed here, as a hint.
        explanation: The same in a sentence.

    Attributes:
        own: Somebody has typed here.

    Signals:
        settled: The text is another, and nothing was typed for a moment.
    """

    settled = Signal()

    def __init__(self, name: str, explanation: str) -> None:
        super().__init__()
        self.own = False
        self.setMaxLength(MOST_CHARACTERS)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setToolTip(explanation)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.settled)
        self.textChanged.connect(self._on_text_changed)

    def offer(self, text: str) -> None:
        """Put a ready-made text there; told at once."""
        self.setText(text)
        self.setCursorPosition(0)  # else of a long text only the end is in sight
        self.own = False
        self._timer.stop()
        self.settled.emit()

    def _on_text_changed(self) -> None:
        self.own = True
        self._timer.start()
