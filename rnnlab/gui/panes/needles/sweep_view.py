"""The sweep: what is asked, of whom, at which distances, and what came out."""

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from rnnlab.config import UserError
from rnnlab.gui.desks.needles import NeedleDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panes.needles.contender_menu import ContenderButton
from rnnlab.gui.panes.needles.example import ExampleLine
from rnnlab.gui.panes.needles.sweep_plot import SweepPlot
from rnnlab.gui.widgets import make_button, make_label
from rnnlab.text.needles import NEEDLE_TASKS, NeedleTask
from rnnlab.training.needles.contenders import CONTENDERS, TELLING
from rnnlab.training.needles.results import DEFAULT_LAGS, Budget, parse_lags, sweep_points
from rnnlab.training.needles.verdict import verdict

_DISTANCES_WIDTH, _TASK_WIDTH = 114, 160


class SweepView(QWidget):
    """Choices, one button, the plot, and a verdict that follows from it.

    Args:
        look: Gives lengths.
        desk: Holds the results.
        budget: Of each point; for tests.
    """

    def __init__(self, look: Look, desk: NeedleDesk, budget: Budget | None = None) -> None:
        super().__init__()
        self._look = look
        self._desk = desk
        self._budget = budget
        self.plot = SweepPlot(look)
        self.example = ExampleLine(look)
        self.verdict = make_label("", wrap=True)
        self.error = make_label("", "error", wrap=True)
        self._build_choices()
        self._arrange()
        look.changed.connect(self._space_out)
        self._space_out()
        self._on_task_chosen()

    def refresh(self) -> None:
        """Show what the desk holds."""
        desk = self._desk
        self._dress_button()
        task = NEEDLE_TASKS[desk.points[0].task] if desk.points else self._task()
        results = desk.results.values()
        self.plot.show_results(task, (point.lag for point in desk.points), results)
        self.plot.set_title(f"Who finds the needle · {task.title}", self._progress_words())
        self._say_verdict()
        if desk.sentence:
            self._refuse(desk.sentence)

    def _dress_button(self) -> None:
        sweeping = self._desk.sweeping
        self.button.setText("Stop" if sweeping else "Run the sweep")
        self.button.setIcon(icon("stop" if sweeping else "play"))

    def _say_verdict(self) -> None:
        results = list(self._desk.results.values())
        present = [key for key in CONTENDERS if any(r.point.contender == key for r in results)]
        first = [key for key in present if key in TELLING] or present[:2]
        self.verdict.setText(verdict([r for r in results if r.point.contender in first]))
        self.verdict.setToolTip(verdict(results))
        self.verdict.setVisible(bool(results))

    def _progress_words(self) -> str:
        desk = self._desk
        if not desk.sweeping:
            return self._summary()
        if not desk.results and not desk.progress:
            return f"{len(desk.points)} small networks; starting …"
        now = "; ".join(
            f"{CONTENDERS[at.point.contender].short} at {at.point.lag}: {at.accuracy:.2f}"
            for at in list(desk.progress.values())[:2]
        )
        done = f"{len(desk.results)} of {len(desk.points)}"
        return f"{done} · {now}" if now else done

    def _summary(self) -> str:
        results = self._desk.results.values()
        broken = sum(bool(result.sentence) for result in results)
        words = f"{len(results)} small networks, each trained at one distance" if results else ""
        return f"{words}; {broken} broke, point at their marks" if broken else words

    def _build_choices(self) -> None:
        self.task = QComboBox()
        self.task.setAccessibleName("What is asked")
        for key, task in NEEDLE_TASKS.items():
            self.task.addItem(task.title, key)
        self.distances = QLineEdit(", ".join(map(str, DEFAULT_LAGS)))
        self.distances.setAccessibleName("Distances in tokens")
        self.distances.setToolTip("Distances in tokens; one network is trained at each.")
        self.contenders = ContenderButton(self._look)
        self.button = make_button("Run the sweep", "play")
        self.task.activated.connect(self._on_task_chosen)
        self.distances.textChanged.connect(self._check)
        self.distances.returnPressed.connect(self.button.click)
        self.contenders.chosen.connect(self._check)
        self.button.clicked.connect(self._on_clicked)

    def _arrange(self) -> None:
        self._choices = FlowRow(self._look)
        for widget in (self.task, self.distances, self.contenders, self.button):
            self._choices.add(widget)
        self._layout = QVBoxLayout(self)
        for part in (self._choices, self.error, self.example, self.verdict):
            self._layout.addWidget(part)
        self._layout.addWidget(self.plot, 1)
        self.error.hide()
        self.verdict.hide()

    def _task(self) -> NeedleTask:
        return NEEDLE_TASKS[self.task.currentData()]

    def _on_task_chosen(self) -> None:
        self.example.show_task(self._task())
        self._desk.clear()
        self._check()
        self.refresh()

    def _check(self) -> None:
        """Say at once what cannot be run."""
        try:
            lags = parse_lags(self.distances.text())
            sweep_points(self._task().key, self.contenders.keys(), lags)
        except UserError as error:
            self._refuse(str(error))
        else:
            self.error.hide()

    def _on_clicked(self) -> None:
        if self._desk.sweeping:
            self._desk.stop()
            return
        try:
            lags = parse_lags(self.distances.text())
            self._desk.sweep(self._task().key, self.contenders.keys(), lags, self._budget)
        except UserError as error:
            self._refuse(str(error))

    def _refuse(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()

    def _space_out(self) -> None:
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(self._look.px(4))
        self.distances.setFixedWidth(self._look.px(_DISTANCES_WIDTH))
        self.task.setFixedWidth(self._look.px(_TASK_WIDTH))
