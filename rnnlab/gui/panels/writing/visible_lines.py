"""The lines of a text that can be seen, for what is drawn behind and under them."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLine

_LINE_END = 0.6  # width of a line's end, in heights of the line


@dataclass(frozen=True)
class VisibleLine:
    """One line on the screen.

    Attributes:
        line: Of Qt.
        begin: Position in the document of the block it belongs to.
        origin: Of the block, in the view.
        ends_block: Whether a line's end stands after it.
    """

    line: QTextLine
    begin: int
    origin: QPointF
    ends_block: bool

    @property
    def first(self) -> int:
        """Position of its first character."""
        return self.begin + self.line.textStart()

    @property
    def last(self) -> int:
        """Position after its last character."""
        return self.first + self.line.textLength()

    @cached_property
    def rect(self) -> QRectF:
        """Where its text is."""
        return self.line.naturalTextRect().translated(self.origin)

    def span(self, first: int, last: int) -> QRectF:
        """Where the characters from ``first`` to before ``last`` are, as far as in this line.

        A line's end has room after the last character.
        """
        left = self._x(max(first, self.first))
        right = self._x(min(last, self.last))
        if last > self.last and self.ends_block:
            right += _LINE_END * self.rect.height()
        return QRectF(left, self.rect.top(), right - left, self.rect.height())

    def position_at(self, x: float) -> int:
        """Position of the character at a place, of the line's end after the last one."""
        if x > self.rect.right():
            return self.last
        on = QTextLine.CursorPosition.CursorOnCharacter
        return self.begin + self.line.xToCursor(x - self.origin.x(), on)

    def _x(self, position: int) -> float:
        x, _ = cast("tuple[float, int]", self.line.cursorToX(position - self.begin))
        return x + self.origin.x()
