"""The runs: which there are, which is in front, which curves are shown."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from rnnlab.config import UserError
from rnnlab.gui.desks.files import FileDesk
from rnnlab.gui.desks.run import Run, Status
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.look import Look, icon, run_color
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panels.open_dialogs import RUN_FILES, AskOpenPaths, ask_open_paths
from rnnlab.gui.panels.run_list import RunList
from rnnlab.gui.panels.run_row import RunRow, describe, remedy
from rnnlab.gui.widgets import AskSavePath, EmptyState, Notice, ask_save_path, make_link

_SUFFIX = ".rnnlab"


class RunsPanel(QWidget):
    """Lists the runs, pinned ones first, then the newest; steers the `RunDesk`.

    Args:
        look: Gives colours and lengths.
        runs: Owns the runs.
        files: Saves and opens them.
        ask_save_path: Asks where to save.
        ask_open_paths: Asks what to open.

    Signals:
        problem: Something asked for cannot be done; carries a sentence.
    """

    problem = Signal(str)

    def __init__(
        self,
        look: Look,
        runs: RunDesk,
        files: FileDesk,
        ask_save_path: AskSavePath = ask_save_path,
        ask_open_paths: AskOpenPaths = ask_open_paths,
    ) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._files = files
        self._ask_save_path = ask_save_path
        self._ask_open_paths = ask_open_paths
        self._leaving: dict[int, Run] = {}
        self._removed: list[Run] = []
        self.notice: Notice | None = None
        self._build()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the runs as they are."""
        rows = [self._row(run) for run in self._ordered()]
        current = self._runs.current
        self.list.show_rows(rows, current.key if current else None)
        self._stack.setCurrentWidget(self.list if rows else self.empty)
        self._refresh_actions()

    def open(self) -> None:
        """Ask for run files and open them."""
        for path in self._ask_open_paths(self, "Open runs", RUN_FILES):
            self._files.open(path)

    def save(self, key: int) -> None:
        """Ask where to save a run, and do so."""
        run = self._runs.runs.get(key)
        if run is None:
            return
        suggested = run.name.replace("/", "-") + _SUFFIX
        path = self._ask_save_path(self, "Save run", suggested, RUN_FILES)
        if path is not None:
            named = path if path.suffix == _SUFFIX else path.with_name(path.name + _SUFFIX)
            self._files.save(run, named)

    def remove(self, keys: list[int]) -> None:
        """Remove runs; a button brings them back."""
        keys = [key for key in keys if key in self._runs.runs]
        self._forget_removed()
        self._leaving |= {key: self._runs.runs[key] for key in keys}
        for key in keys:
            self._runs.remove(key)

    def remove_unpinned(self) -> None:
        """Remove all runs that are not pinned."""
        self.remove([run.key for run in self._runs.runs.values() if not run.pinned])

    def bring_back(self) -> None:
        """Put the runs that were removed last back into the list."""
        removed, self._removed = self._removed, []
        self._dismiss()
        for run in removed:
            self._runs.add(run)

    def mend(self, key: int) -> None:
        """Train a run that broke anew with the setting that it needs."""
        run = self._runs.runs.get(key)
        found = remedy(run) if run else None
        if found is None:
            return
        self._runs.select(key)
        try:
            self._runs.set_setting(*found)
            self._runs.train()
        except UserError as error:
            self.problem.emit(str(error))

    def make_menu(self, key: int) -> QMenu:
        """What can be done with a run."""
        run = self._runs.runs[key]
        menu = QMenu(self)
        self._add(menu, "Rename", "rename", lambda: self.list.rename(key))
        pin = "Unpin" if run.pinned else "Pin to the top"
        self._add(menu, pin, "pin", lambda: self._runs.set_pinned(key, not run.pinned))
        eye = ("Hide its curves", "eye-off") if run.visible else ("Show its curves", "eye")
        self._add(menu, *eye, lambda: self._runs.set_visible(key, not run.visible))
        row = self._row(run)
        if row.remedy:
            self._add(menu, row.remedy, "play", lambda: self.mend(key))
        menu.addSeparator()
        self._add(menu, "Save…", "save", lambda: self.save(key))
        self._add(menu, "Remove", "trash", lambda: self.remove([key]))
        return menu

    def _build(self) -> None:
        self.list = RunList(self._look)
        self.empty = EmptyState(
            self._look, "compare", "Press Train: each training becomes a run in this list."
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.open_button = make_link("Open…")
        self.save_button = make_link("Save…")
        self.remove_button = make_link("Remove unpinned")
        self.open_button.setToolTip("Open saved runs")
        self.save_button.setToolTip("Save the chosen run")
        self.remove_button.setToolTip("Remove all runs but the pinned ones")
        self._actions = FlowRow(self._look, gap=0, line_gap=0)
        for button in (self.open_button, self.save_button, self.remove_button):
            self._actions.add(button)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._stack, 1)
        self._layout.addWidget(self._actions)
        self._space_out()

    def _connect(self) -> None:
        runs, lines = self._runs, self.list
        runs.run_added.connect(self._on_run_added)
        runs.run_removed.connect(self._on_run_removed)
        runs.run_changed.connect(lambda _key: self.refresh())
        runs.current_changed.connect(self.refresh)
        runs.records_arrived.connect(self._on_records_arrived)
        lines.chosen.connect(runs.select)
        lines.pressed_at.connect(self._on_pressed)
        lines.renamed.connect(runs.rename)
        lines.removal_wanted.connect(lambda key: self.remove([key]))
        lines.menu_wanted.connect(self._open_menu)
        self.open_button.clicked.connect(self.open)
        self.save_button.clicked.connect(self._on_save_clicked)
        self.remove_button.clicked.connect(self.remove_unpinned)
        self._look.changed.connect(self._space_out)

    def _add(self, menu: QMenu, words: str, picture: str, action: Callable[[], None]) -> None:
        menu.addAction(icon(picture), words).triggered.connect(lambda: action())

    def _open_menu(self, key: int, corner: QPoint) -> None:
        if key not in self._runs.runs:
            return
        menu = self.make_menu(key)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(corner)

    def _on_pressed(self, key: int, zone: str) -> None:
        run = self._runs.runs.get(key)
        if run is None:
            return
        match zone:
            case "eye":
                self._runs.set_visible(key, not run.visible)
            case "pin":
                self._runs.set_pinned(key, not run.pinned)
            case "remedy":
                self.mend(key)

    def _on_save_clicked(self) -> None:
        if self._runs.current is not None:
            self.save(self._runs.current.key)

    def _on_records_arrived(self, keys: set[int]) -> None:
        shown = set(self.list.keys())
        for key in keys & shown & set(self._runs.runs):
            self.list.show_row(self._row(self._runs.runs[key]))
        self._refresh_actions()

    def _on_run_added(self, key: int) -> None:
        self.refresh()
        if key in [run.key for run in self._removed]:  # undone, or brought back
            self._forget_removed()

    def _on_run_removed(self, key: int) -> None:
        self.refresh()
        run = self._leaving.pop(key, None)
        if run is not None and run.step:
            self._removed.append(run)
            self._offer_to_bring_back()

    def _offer_to_bring_back(self) -> None:
        names = [f"“{run.name}”" for run in self._removed]
        what = names[0] if len(names) == 1 else f"{len(names)} runs"
        self._dismiss()
        self.notice = Notice(self._look, "info", f"Removed {what}.", "Bring back")
        self.notice.action_triggered.connect(self.bring_back)
        self.notice.dismissed.connect(self._forget_removed)
        self._layout.insertWidget(0, self.notice)

    def _forget_removed(self) -> None:
        self._removed = []
        self._dismiss()

    def _dismiss(self) -> None:
        if self.notice is not None:
            self._layout.removeWidget(self.notice)
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None

    def _ordered(self) -> list[Run]:
        newest_first = sorted(self._runs.runs.values(), key=lambda run: -run.key)
        return sorted(newest_first, key=lambda run: not run.pinned)

    def _row(self, run: Run) -> RunRow:
        return describe(run, run_color(run.cell, run.shade))

    def _refresh_actions(self) -> None:
        current = self._runs.current
        never_trained = current is None or (current.status is Status.NEW and not current.step)
        self.save_button.setEnabled(not never_trained)
        unpinned = any(not run.pinned for run in self._runs.runs.values())
        self.remove_button.setEnabled(unpinned)

    def _space_out(self) -> None:
        self._layout.setContentsMargins(*[self._look.px(4)] * 4)
        self._layout.setSpacing(self._look.px(4))
