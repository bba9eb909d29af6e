"""A written text with the truth about its tokens, which can be edited and gone on from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import QWidget

from rnnlab.gui.desks.drafts import Slice
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.grounds import ground_colors, surprise_levels
from rnnlab.gui.panels.writing.stream_view import StreamView
from rnnlab.gui.panels.writing.token_marks import TokenMarks
from rnnlab.gui.panels.writing.visible_lines import VisibleLine

_LOOKING = 150  # milliseconds that the pointer rests before more is told
_SHOWN_PRIME = 5_000  # characters at the end of a long prime text


@dataclass(frozen=True)
class Underline:
    """Characters of the document, from ``start`` to before ``end``, that are underlined.

    Attributes:
        word: Whether it is a new word, else a piece that was copied.
        number: Which one.
    """

    start: int
    end: int
    word: bool
    number: int


@dataclass(frozen=True)
class Continuation:
    """From where a text is to be gone on.

    Attributes:
        place: In the manuscript, of the first token that is replaced; None if the prime
            text itself was changed.
        given: What stands there instead, or the new prime text.
    """

    place: int | None
    given: str


class ManuscriptView(StreamView):
    """Shows how likely each token was, by its ground.

    While nothing is being written the text can be edited; Ctrl+Enter asks for a new text from
    the caret on.

    Args:
        look: Gives colours and fonts.
        parent: Owner.
        follows: As of `StreamView`.

    Signals:
        rested_on: The pointer rests on a token; carries its index among `marks`, or −1.
        edited: A person has changed the text.
        caret_moved: The caret stands elsewhere.
        go_on_wanted: Ctrl+Enter was pressed.
        underline_clicked: Carries an `Underline`.
    """

    rested_on = Signal(int)
    edited = Signal()
    caret_moved = Signal()
    go_on_wanted = Signal()
    underline_clicked = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None, *, follows: bool = True) -> None:
        self.marks = TokenMarks()
        self._by_hand = True
        self._color = "accent"
        self._shaded = True
        self._hidden_prime = ""
        self._underlines: list[Underline] = []
        super().__init__(look, parent, follows=follows)
        self._under = QPointF(-1, -1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_LOOKING)
        self._rest.timeout.connect(lambda: self.rested_on.emit(self.mark_at(self._under)))
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.document().contentsChange.connect(self._on_contents_changed)
        self.cursorPositionChanged.connect(self.caret_moved)

    # what is shown

    def begin(self, prime: str, *, monospaced: bool) -> None:
        """Forget the text and begin another one; of a long prime text only its end is shown."""
        self.marks = TokenMarks()
        self._underlines = []
        self._hidden_prime = prime[:-_SHOWN_PRIME]
        with self._by_program():
            self.set_editable(False)
            super().begin(prime[-_SHOWN_PRIME:], monospaced=monospaced)

    def add_slice(self, written: Slice) -> None:
        """Append what was written."""
        begin = self.end()
        with self._by_program():
            breaks = self._insert(written.text, "text")
            self.marks.append(written, begin, breaks)
            self._cut()

    def set_editable(self, editable: bool) -> None:
        """Let a person change the text, or not."""
        self.setReadOnly(not editable)
        self.setUndoRedoEnabled(editable)

    def set_color(self, color: str) -> None:
        """Take the colour of the grounds: that of the model that writes."""
        self._color = color
        self.viewport().update()

    def set_shaded(self, shaded: bool) -> None:
        """Show how likely each token was, or not."""
        self._shaded = shaded
        self.viewport().update()

    def underline(self, underlines: Sequence[Underline]) -> None:
        """Underline pieces, in the order of the text."""
        self._underlines = list(underlines)
        self.viewport().update()

    def underlines(self) -> list[Underline]:
        """What is underlined."""
        return list(self._underlines)

    # going on

    def caret(self) -> int:
        """Position of the caret."""
        return self.textCursor().position()

    def is_changed(self) -> bool:
        """Whether the end of the text was typed by hand."""
        return not len(self.marks) or self.marks[len(self.marks) - 1].end < self.end()

    def continuation(self) -> Continuation:
        """From where the text is to be gone on if it is to be written anew from the caret."""
        caret = self.caret()
        kept = int(self.marks.ends.searchsorted(np.int32(caret), side="right"))
        if kept:
            last = self.marks[kept - 1]
            if self._would_join(last.end, caret):
                return Continuation(last.place, self.text_between(last.start, caret))
            return Continuation(last.place + 1, self.text_between(last.end, caret))
        if self._prime or not len(self.marks) or self.marks[0].start == 0:
            return Continuation(None, self._hidden_prime + self.text_between(0, caret))
        return Continuation(self.marks[0].place, self.text_between(self.marks[0].start, caret))

    def keep_to_caret(self) -> None:
        """Take away what stands after the caret, for another text."""
        caret = self.caret()
        with self._by_program():
            self.set_editable(False)
            self._underlines = []
            self.marks.cut_back(caret)
            cursor = QTextCursor(self.document())
            cursor.setPosition(caret)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self._line = len(self.document().lastBlock().text())
            self._prime = min(self._prime, caret)

    def mark_at(self, place: QPointF) -> int:
        """Index of the token under a place of the view, or −1."""
        for line in self.visible_lines():
            if line.rect.top() <= place.y() < line.rect.bottom():
                index = self.marks.at(line.position_at(place.x()))
                return -1 if index is None else index
        return -1

    def visible_lines(self) -> Iterator[VisibleLine]:
        """The lines that can be seen, from above."""
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        while block.isValid():
            origin = self.blockBoundingGeometry(block).translated(offset).topLeft()
            layout = block.layout()
            for number in range(layout.lineCount()):
                last = number == layout.lineCount() - 1
                line = VisibleLine(layout.lineAt(number), block.position(), origin, last)
                if line.rect.top() > self.viewport().height():
                    return
                if line.rect.bottom() >= 0:
                    yield line
            block = block.next()

    # Qt's events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the grounds, then the text, then what is underlined."""
        with QPainter(self.viewport()) as painter:
            if self._shaded and len(self.marks):
                self._draw_grounds(painter, event.rect())
        super().paintEvent(event)
        if self._underlines:
            with QPainter(self.viewport()) as painter:
                self._draw_underlines(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Wait for the pointer to rest."""
        super().mouseMoveEvent(event)
        self._under = event.position()
        over = self.underline_at(self._under) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        self._rest.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell that an underlined piece was clicked."""
        super().mouseReleaseEvent(event)
        found = self.underline_at(event.position())
        if found is not None and not self.textCursor().hasSelection():
            self.underline_clicked.emit(found)

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer rests on nothing any more."""
        super().leaveEvent(event)
        self._rest.stop()
        self.rested_on.emit(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on from the caret."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go_on_wanted.emit()
            return
        super().keyPressEvent(event)

    def underline_at(self, place: QPointF) -> Underline | None:
        """The underlined piece under a place of the view."""
        if not self._underlines:
            return None
        index = self.mark_at(place)
        if index < 0:
            return None
        start = self.marks[index].start
        found = (each for each in self._underlines if each.start <= start < each.end)
        return next(found, None)

    # inside

    def _cut(self) -> None:
        before = self.end()
        super()._cut()
        if self.end() < before:
            self.marks.cut_front(before - self.end())

    def _would_join(self, end: int, caret: int) -> bool:
        """Whether what was typed after a word belongs to it."""
        typed = self.text_between(end, caret)
        return not self._monospaced and bool(typed) and not typed[0].isspace()

    @contextmanager
    def _by_program(self) -> Iterator[None]:
        before, self._by_hand = self._by_hand, False
        try:
            yield
        finally:
            self._by_hand = before

    def _on_contents_changed(self, position: int, removed: int, added: int) -> None:
        if self._by_hand and (removed or added):
            self.marks.cut_back(position)
            self._underlines = []
            self._prime = min(self._prime, position)
            self.edited.emit()

    def _on_look_changed(self) -> None:
        with self._by_program():
            super()._on_look_changed()

    def _draw_grounds(self, painter: QPainter, area: QRect) -> None:
        colors = ground_colors(self._look, self._color)
        painter.setPen(Qt.PenStyle.NoPen)
        for line in self.visible_lines():
            if not line.rect.top() <= area.bottom() or line.rect.bottom() < area.top():
                continue
            indices = self.marks.between(line.first, line.last + 1)
            shown = slice(indices.start, indices.stop)
            levels = surprise_levels(self.marks.probabilities[shown]).tolist()
            starts, ends = self.marks.starts[shown].tolist(), self.marks.ends[shown].tolist()
            spans = zip(levels, starts, ends, strict=True)
            for level, start, end in _joined(spans):
                if level:
                    painter.fillRect(line.span(start, end), colors[level])

    def _draw_underlines(self, painter: QPainter) -> None:
        copied, new = self._look.color("text"), self._look.color("error")
        lines = list(self.visible_lines())
        if not lines:  # the view is too low for one
            return
        first, last = lines[0].first, lines[-1].last
        seen = [each for each in self._underlines if each.start < last and first < each.end]
        for line in lines:
            for each in seen:
                if each.start < line.last and line.first < each.end:
                    rect = line.span(each.start, each.end)
                    style = Qt.PenStyle.DotLine if each.word else Qt.PenStyle.SolidLine
                    painter.setPen(QPen(new if each.word else copied, 1.5, style))
                    y = rect.bottom() - 1.0
                    painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))


def _joined(spans: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Neighbours of one level together, so that less is to be drawn."""
    held: tuple[int, int, int] | None = None
    for level, start, end in spans:
        if held is not None and held[0] == level and held[2] == start:
            held = level, held[1], end
            continue
        if held is not None:
            yield held
        held = level, start, end
    if held is not None:
        yield held
