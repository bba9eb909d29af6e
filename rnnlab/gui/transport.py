"""The bar at the top: train, pause, step, stop, reset; where the run stands; how it looks."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rnnlab.config import UserError
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.look import Look, icon
from rnnlab.gui.race_menu import RaceMenu
from rnnlab.gui.widgets import ElidedLabel
from rnnlab.gui.widgets.labels import make_label
from rnnlab.gui.words import duration, short_number

_SCALE_STEP = 0.1
_STEP = "Make one step"
_STOP = "Stop training"
_RESET = "Reset to the same initial weights"
_RACE = "Train several models side by side on the same batches"


class Transport(QToolBar):
    """Steers the current run, and with it those that race with it.

    Signals:
        problem: What was asked for cannot be done; carries a sentence.
        present_toggled: Wants the projector view on or off.
    """

    problem = Signal(str)
    present_toggled = Signal(bool)

    def __init__(
        self, runs: RunDesk, texts: TextDesk, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__("Transport", parent)
        self.setObjectName("transport")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._runs = runs
        self._texts = texts
        self._look = look
        self._build()
        runs.current_changed.connect(self.refresh)
        runs.settings_changed.connect(self.refresh)
        runs.run_changed.connect(self.refresh)
        runs.records_arrived.connect(self.refresh)
        texts.corpus_changed.connect(self.refresh)
        texts.opening.connect(self.refresh)
        look.changed.connect(self._on_look_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the current run's state."""
        run, team = self._runs.current, self._runs.team()
        self._refresh_train_button(run)
        self._refresh_tips(len(team))
        active = any(each.active for each in team)
        self.step_button.setEnabled(self._texts.corpus is not None)
        self.stop_button.setEnabled(active)
        self.reset_button.setEnabled(run is not None and run.status is not Status.NEW)
        title, facts = _status_words(run, len(team))
        self._title.setText(title)
        self._facts.setText(facts)
        self._refresh_progress(run)

    def toggle(self) -> None:
        """Train, pause or go on, whatever the big button says."""
        run = self._trains()
        if run is not None:
            if run.facts is not None:  # else this is the second half of a double click
                self._ask(self._runs.pause)
        else:
            self._ask(self._runs.train)

    def _build(self) -> None:
        self.train_button = QPushButton("Train")
        self.train_button.setProperty("primary", True)
        self.train_button.setDefault(True)
        self.train_button.setMinimumWidth(self._look.px(132))
        self.train_button.clicked.connect(self.toggle)
        self.addWidget(self.train_button)
        self._build_race_button()
        self.step_button = self._button("step", _STEP, "F7", self._runs.step_once)
        self.stop_button = self._button("stop", _STOP, "F8", self._runs.stop)
        self.reset_button = self._button("reset", _RESET, "F9", self._runs.reset)
        self.addSeparator()
        self.addWidget(self._build_status())
        self._build_look_buttons()

    def _build_race_button(self) -> None:
        self.race_menu = RaceMenu(self._runs, self._texts, self)
        self.race_menu.problem.connect(self.problem)
        self.race_button = QToolButton()
        self.race_button.setText("Race")
        self.race_button.setAccessibleName("Race")
        self.race_button.setIcon(icon("compare"))
        self.race_button.setToolTip(_RACE)
        self.race_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.race_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.race_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.race_button.setMenu(self.race_menu)
        self.addWidget(self.race_button)

    def _build_status(self) -> QWidget:
        self._title = make_label("", "title")
        self._facts = ElidedLabel("", "muted")  # must not push the buttons out of the window
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        status = QWidget()
        status.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = QHBoxLayout()
        words.setSpacing(12)
        words.addWidget(self._title)
        words.addWidget(self._facts, 1)
        layout = QVBoxLayout(status)
        layout.setContentsMargins(8, 0, 12, 0)
        layout.setSpacing(4)
        layout.addLayout(words)
        layout.addWidget(self._progress)
        return status

    def _build_look_buttons(self) -> None:
        self.theme_button = self._button("moon", "Dark or light theme", "", self._toggle_theme)
        self.smaller_button = self._button("zoom-out", "Smaller text", "Ctrl+-", self._smaller)
        self.larger_button = self._button("zoom-in", "Larger text", "Ctrl+=", self._larger)
        self.present_button = self._button(
            "present", "Projector view: full screen, larger text", "F11", lambda: None
        )
        self.present_button.setCheckable(True)
        self.present_button.toggled.connect(self.present_toggled)
        self._on_look_changed()

    def _button(
        self, picture: str, tip: str, shortcut: str, action: Callable[[], None]
    ) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(_tip(tip, shortcut))
        if shortcut:
            button.setShortcut(QKeySequence(shortcut))
        button.clicked.connect(lambda: self._ask(action))
        self.addWidget(button)
        return button

    def _ask(self, action: Callable[[], None]) -> None:
        try:
            action()
        except UserError as error:
            self.problem.emit(str(error))

    def _refresh_train_button(self, run: Run | None) -> None:
        racing = len(self._runs.team()) > 1
        if self._trains():
            words, picture = "Pause race" if racing else "Pause", "pause"
        elif self._runs.settings_make_new_run():
            words, picture = ("Train" if run is None else "Train new run"), "play"
        elif run and not run.step:
            words, picture = "Train race" if racing else "Train", "play"
        else:
            words, picture = "Go on with race" if racing else "Go on", "play"
        self.train_button.setText(f" {words}")  # the space parts it from the icon
        self.train_button.setIcon(icon(picture, self._look.color("on_accent")))
        ready = self._texts.corpus is not None
        was_ready = self.train_button.isEnabled()
        self.train_button.setEnabled(ready)
        if ready and not was_ready:
            self.train_button.setFocus()

    def _trains(self) -> Run | None:
        """The current run, or the first of those that race with it, that trains."""
        training = [run for run in self._runs.team() if run.status is Status.TRAINING]
        return self._runs.current if self._runs.current in training else next(iter(training), None)

    def _refresh_tips(self, racers: int) -> None:
        """Say on how many runs the buttons act."""
        whom = f": all {racers} that race" if racers > 1 else ""
        for button, tip, shortcut in (
            (self.step_button, _STEP, "F7"),
            (self.stop_button, _STOP, "F8"),
            (self.reset_button, _RESET, "F9"),
        ):
            button.setToolTip(_tip(tip + whom, shortcut))

    def _refresh_progress(self, run: Run | None) -> None:
        facts = run.facts if run else None
        share = run.step / facts.total_steps if run and facts else 0.0
        self._progress.setValue(round(1000 * min(share, 1.0)))

    def _toggle_theme(self) -> None:
        self._look.set_theme("light" if self._look.is_dark else "dark")

    def _smaller(self) -> None:
        self._look.set_scale(self._look.scale - _SCALE_STEP)

    def _larger(self) -> None:
        self._look.set_scale(self._look.scale + _SCALE_STEP)

    def _on_look_changed(self) -> None:
        self.theme_button.setIcon(icon("sun" if self._look.is_dark else "moon"))
        size = QSize(self._look.px(20), self._look.px(20))
        for button in self.findChildren(QToolButton):
            button.setIconSize(size)
        self.train_button.setMinimumWidth(self._look.px(132))
        self.refresh()


def _tip(words: str, shortcut: str) -> str:
    return f"{words} ({QKeySequence(shortcut).toString()})" if shortcut else words


def _status_words(run: Run | None, racers: int) -> tuple[str, str]:
    """A title and the facts of a run for the bar."""
    if run is None:
        return "Ready", "Press Train: a model starts to learn the text on the left."
    if run.facts is None and run.status is Status.TRAINING:
        return run.name, "getting ready …"
    parts = [f"{run.status.value} in a race of {racers}" if racers > 1 else run.status.value]
    steps = run.history.training
    if run.facts is not None:
        parts.append(f"step {run.step:,} of {run.facts.total_steps:,}")
        parts.append(f"{run.step / run.facts.steps_per_epoch:.1f} epochs")
    if run.facts is not None and len(steps):
        speed = _tokens_per_second(run)
        unit = "characters" if run.config.text.unit == "char" else "words"
        parts.append(f"{short_number(speed)} {unit}/s")
        parts.append(run.facts.device)
        if run.status is Status.TRAINING:
            left = (run.facts.total_steps - run.step) * run.facts.tokens_per_step / speed
            left *= racers  # they take turns
            parts.append(f"{duration(left)} left")
    return run.name, "  ·  ".join(parts)


def _tokens_per_second(run: Run) -> float:
    """Speed over the last steps."""
    seconds = run.history.training.column("seconds")
    tokens = run.history.training.column("tokens")
    first = max(len(seconds) - 50, 0)
    if len(seconds) < 2:
        return float(tokens[-1] / max(seconds[-1], 1e-9))
    return float((tokens[-1] - tokens[first]) / max(seconds[-1] - seconds[first], 1e-9))
