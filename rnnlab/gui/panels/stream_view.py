"""A text that grows while it is read."""

from PySide6.QtGui import QTextCharFormat, QTextCursor
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

    def _insert(self, piece: str, color: str) -> None:
        bar = self.verticalScrollBar()
        was_at_end = bar.value() >= bar.maximum() - 2
        self._text = (self._text + piece)[-MOST_CHARACTERS:]
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(self._broken(piece), self._format(color))
        self._cut()
        if was_at_end:
            bar.setValue(bar.maximum())

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
