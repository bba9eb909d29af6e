"""A text beside another one: where they differ."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QBrush, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.grounds import LEVELS, ground_colors
from rnnlab.gui.panels.writing.stream_view import StreamView
from rnnlab.gui.widgets import make_label

_SOFT = 2  # of the levels


class ComparedView(QWidget):
    """A text under its name, with a ground where a token differs from that of another text.

    Args:
        look: Gives colours and fonts.
        name: What distinguishes it.

    Attributes:
        first: Number of the first token that differs; None as long as none does.
    """

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._color = "accent"
        self._count = 0
        self.first: int | None = None
        self.name = make_label(name, "small")
        self.view = StreamView(look, follows=False)
        self.view.setAccessibleName(f"Text at {name}")
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(2))
        column.addWidget(self.name)
        column.addWidget(self.view, 1)

    def begin_text(self, prime: str, *, monospaced: bool, color: str) -> None:
        """Begin anew after a prime text, in the colour of a model."""
        self._color, self._count, self.first = color, 0, None
        self.view.begin(prime[-2_000:], monospaced=monospaced)

    def add_tokens(self, pieces: Sequence[str], differs: npt.NDArray[np.bool_]) -> None:
        """Append tokens, (n,) of which differ."""
        for differing, group in groupby(zip(differs.tolist(), pieces, strict=True), _first_of):
            texts = [piece for _, piece in group]
            if differing and self.first is None:
                self.first = self._count
                self._append(texts[:1], LEVELS)
                self._append(texts[1:], _SOFT)
                self.name.setText(f"{self._name} · differs from token {self._count + 1:,} on")
            else:
                self._append(texts, _SOFT if differing else 0)
            self._count += len(texts)

    def _append(self, texts: Sequence[str], level: int) -> None:
        if not texts:
            return
        begin = self.view.end()
        self.view.add("".join(texts))
        if not level:
            return
        cursor = QTextCursor(self.view.document())
        cursor.setPosition(begin)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        marked = QTextCharFormat()
        marked.setBackground(QBrush(ground_colors(self._look, self._color)[level]))
        cursor.mergeCharFormat(marked)


def _first_of(pair: tuple[bool, str]) -> bool:
    return pair[0]
