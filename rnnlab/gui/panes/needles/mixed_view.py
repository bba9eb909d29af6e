"""A network that carries a bit farther than its gradient reaches."""

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rnnlab.gui.desks.needles import NeedleDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panes.needles.example import ExampleLine
from rnnlab.gui.panes.needles.mixed_plot import MixedPlot
from rnnlab.gui.widgets import make_button, make_label
from rnnlab.text.needles import AGREEMENT_MIXED
from rnnlab.training.needles.contenders import CONTENDERS
from rnnlab.training.needles.mixed import DEFAULT_BUDGET, MixedRun
from rnnlab.training.needles.results import Budget
from rnnlab.training.needles.verdict import mixed_verdict


class MixedView(QWidget):
    """A contender, a button, and the plot with what it says.

    Args:
        look: Gives lengths.
        desk: Trains.
        budget: Of the training; for tests.
    """

    def __init__(self, look: Look, desk: NeedleDesk, budget: Budget = DEFAULT_BUDGET) -> None:
        super().__init__()
        self._look = look
        self._desk = desk
        self._budget = budget
        self.plot = MixedPlot(look)
        self.example = ExampleLine(look)
        self.example.show_task(AGREEMENT_MIXED)
        self.verdict = make_label("", wrap=True)
        self.error = make_label("", "error", wrap=True)
        self.contender = QComboBox()
        self.contender.setAccessibleName("Who is trained")
        for key, contender in CONTENDERS.items():
            self.contender.addItem(contender.title, key)
        self.button = make_button("Train", "play")
        self.button.clicked.connect(self._on_clicked)
        self.progress = make_label("", "small")
        self._arrange()
        look.changed.connect(self._space_out)
        self._space_out()

    def refresh(self) -> None:
        """Show what the desk holds."""
        desk = self._desk
        self.button.setText("Stop" if desk.mixing else "Train")
        self.button.setIcon(icon("stop" if desk.mixing else "play"))
        self.contender.setEnabled(not desk.mixing)
        report = desk.mixed
        self.plot.show_report(report)
        self.progress.setText(self._progress_words())
        self.verdict.setVisible(report is not None)
        self.verdict.setText(mixed_verdict(report) if report else "")
        self.error.setText(desk.mixed_sentence)
        self.error.setVisible(bool(desk.mixed_sentence))

    def _progress_words(self) -> str:
        report = self._desk.mixed
        if report is None:
            return "starting …" if self._desk.mixing else ""
        limit = f" of {self._budget.seconds:.0f} s" if self._desk.mixing else " s"
        return f"{report.steps:,} steps, {report.seconds:.0f}{limit}"

    def _arrange(self) -> None:
        choices = FlowRow(self._look)
        for widget in (self.contender, self.button, self.progress):
            choices.add(widget)
        self._layout = QVBoxLayout(self)
        for part in (choices, self.error, self.example, self.verdict):
            self._layout.addWidget(part)
        self._layout.addWidget(self.plot, 1)
        self.error.hide()
        self.verdict.hide()

    def _on_clicked(self) -> None:
        if self._desk.mixing:
            self._desk.stop_mixed()
        else:
            self._desk.train_mixed(MixedRun(self.contender.currentData(), self._budget))

    def _space_out(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(self._look.px(4))
