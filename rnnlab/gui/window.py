"""The main window: panels in docks, menus, and what happens when it opens and closes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu, QMessageBox, QWidget

from rnnlab import __version__
from rnnlab.gui.crash.crashes import Crashes
from rnnlab.gui.crash.situation import situation_of
from rnnlab.gui.desks.run import Status
from rnnlab.gui.docks import Docks
from rnnlab.gui.edit_menu import EditMenu
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.late_panes import LatePanes
from rnnlab.gui.look import Look
from rnnlab.gui.menus import make_action
from rnnlab.gui.messages import MessageBar
from rnnlab.gui.panels.run_row import remedy_words
from rnnlab.gui.panels.runs_panel import RunsPanel
from rnnlab.gui.panels.text_panel import TextPanel
from rnnlab.gui.panels.writing_panel import WritingPanel
from rnnlab.gui.panes.learning_pane import LearningPane
from rnnlab.gui.preferences import Preferences
from rnnlab.gui.spare_time import SpareTime
from rnnlab.gui.transport import Transport
from rnnlab.gui.work_bar import WorkBar
from rnnlab.training.records import Refused

if TYPE_CHECKING:
    from rnnlab.gui.panes.memory_pane import MemoryPane
    from rnnlab.gui.panes.needles_pane import NeedlesPane

RUN_SUFFIX = ".rnnlab"
RUN_FILES = f"rnnlab runs (*{RUN_SUFFIX})"
_PRESENT_SCALE = 1.4


class MainWindow(QMainWindow):
    """One screen: cause on the left, effect on the right.

    Signals:
        closed: The window closes, whatever was not saved.
        recovery_asked: The person looks for what a crash has left.

    Attributes:
        look: Its theme and scale.
        may_close: Asked when it shall close; if it says no, the window stays.
    """

    closed = Signal()
    recovery_asked = Signal()

    def __init__(
        self,
        instrument: Instrument,
        look: Look,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main")
        self.setWindowTitle("rnnlab")
        self.setAcceptDrops(True)
        self.setMinimumSize(800, 500)
        self.resize(1280, 800)
        self._restore_geometry(preferences)
        self._instrument = instrument
        self.look = look
        self._preferences = preferences
        self._scale_before: float | None = None
        self._build_panels()
        self._build_menus()
        self.messages = MessageBar(look, self)
        self.work = WorkBar(instrument.background, look, self)
        self.crashes = Crashes(self, lambda: situation_of(instrument))
        self.may_close: Callable[[], bool] = lambda: True
        self._connect()
        self._restore_docks(preferences)

    # what can be asked of it

    @property
    def memory_pane(self) -> "MemoryPane":
        """What is in the dock Memory."""
        return self.late.memory.content()

    @property
    def needles_pane(self) -> "NeedlesPane":
        """What is in the dock Needle tests."""
        return self.late.needles.content()

    def open_path(self, path: Path) -> None:
        """Open a run file or a text."""
        self.open_paths([path])

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open run files one by one, and texts together as one text."""
        texts = [path for path in paths if path.suffix != RUN_SUFFIX]
        if texts:
            self._instrument.texts.open_files(texts)
        for path in paths:
            if path.suffix == RUN_SUFFIX:
                self._instrument.files.open(path)
            self._preferences.add_recent_file(path)

    def save_run(self) -> None:
        """Ask where, and write the current run there."""
        run = self._instrument.runs.current
        if run is None:
            self.messages.tell("info", "There is no run to save yet: press Train first.")
            return
        suggested = f"{run.name}{RUN_SUFFIX}".replace("/", "-")
        name, _ = QFileDialog.getSaveFileName(self, "Save run", suggested, RUN_FILES)
        if name:
            path = Path(name)
            path = path if path.suffix == RUN_SUFFIX else path.with_name(path.name + RUN_SUFFIX)
            self._instrument.files.save(run, path)

    def open_run(self) -> None:
        """Ask for a run file and open it."""
        name, _ = QFileDialog.getOpenFileName(self, "Open run", "", RUN_FILES)
        if name:
            self.open_path(Path(name))

    def reset_layout(self) -> None:
        """Put all docks back to where they start."""
        self.docks.arrange()

    def present(self, on: bool) -> None:
        """The view for a projector: full screen and larger text, or back."""
        if on:
            self._scale_before = self.look.scale
            self.look.set_scale(max(self.look.scale, _PRESENT_SCALE))
            self.showFullScreen()
        else:
            self.look.set_scale(self._scale_before or 1.0)
            self.showNormal()

    # Qt's events

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, stop what runs, wait for it."""
        if not self.may_close():
            event.ignore()
            return
        self.crashes.stop()
        self.closed.emit()
        if self._scale_before is None or not self.isFullScreen():
            self._preferences.keep_look(self.look)
        self._preferences.keep_layout(self.saveGeometry(), self.saveState())
        self.hide()  # what is under way may take a moment to end
        self._instrument.shut_down()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each pane its own place where there is room, else a tab."""
        super().resizeEvent(event)
        self.docks.adapt()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and text from anywhere on the window."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open_paths(paths)
        elif event.mimeData().hasText():
            self._instrument.texts.open_pasted(event.mimeData().text())
        event.acceptProposedAction()

    # building

    def _build_panels(self) -> None:
        kit, look = self._instrument, self.look
        self.transport = Transport(kit.runs, kit.texts, look, self)
        self.addToolBar(self.transport)
        self.text_panel = TextPanel(look, kit.texts, kit.runs, self._preferences)
        self.runs_panel = RunsPanel(look, kit.runs, kit.files)
        self.learning_pane = LearningPane(look, kit.runs, kit.ngrams, kit.overtaking, kit.poller)
        self.writing_panel = WritingPanel(
            look, kit.background, kit.runs, kit.ngrams, kit.room, kit.texts, kit.poller
        )
        self.late = late = LatePanes(kit, look)
        self.docks = Docks(
            self,
            look,
            {
                "Text": self.text_panel,
                "Model": late.model,
                "Training": late.training,
                "Runs": self.runs_panel,
                "Learning": self.learning_pane,
                "Counting": late.counting,
                "Ladder": late.ladder,
                "Memory": late.memory,
                "What if": late.what_if,
                "Needle tests": late.needles,
                "Writing": self.writing_panel,
                "Beliefs": late.beliefs,
                "Gates": late.gates,
                "Connections": late.connections,
            },
        )

        self.spare_time = SpareTime(self.docks.make_next, self._trains, self)

    def _trains(self) -> bool:
        return any(run.status is Status.TRAINING for run in self._instrument.runs.runs.values())

    def _build_menus(self) -> None:
        file = self.menuBar().addMenu("&File")
        self._add(file, "&Open text…", "Ctrl+O", self.text_panel.choose_files, "open")
        self._add(file, "&Paste text", "Ctrl+Shift+V", self.text_panel.paste, "paste")
        file.addSeparator()
        self._add(file, "Open &run…", "Ctrl+Shift+O", self.open_run, "folder")
        self._add(file, "&Save run…", "Ctrl+S", self.save_run, "save")
        self._add(file, "Re&cover runs", "", self.recovery_asked.emit)
        file.addSeparator()
        self._add(file, "&Quit", "Ctrl+Q", self.close)
        self.edit_menu = EditMenu(self._instrument.undoing, self)
        self.menuBar().addMenu(self.edit_menu)
        run = self.menuBar().addMenu("&Run")
        self._add(run, "&Train or pause", "F5", self.transport.toggle, "play")
        run.addMenu(self.transport.race_menu)
        self._add(run, "One &step", "", self.transport.step_button.click, "step")
        self._add(run, "S&top", "", self.transport.stop_button.click, "stop")
        self._add(run, "&Reset", "", self.transport.reset_button.click, "reset")
        view = self.menuBar().addMenu("&View")
        for dock in self.docks.by_title.values():
            view.addAction(dock.toggleViewAction())
        view.addSeparator()
        self._add(view, "Reset &layout", "", self.reset_layout)
        help_ = self.menuBar().addMenu("&Help")
        self._add(help_, "&About rnnlab", "", self._show_about)

    def _add(
        self, menu: QMenu, text: str, shortcut: str, action: Callable[[], object], picture: str = ""
    ) -> None:
        menu.addAction(make_action(text, shortcut, action, self, picture))

    def _connect(self) -> None:
        kit, tell = self._instrument, self.messages.tell
        self.transport.problem.connect(lambda sentence: tell("warning", sentence))
        self.runs_panel.problem.connect(lambda sentence: tell("warning", sentence))
        self.transport.present_toggled.connect(self.present)
        kit.warm.connect(self.spare_time.begin)
        kit.files.refused.connect(lambda sentence: tell("error", sentence))
        kit.files.saved.connect(lambda name, path: tell("info", f"“{name}” is saved in {path}."))
        kit.files.opened.connect(self._on_run_opened)
        kit.runs.failed.connect(self.crashes.tell)
        kit.runs.noted.connect(lambda sentence: tell("info", sentence))
        kit.runs.refused.connect(self._on_refused)
        kit.background.work_failed.connect(self.crashes.tell)
        kit.runs.run_changed.connect(self._on_run_changed)
        self.text_panel.run_file_chosen.connect(self.open_path)

    def _on_run_opened(self, name: str, missing: str) -> None:
        self.messages.tell("warning" if missing else "info", f"“{name}” is open. {missing}".strip())

    def _on_refused(self, key: int, record: Refused) -> None:
        """A look had no memory; who asked for a copy says so at its own place."""
        run = self._instrument.runs.runs.get(key)
        if run is not None and record.wish == "look":
            self.messages.tell("warning", f"{run.name}: {record.sentence}")

    def _on_run_changed(self, key: int) -> None:
        run = self._instrument.runs.runs.get(key)
        if run is not None and run.status in (Status.DIVERGED, Status.FAILED) and run.sentence:
            # In a race the others go on, and the message must not stay over their curves; the
            # list of runs keeps the sentence and the remedy.
            races = len(self._instrument.runs.racing_with(run)) > 1
            self.messages.tell(
                "info" if races and run.status is Status.DIVERGED else "error",
                f"{run.name}: {run.sentence}",
                remedy_words(run),
                lambda: self.runs_panel.mend(key),
            )

    def _show_about(self) -> None:
        QMessageBox.about(
            self,
            "About rnnlab",
            f"<b>rnnlab {__version__}</b><br>A laboratory for recurrent language models.",
        )

    def _restore_geometry(self, preferences: Preferences) -> None:
        kept = preferences.layout()
        if kept is not None:
            self.restoreGeometry(kept[0])

    def _restore_docks(self, preferences: Preferences) -> None:
        kept = preferences.layout()
        if kept is not None:
            self.restoreState(kept[1])
