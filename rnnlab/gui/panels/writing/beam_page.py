"""The likeliest texts, and one that was drawn beside them."""

import math
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from rnnlab.gui.desks.beams import BeamDesk, Found, Search
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.page import Inputs, Page
from rnnlab.gui.widgets import ElidedLabel, make_label

_WIDEST, _LONGEST = 64, 500
_SHOWN = 5


class BeamPage(Page):
    """Width and length, and the best texts with their log-probabilities.

    Args:
        look: Gives fonts and lengths.
        inputs: What to start from; of the choices only seed and ``<unk>`` count.
        beams: Searches in the background.

    Attributes:
        width_box, length_box: The choices.
        results: What is shown, one line of facts and one text for each hypothesis.
    """

    words = "Search"
    uses_controls = False

    def __init__(self, look: Look, inputs: Inputs, beams: BeamDesk) -> None:
        super().__init__()
        self._look = look
        self._inputs = inputs
        self._beams = beams
        self.width_box = _spin_box("Beam width", 1, _WIDEST, 8)
        self.length_box = _spin_box("Length", 1, _LONGEST, 80)
        self.title = ElidedLabel("", "small")
        self.title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.hint = make_label("", "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.results: list[FoundView] = []
        self._name = ""
        self._arrange()
        beams.begun.connect(self._on_begun)
        beams.found.connect(self.show_search)
        beams.ended.connect(self._on_ended)
        beams.refused.connect(self._on_refused)
        beams.waiting_changed.connect(self.state_changed)
        self.refresh()

    def ready(self) -> bool:
        """Whether a run can read the prime text."""
        return self._inputs.run is not None

    def busy(self) -> bool:
        """Whether a search is under way."""
        return self._beams.busy

    def begin(self) -> None:
        """Search."""
        run = self._inputs.run
        if run is not None:
            self.error.hide()
            config = replace(self._inputs.config(), length=self.length_box.value())
            self._beams.search(run, self._inputs.text(), self.width_box.value(), config)

    def stop(self) -> None:
        """Search no further."""
        self._beams.stop()

    def refresh(self) -> None:
        """Say what can be done."""
        run = self._inputs.runs.current
        self.hint.setText(
            "Train a model, then seek its likeliest text."
            if run is None
            else f"Press Search: the texts that {run.name} finds likeliest, and a drawn one."
        )

    def show_search(self, search: Search) -> None:
        """Show the best texts, and at the end the drawn one."""
        self.hint.hide()
        self._scroll.show()
        shown = [(f"{rank}.", found) for rank, found in enumerate(search.best[:_SHOWN], start=1)]
        if search.drawn is not None:
            shown.insert(1, ("drawn at T 1", search.drawn))  # beside the best, to be compared
        while len(self.results) < len(shown):
            view = FoundView(self._look)
            self._list.insertWidget(len(self.results), view)
            self.results.append(view)
        for number, view in enumerate(self.results):
            view.setVisible(number < len(shown))
        for view, (name, found) in zip(self.results, shown, strict=False):
            view.tell(name, found)
        self._tell_progress(search.done)

    def _tell_progress(self, done: float) -> None:
        self.title.setText(self._name if done >= 1 else f"{self._name} · {done:.0%}")

    def _arrange(self) -> None:
        row = QHBoxLayout()
        for name, box in (("Width", self.width_box), ("Length", self.length_box)):
            label = make_label(name)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addWidget(self.title, 1)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, self._look.px(4), 0)
        self._list.setSpacing(self._look.px(6))
        self._list.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._scroll.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.error)
        column.addWidget(self.hint, 1)
        column.addWidget(self._scroll, 1)

    def _on_begun(self, title: str) -> None:
        self._name = title
        self._tell_progress(0.0)
        self.state_changed.emit()

    def _on_ended(self) -> None:
        self.title.setText(self._name)
        self.state_changed.emit()

    def _on_refused(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()


class FoundView(QWidget):
    """A text under its rank and its log-probability.

    Args:
        look: Gives fonts.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.facts = ElidedLabel("", "small")
        self.text = make_label("", wrap=True)
        self.text.setFont(look.font("mono"))
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        look.changed.connect(lambda: self.text.setFont(look.font("mono")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.facts)
        column.addWidget(self.text)

    def tell(self, name: str, found: Found) -> None:
        """Show a text that was found."""
        bits = -found.log_probability / max(found.tokens, 1) / math.log(2.0)
        nats = f"{found.log_probability:.1f}".replace("-", "−")
        self.facts.setText(f"{name}  log p = {nats} nats · {bits:.2f} bits/token")
        self.text.setText(found.text.strip("\n"))


def _spin_box(name: str, lowest: int, highest: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(lowest, highest)
    box.setValue(value)
    box.setAccessibleName(name)
    return box
