"""A text that grows while it is read."""

from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rnnlab.gui.look import Look

MOST_CHARACTERS = 200_000
_SPARE = 20_000
# Qt lays out a line anew with every piece that is added to it.
_LONGEST_LINE = 4_000


class StreamView(QPlainTextEdit):
    """Shows a prime text, muted, and what is written after it; never more than its end.

    It stays at the end while it is there, and where it is once a person has scrolled up.

    Args:
        look: Gives colours and fonts.
        parent: Owner.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._monospaced = True
        self._prime = 0
        self._text = ""
        self._line = 0
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def begin(self, prime: str, *, monospaced: bool) -> None:
        """Forget the text and begin another one."""
        self.clear()
        self._monospaced = monospaced
        self._text, self._line, self._prime = "", 0, 0
        self._on_look_changed()
        self._insert(prime, "muted")
        self._prime = len(self.toPlainText())

    def add(self, piece: str) -> None:
        """Append what was written."""
        self._insert(piece, "text")

    def text(self) -> str:
        """The prime text and what was written, or the end of it if it is long."""
        return self._text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay at the end."""
        was_at_end = self._at_end()
        super().resizeEvent(event)
        if was_at_end:
            self._go_to_end()

    def _insert(self, piece: str, color: str) -> None:
        was_at_end = self._at_end()
        self._text = (self._text + piece)[-MOST_CHARACTERS:]
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(self._broken(piece), self._format(color))
        self._cut()
        if was_at_end:
            self._go_to_end()

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 2

    def _go_to_end(self) -> None:
        """Scroll so that the last line is the lowest; Qt alone may go one line too far."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        spare = self.viewport().height() - self.cursorRect(end).bottom()
        bar.setValue(bar.maximum() - max(spare // self.fontMetrics().lineSpacing(), 0))

    def _broken(self, piece: str) -> str:
        """The piece with line ends where a line becomes too long."""
        parts = []
        for number, line in enumerate(piece.split("\n")):
            if number:
                parts.append("\n")
                self._line = 0
            while self._line + len(line) > _LONGEST_LINE:
                room = _LONGEST_LINE - self._line
                parts += [line[:room], "\n"]
                line, self._line = line[room:], 0
            parts.append(line)
            self._line += len(line)
        return "".join(parts)

    def _cut(self) -> None:
        """Remove the beginning of a text that has become too long."""
        excess = self.document().characterCount() - MOST_CHARACTERS
        if excess > _SPARE:
            self._remove(excess)
            self._prime = max(self._prime - excess, 0)

    def _remove(self, length: int) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(length, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _format(self, color: str) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self._look.color(color))
        return made

    def _on_look_changed(self) -> None:
        self.setFont(self._look.font("mono" if self._monospaced else "body"))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setCharFormat(self._format("text"))
        cursor.setPosition(0)
        cursor.setPosition(self._prime, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(self._format("muted"))
