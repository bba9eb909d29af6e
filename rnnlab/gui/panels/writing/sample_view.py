"""A text that a model writes, under the name of the model."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from rnnlab.gui.desks.copied import CopiedDesk
from rnnlab.gui.desks.drafts import Slice
from rnnlab.gui.desks.writing import Writing
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.alternatives_card import AlternativesCard, Choice
from rnnlab.gui.panels.writing.copied_marks import CopiedMarks
from rnnlab.gui.panels.writing.manuscript_view import Continuation, ManuscriptView
from rnnlab.gui.widgets import ElidedLabel, IconButton, make_label, make_link
from rnnlab.gui.words import short_number

_LOWEST = 36


class SampleView(QWidget):
    """Follows a `Writing`.

    Args:
        look: Gives colours, fonts and lengths.
        writing: The text in the making.
        copied: Looks for what stands in the training text.
        name: What is shown before anything is written.
        chooser: Stands in place of the title, if there is something to choose.

    Signals:
        go_on_wanted: The text is to be written anew from the caret; carries a `Continuation`.
        caret_moved: The caret stands elsewhere in a text at rest, or none is at rest.
    """

    go_on_wanted = Signal(object)
    caret_moved = Signal()

    def __init__(
        self,
        look: Look,
        writing: Writing,
        copied: CopiedDesk,
        name: str,
        chooser: QWidget | None = None,
    ) -> None:
        super().__init__()
        self._look = look
        self.writing = writing
        self._chooser = chooser
        self._prime, self._monospaced, self._continues = "", True, False
        self._asked = 0
        self.title = ElidedLabel(name, "title")
        self.facts = ElidedLabel("", "small")
        # Where there is little room, the name of the model is worth more than the numbers.
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.go_on_button = make_link("Go on from here")
        self.go_on_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the caret stays to be seen
        self.go_on_button.setToolTip(
            "Write what follows the caret anew, after your change (Ctrl+Enter)"
        )
        self.copy_button = IconButton(look, "copy", f"Copy what the {name.lower()} wrote", size=14)
        self.copy_button.setEnabled(False)
        self.view = ManuscriptView(look)
        self.view.setAccessibleName(f"Text of the {name.lower()}")
        self.card = AlternativesCard(look, self)
        self.marks = CopiedMarks(look, writing, copied, self.view)
        self._hint = make_label("", "muted", wrap=True)
        self._arrange()
        self._connect()
        self._space_out()

    def set_hint(self, sentence: str) -> None:
        """Say what will be here, as long as nothing is."""
        self._hint.setText(sentence)

    def hint(self) -> str:
        """What is said as long as nothing is written."""
        return self._hint.text()

    def expect(self, prime: str, *, monospaced: bool, color: str) -> None:
        """Tell the prime text of what is going to be written, and the colour of its model."""
        self._prime, self._monospaced = prime, monospaced
        self.view.set_color(color)

    def offer_choice(self, offered: bool) -> None:
        """Show what there is to choose in place of the title, or the title."""
        self.title.setVisible(not offered)
        if self._chooser is not None:
            self._chooser.setVisible(offered)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        QGuiApplication.clipboard().setText(self.view.text())

    def go_on(self) -> None:
        """Ask for another text from the caret on."""
        if self._at_rest():
            self._continues = True
            continuation: Continuation = self.view.continuation()
            self.go_on_wanted.emit(continuation)
            self._continues = False

    def caret_place(self) -> int | None:
        """Place in the manuscript of the token after the caret, in an unchanged text at rest."""
        index = self.view.marks.at(self.view.caret())
        return self.view.marks[index].place if index is not None and self._at_rest() else None

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the alternatives away."""
        super().hideEvent(event)
        self.card.hide()

    def _arrange(self) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.go_on_button.hide()
        self._header = QHBoxLayout()
        self._header.addWidget(self.title)
        if self._chooser is not None:
            self._header.addWidget(self._chooser)
            self.offer_choice(False)
        self._header.addWidget(self.facts, 1)
        self._header.addWidget(self.go_on_button)
        self._header.addWidget(self.copy_button)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self.view)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._header)
        self._column.addWidget(self.error)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self.marks)

    def _connect(self) -> None:
        writing, view = self.writing, self.view
        self.copy_button.clicked.connect(self.copy)
        self.go_on_button.clicked.connect(self.go_on)
        view.go_on_wanted.connect(self.go_on)
        view.caret_moved.connect(self._on_caret_moved)
        view.edited.connect(self._on_caret_moved)
        view.rested_on.connect(self._on_rested)
        writing.begun.connect(self._on_begun)
        writing.reading.connect(self._on_reading)
        writing.written.connect(self._on_written)
        writing.ended.connect(self._on_ended)
        writing.refused.connect(self._on_refused)
        writing.alternatives_arrived.connect(self._on_alternatives)
        self._look.changed.connect(self._space_out)

    def _on_begun(self, title: str) -> None:
        self.title.setText(title)
        self.facts.setText("")
        self.error.hide()
        self.card.hide()
        if self._continues:
            self.view.keep_to_caret()
        else:
            self.view.begin(self._prime, monospaced=self._monospaced)
        self._stack.setCurrentWidget(self.view)
        self.copy_button.setEnabled(True)
        self._on_caret_moved()

    def _on_reading(self, share: float) -> None:
        self.facts.setText(f"reading the prime text: {share:.0%}")

    def _on_written(self, piece: Slice) -> None:
        self.view.add_slice(piece)
        self.facts.setText(f"{self.writing.characters:,} characters")

    def _on_ended(self) -> None:
        self.view.set_editable(self.writing.manuscript is not None)
        characters, seconds = self.writing.characters, self.writing.seconds
        if characters:
            speed = short_number(characters / max(seconds, 1e-9))
            self.facts.setText(f"{characters:,} characters, {speed}/s")
        else:
            self.facts.setText("")
        self._on_caret_moved()

    def _on_refused(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()

    def _on_caret_moved(self) -> None:
        left = self.view.caret() < self.view.end() or self.view.is_changed()
        inside = self._at_rest() and left
        self.go_on_button.setVisible(inside)
        self.facts.setVisible(not inside)
        self.caret_moved.emit()

    def _at_rest(self) -> bool:
        return not self.writing.busy and self.writing.manuscript is not None

    def _on_rested(self, index: int) -> None:
        """Tell what is known at once, and ask for what has to be read again."""
        codec = self.writing.codec
        if index < 0 or codec is None or not self.isVisible():
            self.card.hide()
            return
        mark, manuscript = self.view.marks[index], self.writing.manuscript
        if manuscript is None or mark.place >= len(manuscript):
            return
        token = codec.vocabulary.tokens[manuscript.token_at(mark.place)]
        at: QPoint = QCursor.pos()
        self.card.tell(Choice(token, mark.probability, mark.chance), at)
        self._asked = mark.place
        self.writing.ask_alternatives(mark.place)

    def _on_alternatives(self, place: int, found: list[tuple[int, float, float]]) -> None:
        codec = self.writing.codec
        if self.card.isVisible() and place == self._asked and codec is not None:
            tokens = codec.vocabulary.tokens
            self.card.show_choices([Choice(tokens[i], p, chance) for i, p, chance in found])

    def _space_out(self) -> None:
        px = self._look.px
        self._column.setSpacing(px(4))
        self._header.setSpacing(px(4))
        self._stack.setMinimumHeight(px(_LOWEST))
