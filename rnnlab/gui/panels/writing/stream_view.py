"""A text that grows while it is read."""

from itertools import pairwise

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rnnlab.gui.look import Look

MOST_CHARACTERS = 200_000
_SPARE = 20_000
# Qt lays out a line anew with every piece that is added to it.
_LONGEST_LINE = 4_000
_CONTINUED = 1  # state of a block that goes on with the line before it
_LONGEST_PASTE = 20_000


class StreamView(QPlainTextEdit):
    """Shows a prime text, muted, and what is written after it; never more than its end.

    It stays at the end while it is there, and where it is once a person has scrolled up.

    Args:
        look: Gives colours and fonts.
        parent: Owner.
        follows: Stay at the end, as long as nobody has scrolled up; else at the beginning.
    """

    def __init__(self, look: Look, parent: QWidget | None = None, *, follows: bool = True) -> None:
        super().__init__(parent)
        self._look = look
        self._follows = follows
        self._monospaced = True
        self._prime = 0
        self._line = 0
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the window opens what is dropped
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def begin(self, prime: str, *, monospaced: bool) -> None:
        """Forget the text and begin another one."""
        self.clear()
        self._monospaced = monospaced
        self._line, self._prime = 0, 0
        self._on_look_changed()
        self._insert(prime, "muted")
        self._prime = self.end()

    def add(self, piece: str) -> None:
        """Append what was written."""
        self._insert(piece, "text")
        self._cut()

    def text(self) -> str:
        """The prime text and what was written, or the end of it if it is long."""
        return self.text_between(0, self.end())[-MOST_CHARACTERS:]

    def text_between(self, start: int, end: int) -> str:
        """The text between two positions of the document, without line ends of the screen."""
        parts: list[str] = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() <= end:
            first = max(start - block.position(), 0)
            if parts and block.userState() != _CONTINUED:
                parts.append("\n")
            parts.append(block.text()[first : end - block.position()])
            block = block.next()
        return "".join(parts)

    def end(self) -> int:
        """The position after the last character of the document."""
        return self.document().characterCount() - 1

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take text of a length that a person may have meant."""
        return source.hasText() and len(source.text()) <= _LONGEST_PASTE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay at the end."""
        was_at_end = self._at_end()
        super().resizeEvent(event)
        if was_at_end:
            self._go_to_end()

    def _insert(self, piece: str, color: str) -> list[int]:
        """Append a piece; returns the places in it before which a line was broken."""
        was_at_end = self._at_end()
        breaks = self._breaks(piece)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for number, (start, end) in enumerate(pairwise([0, *breaks, len(piece)])):
            if number:
                cursor.insertBlock()
                cursor.block().setUserState(_CONTINUED)
            cursor.insertText(piece[start:end], self._format(color))
        cursor.endEditBlock()
        if was_at_end:
            self._go_to_end()
        return breaks

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return self._follows and bar.value() >= bar.maximum() - 2

    def _go_to_end(self) -> None:
        """Scroll so that the last line is the lowest; Qt alone may go one line too far."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        spare = self.viewport().height() - self.cursorRect(end).bottom()
        bar.setValue(bar.maximum() - max(spare // self.fontMetrics().lineSpacing(), 0))

    def _breaks(self, piece: str) -> list[int]:
        """Places in a piece before which a line that has become too long is broken."""
        places: list[int] = []
        start = 0
        for number, line in enumerate(piece.split("\n")):
            taken = 0 if number else self._line
            places += range(start + _LONGEST_LINE - taken, start + len(line), _LONGEST_LINE)
            self._line = taken + len(line)
            if self._line > _LONGEST_LINE:
                self._line = (self._line - 1) % _LONGEST_LINE + 1
            start += len(line) + 1
        return places

    def _cut(self) -> None:
        """Remove the beginning of a text that has become too long."""
        excess = self.document().characterCount() - MOST_CHARACTERS
        if excess > _SPARE:
            was_at_end = self._at_end()
            self._remove(excess)
            self._prime = max(self._prime - excess, 0)
            if was_at_end:
                self._go_to_end()

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
