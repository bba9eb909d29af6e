"""The text that a model reads before it writes: typed, or from a file."""

from collections.abc import Iterator
from pathlib import Path
from weakref import ReferenceType, ref

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from rnnlab.gui.desks.background import Background
from rnnlab.gui.look import icon
from rnnlab.gui.widgets import make_label
from rnnlab.gui.words import short_number, visible_token
from rnnlab.text import UNKNOWN, Codec, TextError, read_files

MOST_CHARACTERS = 2_000_000
_NAMED = 5


class PrimeField(QWidget):
    """A line to type in, with a sentence under it where a token is not known.

    Args:
        background: Reads files.

    Signals:
        changed: The text, or whether it can be used, is another.
        entered: Enter was pressed.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._codec: Codec | None = None
        self._file: tuple[str, str] | None = None  # name and text
        self._task: int | None = None
        self._maps_unknown = True
        # runs that are gone take their vocabularies along
        self._unknown: list[tuple[ReferenceType[Codec], list[str]]] = []
        self._looking: list[Codec] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText("Begin with …")
        self.line.setAccessibleName("Prime text")
        self.line.setToolTip(
            "The model reads this first and goes on from there; "
            "without it, it begins on a new line."
        )
        self.line.setClearButtonEnabled(True)
        self.line.setAcceptDrops(False)
        self.open_action = QAction(icon("open"), "Read the prime text from a file", self)
        self.line.addAction(self.open_action, QLineEdit.ActionPosition.LeadingPosition)
        self.error = make_label("", "error", wrap=True)
        self.note = make_label("", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.line, self.error, self.note):
            column.addWidget(widget)
        self.open_action.triggered.connect(self.choose_file)
        self.line.textEdited.connect(lambda _text: self._forget_file())
        self.line.textChanged.connect(self._on_text_changed)
        self.line.returnPressed.connect(self.entered)
        self._check()

    def text(self) -> str:
        """What was typed, or what stands in the file."""
        return self.line.text() if self._file is None else self._file[1]

    def file_name(self) -> str:
        """Name of the file that is read, if one is."""
        return "" if self._file is None else self._file[0]

    def set_codec(self, codec: Codec | None) -> None:
        """Take the vocabulary of the model in front, which the sentences are about."""
        if codec is not self._codec:
            self._codec = codec
            self._check()

    def map_unknown(self, maps: bool) -> None:
        """Read unknown tokens as `<unk>` where that is a token, or refuse them."""
        self._maps_unknown = maps
        self._check()

    def readable_by(self, codec: Codec) -> bool:
        """Whether a model with this vocabulary can read it; of a file, once that is known."""
        unknown = self._unknown_tokens(codec)
        may_map = codec.vocabulary.unknown is not None and self._maps_unknown
        return unknown is not None and (may_map or not unknown)

    def choose_file(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, "Prime text", "", "Texts (*)")
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Take a file's text; it is read in the background."""
        self._background.cancel(self._task)
        self._show("", f"Reading “{path.name}” …")
        self._task = self._background.start(
            lambda: _read(path), lambda text: self._take_file(path.name, text), on_failed=self._fail
        )

    def _take_file(self, name: str, text: str) -> None:
        self._file = (name, text)
        self._unknown.clear()
        self.line.setText(f"{name} · {short_number(len(text))} characters")
        self._check()

    def _fail(self, sentence: str) -> None:
        self._show(sentence, "")

    def _forget_file(self) -> None:
        """What is typed into the name of a file takes the place of the file."""
        if self._file is not None:
            self._file = None
            self.line.clear()

    def _on_text_changed(self, text: str) -> None:
        if not text:
            self._file = None
        self._unknown.clear()
        self._check()

    def _unknown_tokens(self, codec: Codec) -> list[str] | None:
        """What the vocabulary has not; None while a file is being looked through for that."""
        self._unknown = [(known, unknown) for known, unknown in self._unknown if known()]
        for known, unknown in self._unknown:
            if known() is codec:
                return unknown
        if self._file is None:
            self._unknown.append((ref(codec), codec.unknown_tokens(self.text())))
            return self._unknown[-1][1]
        self._look_through(codec, self._file[1])
        return None

    def _look_through(self, codec: Codec, text: str) -> None:
        if codec in self._looking:
            return
        self._looking.append(codec)

        def take(unknown: list[str]) -> None:
            self._looking.remove(codec)
            if self.text() is text:
                self._unknown.append((ref(codec), unknown))
            self._check()

        self._background.start(lambda: iter([codec.unknown_tokens(text)]), take)

    def _check(self) -> None:
        error = note = ""
        if self._codec is not None:
            unknown = self._unknown_tokens(self._codec)
            if unknown is None:
                note = f"Looking through “{self.file_name()}” …"
            elif unknown:
                error, note = self._sentences(self._codec, unknown)
        self._show(error, note)
        self.changed.emit()

    def _sentences(self, codec: Codec, unknown: list[str]) -> tuple[str, str]:
        """What is wrong with unknown tokens, or what becomes of them."""
        if codec.vocabulary.unknown is None:
            return (
                f"The text contains {_names(unknown)}, which the model has never seen; leave it "
                "out or train on a text that contains it."
            ), ""
        if not self._maps_unknown:
            return (
                f"The text contains {_names(unknown)}, which the model has never seen; leave it "
                f"out or allow it to be read as {UNKNOWN}."
            ), ""
        return "", f"{_names(unknown)} will be read as {UNKNOWN}."

    def _show(self, error: str, note: str) -> None:
        self.error.setText(error)
        self.error.setVisible(bool(error))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if self.line.property("invalid") != bool(error):
            self.line.setProperty("invalid", bool(error))
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)


def _read(path: Path) -> Iterator[str]:
    text = read_files([path]).text
    if len(text) > MOST_CHARACTERS:
        raise TextError(
            f"“{path.name}” has {len(text):,} characters, and a prime text at most "
            f"{MOST_CHARACTERS:,}; cut a piece out of it."
        )
    yield text


def _names(unknown: list[str]) -> str:
    named = ", ".join(f"“{visible_token(token)}”" for token in unknown[:_NAMED])
    more = f" and {len(unknown) - _NAMED:,} more" if len(unknown) > _NAMED else ""
    return named + more
