"""A field for a few lines of text, told a moment after the last key."""

from PySide6.QtCore import QMimeData, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit

from rnnlab.gui.look import Look

MOST_CHARACTERS = 20_000
MOST_LINES = 20
PAUSE = 300  # milliseconds without a key


class LinesEdit(QPlainTextEdit):
    """Lines to ask about; what was put there ready-made gives way to what is typed.

    Args:
        look: Gives fonts and lengths.
        name: What is typed here, for a screen reader and as a hint.
        lines: How many lines are in sight.

    Attributes:
        own: Somebody has typed here.
        too_much: More was pasted than is taken.

    Signals:
        settled: The text is another, and nothing was typed for a moment.
    """

    settled = Signal()

    def __init__(self, look: Look, name: str, lines: int = 2) -> None:
        super().__init__()
        self._look = look
        self._lines = lines
        self.own = False
        self.too_much = False
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.settled)
        self.textChanged.connect(self._on_text_changed)
        look.changed.connect(self._size)
        self._size()

    def lines(self) -> tuple[str, ...]:
        """The lines that are not blank, each once, as many as are taken."""
        stripped = (line.strip() for line in self.toPlainText().split("\n"))
        return tuple(dict.fromkeys(line for line in stripped if line))[:MOST_LINES]

    def sentence(self) -> str:
        """What is left out, in a sentence; empty if nothing."""
        if self.too_much:
            return f"Only the first {MOST_CHARACTERS:,} characters are taken."
        many = sum(bool(line.strip()) for line in self.toPlainText().split("\n")) > MOST_LINES
        return f"Only the first {MOST_LINES} lines are taken." if many else ""

    def offer(self, text: str) -> None:
        """Put a ready-made text there; told at once."""
        self.setPlainText(text)
        self.own = self.too_much = False
        self._timer.stop()
        self.settled.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Take no more of a pasted text than can be shown at once."""
        room = MOST_CHARACTERS - self.document().characterCount() + 1
        room += len(self.textCursor().selectedText())
        text = source.text()
        self.too_much = len(text) > room
        self.insertPlainText(text[: max(room, 0)])

    def _on_text_changed(self) -> None:
        self.own = True
        if self.document().characterCount() <= MOST_CHARACTERS:
            self.too_much = False
        self._timer.start()

    def _size(self) -> None:
        metrics = self._look.metrics()
        self.setFixedHeight(self._lines * metrics.lineSpacing() + self._look.px(19))
