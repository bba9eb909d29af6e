"""What the pages of the beliefs have in common: fields above, below them a list that scrolls."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from rnnlab.gui.desks.belief_examples import Example
from rnnlab.gui.desks.believing import BeliefDesk
from rnnlab.gui.desks.judging import Answer, Judge
from rnnlab.gui.look import Look
from rnnlab.gui.widgets import HelpButton, IconButton, make_label

Key = tuple[object, ...]
Make = Callable[[], QWidget]

_RIGHT = 6  # room beside the list
_MADE_AT_ONCE = 24  # widgets a frame; more would make the window stutter
_NO_NETWORK = "Press Train: a network stands beside the counts, and what it believes changes."
_NOBODY = (
    "There is nobody to ask yet: the n-gram models are still being counted, and no run is shown. "
    "Press Train to have a network."
)


class BeliefView(QFrame):
    """A page.

    Args:
        look: Gives lengths.
        desk: Asks the models.
        page: Its name there.
        explanation: Three sentences behind the “?”.

    Signals:
        stale: Something is asked anew, or not all could be shown in one frame.
    """

    stale = Signal()

    def __init__(self, look: Look, desk: BeliefDesk, page: str, explanation: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = look
        self.desk = desk
        self.page = page
        self.help = HelpButton(look, page, explanation)
        self.examples = IconButton(look, "dice", "Take another example that fits the open text")
        self.examples.clicked.connect(self._take_next)
        self.examples.hide()
        self._offered: tuple[Example, ...] = ()
        self._taken = 0
        self.said = make_label("", "muted", wrap=True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._keys: list[Key] = []
        self._shown: dict[Key, QWidget] = {}
        self._build()
        look.changed.connect(self.space_out)

    def offer(self, examples: Sequence[Example]) -> None:
        """Offer examples of another text; fields that nobody has typed in take the first."""
        self._offered, self._taken = tuple(examples), 0
        self.examples.setVisible(bool(examples))
        if examples and not self.is_own():
            self.take(examples[0])

    def take(self, example: Example) -> None:
        """Ask about an example."""
        raise NotImplementedError

    def is_own(self) -> bool:
        """Whether somebody has typed here."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show what the desk knows."""
        raise NotImplementedError

    def part(self, *key: object) -> QWidget | None:
        """A widget of the list by what it shows, if it is there."""
        return self._shown.get(key)

    # for the pages

    def say(self, *sentences: str, lines: int = 0) -> None:
        """Say what is missing or has to be known, above the list.

        Args:
            lines: Room that is kept in any case, so that the list stays where it is.
        """
        self.said.setText(" ".join(filter(None, sentences)))
        self.said.setMinimumHeight(lines * self.said.fontMetrics().lineSpacing())
        self.said.setVisible(bool(self.said.text()) or lines > 0)

    def nobody(self) -> str:
        """Why there is no answer at all, or none of a network; empty if there is one to ask."""
        judges = self.desk.judges()
        if not judges:
            return _NOBODY
        return "" if any(judge.run for judge in judges) else _NO_NETWORK

    def answers(self) -> list[tuple[Judge, Answer | None]]:
        """Who was asked and what the answer is; one to a former question is none."""
        asked = self.desk.question(self.page)
        found = [(judge, self.desk.answer(self.page, judge.key)) for judge in self.desk.judges()]
        return [
            (judge, answer if answer is not None and answer.question == asked else None)
            for judge, answer in found
        ]

    def arrange(self, wanted: Sequence[tuple[Key, Make]]) -> dict[Key, QWidget]:
        """Have these widgets in the list, in this order; returns those that are there."""
        keys = [key for key, _ in wanted]
        if keys != self._keys:
            for key in set(self._shown) - set(keys):
                self._shown.pop(key).deleteLater()
            missing = [pair for pair in wanted if pair[0] not in self._shown]
            for key, make in missing[:_MADE_AT_ONCE]:
                self._shown[key] = make()
            complete = len(missing) <= _MADE_AT_ONCE
            self._keys = keys if complete else []
            for place, key in enumerate(key for key in keys if key in self._shown):
                self._list.insertWidget(place, self._shown[key])
            if not complete:
                self.stale.emit()
        return self._shown

    def notes(self, answers: Sequence[tuple[Judge, Answer | None]]) -> list[tuple[Key, Make]]:
        """A line for each judge that has something to say about its answer."""
        return [
            (("note", judge.key, answer.sentence), self._note(judge, answer))
            for judge, answer in answers
            if answer is not None and answer.sentence
        ]

    def heading(self, *fields: QWidget) -> QWidget:
        """Fields below each other with “?” and examples beside them."""
        made = QWidget()
        row, left, right = QHBoxLayout(made), QVBoxLayout(), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for layout in (row, left, right):
            layout.setSpacing(self.look.px(4))
        for widget in fields:
            left.addWidget(widget)
        for widget in (self.help, self.examples):
            right.addWidget(widget)
        right.addStretch(1)
        row.addLayout(left, 1)
        row.addLayout(right)
        return made

    def build_with(self, fields: QWidget, heads: QWidget, beside: QWidget | None = None) -> None:
        """Put fields above what is said, and the heads of the columns over the list."""
        self._column.insertWidget(0, fields)
        if beside is not None:
            self._over_list.addWidget(beside)
        self._over_list.addWidget(heads, 1)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll to a widget of the list once it has found its place."""
        QTimer.singleShot(0, widget, lambda: self._scroll.ensureWidgetVisible(widget))

    def space_out(self) -> None:
        """Take the lengths of the present scale."""
        px = self.look.px
        self._column.setContentsMargins(px(10), px(8), px(6), px(6))
        self._column.setSpacing(px(4))
        self._list.setContentsMargins(0, 0, px(_RIGHT), px(4))
        self._list.setSpacing(px(1))
        bar = self._scroll.verticalScrollBar()
        hidden = bar.minimum() == bar.maximum()
        self._over_list.setContentsMargins(
            0, 0, px(_RIGHT) + (0 if hidden else bar.sizeHint().width()), 0
        )

    def _take_next(self) -> None:
        self._taken = (self._taken + 1) % len(self._offered)
        self.take(self._offered[self._taken])

    def _note(self, judge: Judge, answer: Answer) -> Make:
        words = f"{judge.name}: {answer.sentence}"
        if answer.result is None:
            return lambda: make_label(words, "error", wrap=True)
        return lambda: make_label(words, "small", wrap=True)

    def _build(self) -> None:
        self._list = QVBoxLayout()
        self._list.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().rangeChanged.connect(lambda *_: self.space_out())
        self._over_list = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.said)
        self._column.addLayout(self._over_list)
        self._column.addWidget(self._scroll, 1)
        self.said.hide()
        self.space_out()
