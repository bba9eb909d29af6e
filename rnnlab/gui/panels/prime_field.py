"""The text that a model reads before it writes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rnnlab.gui.widgets import make_label
from rnnlab.gui.words import visible_token
from rnnlab.text import UNKNOWN, Codec, TextError

_NAMED = 5


class PrimeField(QWidget):
    """A line to type in, with a sentence under it where a token is not known.

    Signals:
        changed: The text, or whether it can be used, is another.
        entered: Enter was pressed.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._codec: Codec | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText("Begin with …")
        self.line.setAccessibleName("Prime text")
        self.line.setToolTip(
            "The model reads this first and goes on from there; "
            "without it, it begins on a new line."
        )
        self.line.setClearButtonEnabled(True)
        self.line.setAcceptDrops(False)
        self.error = make_label("", "error", wrap=True)
        self.note = make_label("", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.line, self.error, self.note):
            column.addWidget(widget)
        self.line.textChanged.connect(lambda _text: self._check())
        self.line.returnPressed.connect(self.entered)
        self._check()

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def set_codec(self, codec: Codec | None) -> None:
        """Take the vocabulary of the model in front, which the sentences are about."""
        if codec is not self._codec:
            self._codec = codec
            self._check()

    def readable_by(self, codec: Codec) -> bool:
        """Whether a model with this vocabulary can read it."""
        return codec.vocabulary.unknown is not None or not codec.unknown_tokens(self.text())

    def _check(self) -> None:
        error = note = ""
        if self._codec is not None:
            try:
                self._codec.encode(self.text())
                note = _note(self._codec.unknown_tokens(self.text()))
            except TextError as problem:
                error = str(problem)
        self._show(error, note)
        self.changed.emit()

    def _show(self, error: str, note: str) -> None:
        self.error.setText(error)
        self.error.setVisible(bool(error))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self.line.property("invalid") != bool(error):
            self.line.setProperty("invalid", bool(error))
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)


def _note(unknown: list[str]) -> str:
    if not unknown:
        return ""
    named = ", ".join(f"“{visible_token(token)}”" for token in unknown[:_NAMED])
    more = f" and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else ""
    return f"{named}{more} will be read as {UNKNOWN}."
