"""What is known about the open text at a glance."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from rnnlab.gui.desks.ngrams import counted_tokens
from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panels.split_bar import SplitBar
from rnnlab.gui.panels.token_bars import TokenBars
from rnnlab.gui.widgets import NumberLabel, make_label
from rnnlab.gui.words import byte_size
from rnnlab.text import Corpus, Source

PREVIEW_CHARACTERS = 2_000
_MOST_FREQUENT = 8
_PREVIEW_HEIGHT = 120
_CAPTIONS = {
    "size": ("size", "Bytes of the text as it was read."),
    "characters": ("characters", "Length of the text."),
    "words": ("tokens", "Words and punctuation marks: what the model reads one by one."),
    "vocabulary": ("vocabulary", "Distinct tokens that the model can read and write."),
}


class TextFacts(QWidget):
    """Sizes, split, beginning and commonest tokens of a text.

    Args:
        look: Gives colours, fonts and lengths.
        parent: Owner.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tiles = FlowRow(look, gap=16)
        self.numbers = {
            key: _Number(caption, tip, self._tiles) for key, (caption, tip) in _CAPTIONS.items()
        }
        self.split = SplitBar(look)
        self.notes = make_label("", "small", wrap=True)
        self.preview = self._make_preview()
        self.commonest = TokenBars(look)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._tiles, self.split, self.notes, self.preview):
            self._layout.addWidget(widget)
        self._layout.addWidget(make_label("Most frequent", "small"))
        self._layout.addWidget(self.commonest)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_text(self, source: Source, corpus: Corpus) -> None:
        """Show a text and how it was cut."""
        words = corpus.codec.config.unit == "word"
        self.numbers["size"].show_number(byte_size(source.size))
        self.numbers["characters"].show_number(f"{source.length:,}")
        self.numbers["words"].show_number(f"{corpus.size:,}")
        self.numbers["words"].setVisible(words)
        self.numbers["vocabulary"].show_number(f"{len(corpus.vocabulary):,}")
        self._tiles.arrange()
        self.split.show_corpus(corpus)
        notes = [_unseen_sentence(corpus), _counted_sentence(corpus)]
        self.notes.setText(" ".join(filter(None, notes)))
        self.notes.setVisible(any(notes))
        self.preview.setPlainText(source.text[:PREVIEW_CHARACTERS])
        self.commonest.show_tokens(corpus.most_frequent(_MOST_FREQUENT))

    def _make_preview(self) -> QPlainTextEdit:
        preview = QPlainTextEdit()
        preview.setReadOnly(True)
        preview.setAcceptDrops(False)
        preview.setTabChangesFocus(True)
        preview.setAccessibleName("Beginning of the text")
        preview.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        return preview

    def _on_look_changed(self) -> None:
        self._layout.setSpacing(self._look.px(8))
        self.preview.setFont(self._look.font("mono"))
        self.preview.setFixedHeight(self._look.px(_PREVIEW_HEIGHT))
        for number in self.numbers.values():
            number.number.forget_width()
        self._tiles.arrange()


class _Number(QWidget):
    """A number over what it counts."""

    def __init__(self, caption: str, tip: str, row: FlowRow) -> None:
        super().__init__()
        self.number = NumberLabel("", "title")
        self.number.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._caption = caption
        self.setToolTip(tip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.number)
        layout.addWidget(make_label(caption, "small"))
        row.add(self)

    def show_number(self, words: str) -> None:
        """Show a number that has its unit, if any."""
        self.number.forget_width()
        self.number.set_text(words)
        self.setAccessibleName(f"{self._caption}: {words}")


def _counted_sentence(corpus: Corpus) -> str:
    counted = counted_tokens(corpus)
    if counted == corpus.train_end:
        return ""
    return f"The n-gram models count the first {counted:,} training tokens."


def _unseen_sentence(corpus: Corpus) -> str:
    if not corpus.unseen:
        return ""
    if corpus.unseen == 1:
        return "1 held-out token never occurs in the training part; no figure includes it."
    return (
        f"{corpus.unseen:,} held-out tokens never occur in the training part; "
        "no figure includes them."
    )
