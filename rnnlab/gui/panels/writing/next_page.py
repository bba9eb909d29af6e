"""What the choices make of the distribution of the next token."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from rnnlab.config import UserError
from rnnlab.gui.desks.next_token import NextTokenDesk
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panels.writing.page import Inputs, Page
from rnnlab.gui.panels.writing.sample_view import SampleView
from rnnlab.gui.panels.writing.stage_bars import StageBars
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import ElidedLabel, SegmentedControl, make_label
from rnnlab.gui.words import visible_token

_TYPING = 200  # milliseconds without a key before the prime text is read
_CONTEXT = 24  # tokens named before the next one


class NextPage(Page):
    """Bars before and after each transformation, from scores that are kept.

    Args:
        look: Gives colours, fonts and lengths.
        inputs: Prime text and choices.
        desk: Brings the scores.
        sample: The text whose caret can be followed.
        poller: Says when to draw.
    """

    words = "Look"
    icon_name = "eye"

    def __init__(
        self, look: Look, inputs: Inputs, desk: NextTokenDesk, sample: SampleView, poller: Poller
    ) -> None:
        super().__init__()
        self._look = look
        self._inputs = inputs
        self._desk = desk
        self._sample = sample
        self._dirty = True
        self.where = SegmentedControl({"prime": "After the prime", "caret": "At the caret"})
        self.where.button("caret").setToolTip(
            "Before the token that the caret stands at in the network’s text"
        )
        self.title = ElidedLabel("", "small")
        self.context = ElidedLabel("", "small")
        self.bars = StageBars(look)
        self.sentence = make_label("", "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)
        self._typing.timeout.connect(self.look_again)
        self._arrange()
        desk.changed.connect(self._on_scores)
        inputs.controls.changed.connect(self.redraw)
        inputs.prime.changed.connect(self._on_prime_changed)
        self.where.chosen.connect(lambda _key: self.look_again())
        sample.caret_moved.connect(self._on_caret_moved)
        poller.frame.connect(self._on_frame)

    def ready(self) -> bool:
        """Whether a run can read the prime text."""
        return self._inputs.run is not None

    def busy(self) -> bool:
        """Reading a prime text is not worth a button."""
        return False

    def begin(self) -> None:
        """Bring the scores of now."""
        self.look_again()

    def stop(self) -> None:
        """There is nothing to stop."""

    def refresh(self) -> None:
        """Follow the current run."""
        self._dirty = True

    def look_again(self) -> None:
        """Ask for the scores after the prime text or at the caret."""
        self._dirty = False
        run, caret = self._inputs.run, self._sample.caret_place()
        if self.where.value() == "caret":
            if caret is None:
                self._desk.forget("Click into the text that the network has written.")
            else:
                self._desk.look_at(self._sample.writing, caret)
        elif run is None:
            current = self._inputs.runs.current
            self._desk.forget(
                "Train a model, then see what it expects."
                if current is None
                else "The model cannot read this prime text."
            )
        else:
            self._desk.look_after(run, self._inputs.text())

    def redraw(self) -> None:
        """Work out the bars from the scores that are kept; the network is not run."""
        scores = self._desk.scores
        if scores is None or not self.isVisible():
            return
        try:
            stages = scores.stages(self._inputs.config())
        except UserError as problem:
            self._say(str(problem))
            return
        run = self._inputs.runs.current
        color = run_color(run.cell, run.shade) if run is not None else "accent"
        self.bars.show_stages(stages, scores.codec.vocabulary.tokens, color)
        self._stack.setCurrentWidget(self._shown)

    def event(self, event: QEvent) -> bool:
        """Follow the training only while this page can be seen."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            shown = event.type() == QEvent.Type.Show
            self._dirty = self._dirty or shown
            self._desk.wake(shown)
        return super().event(event)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.where)
        row.addWidget(self.title, 1)
        self._stack = QStackedWidget()
        self._shown = self.bars
        self._stack.addWidget(self.sentence)
        self._stack.addWidget(self.bars)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.px(4))
        column.addLayout(row)
        column.addWidget(self.context)
        column.addWidget(self._stack, 1)

    def _on_frame(self) -> None:
        if self._dirty and self.isVisible():
            self.look_again()

    def _on_scores(self) -> None:
        scores = self._desk.scores
        if scores is None:
            self.title.setText("")
            self.context.setText("")
            self._say(self._desk.sentence)
            return
        self.title.setText(scores.title)
        tokens = scores.codec.vocabulary.tokens
        before = [visible_token(tokens[i]) for i in scores.before[-_CONTEXT:].tolist()]
        glue = "" if scores.codec.config.unit == "char" else " "
        self.context.setText(f"after …{glue.join(before)}")
        self.redraw()

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self._stack.setCurrentWidget(self.sentence)

    def _on_prime_changed(self) -> None:
        if self.isVisible() and self.where.value() == "prime":
            self._typing.start()
        else:
            self._dirty = True

    def _on_caret_moved(self) -> None:
        self._dirty = self._dirty or self.where.value() == "caret"
