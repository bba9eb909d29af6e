"""A text that a model writes, under the name of the model."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from rnnlab.gui.desks.writing import Writing
from rnnlab.gui.look import Look
from rnnlab.gui.panels.stream_view import StreamView
from rnnlab.gui.widgets import ElidedLabel, IconButton, make_label
from rnnlab.gui.words import short_number

_LOWEST = 56


class SampleView(QWidget):
    """Follows a `Writing`.

    Args:
        look: Gives colours, fonts and lengths.
        writing: The text in the making.
        name: What is shown before anything is written.
        chooser: Stands in place of the title, if there is something to choose.
    """

    def __init__(
        self, look: Look, writing: Writing, name: str, chooser: QWidget | None = None
    ) -> None:
        super().__init__()
        self._look = look
        self._writing = writing
        self._chooser = chooser
        self._prime, self._monospaced = "", True
        self.title = ElidedLabel(name, "title")
        self.facts = ElidedLabel("", "small")
        # Where there is little room, the name of the model is worth more than the numbers.
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.copy_button = IconButton(look, "copy", f"Copy what the {name.lower()} wrote", size=14)
        self.copy_button.setEnabled(False)
        self.view = StreamView(look)
        self.view.setAccessibleName(f"Text of the {name.lower()}")
        self._hint = make_label("", "muted", wrap=True)
        self._arrange()
        self.copy_button.clicked.connect(self.copy)
        writing.begun.connect(self._on_begun)
        writing.written.connect(self._on_written)
        writing.ended.connect(self._on_ended)
        writing.refused.connect(self._on_refused)
        look.changed.connect(self._space_out)
        self._space_out()

    def set_hint(self, sentence: str) -> None:
        """Say what will be here, as long as nothing is."""
        self._hint.setText(sentence)

    def hint(self) -> str:
        """What is said as long as nothing is written."""
        return self._hint.text()

    def expect(self, prime: str, *, monospaced: bool) -> None:
        """Tell the prime text of what is going to be written."""
        self._prime, self._monospaced = prime, monospaced

    def offer_choice(self, offered: bool) -> None:
        """Show what there is to choose in place of the title, or the title."""
        self.title.setVisible(not offered)
        if self._chooser is not None:
            self._chooser.setVisible(offered)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.view.text())

    def _arrange(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._header = QHBoxLayout()
        self._header.addWidget(self.title)
        if self._chooser is not None:
            self._header.addWidget(self._chooser)
            self.offer_choice(False)
        self._header.addWidget(self.facts, 1)
        self._header.addWidget(self.copy_button)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.view)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._header)
        self._column.addWidget(self.error)
        self._column.addWidget(self._stack, 1)

    def _on_begun(self, title: str) -> None:
        self.title.setText(title)
        self.facts.setText("")
        self.error.hide()
        self.view.begin(self._prime, monospaced=self._monospaced)
        self._stack.setCurrentWidget(self.view)
        self.copy_button.setEnabled(True)

    def _on_written(self, piece: str) -> None:
        self.view.add(piece)
        self.facts.setText(f"{self._writing.characters:,} characters")

    def _on_ended(self) -> None:
        characters, seconds = self._writing.characters, self._writing.seconds
        if characters:
            speed = short_number(characters / max(seconds, 1e-9))
            self.facts.setText(f"{characters:,} characters, {speed}/s")

    def _on_refused(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()

    def _space_out(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(4))
        self._header.setSpacing(px(8))
        self._stack.setMinimumHeight(px(_LOWEST))
