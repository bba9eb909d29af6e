"""Closing the window while there are runs that are not saved."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QMainWindow, QMessageBox

from rnnlab.gui.desks.run import Run
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.preferences import Preferences
from rnnlab.session.places import documents_folder

_SUFFIX = ".rnnlab"
_MOST_NAMED = 4
_FORBIDDEN = '/\\:*?"<>|'


class Closing(QObject):
    """Asks what to do with unsaved runs, saves them, then closes the window.

    Args:
        window: Closed once nothing is in the way.
        instrument: Knows the runs and saves them.
        preferences: Knows whether to ask.
    """

    def __init__(
        self, window: QMainWindow, instrument: Instrument, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window = window
        self._kit = instrument
        self._preferences = preferences
        self._agreed = False
        self._saving: set[Path] = set()
        self._refused = False
        self.box: QMessageBox | None = None
        instrument.files.saved.connect(self._on_saved)
        instrument.files.refused.connect(self._on_refused)

    def may_close(self) -> bool:
        """Whether the window may close now; else it is asked, or saved first."""
        unsaved = self.unsaved()
        if self._agreed or not unsaved:
            return True
        if not self._saving and self.box is None:
            if self._preferences.saves_by_itself() and not self._refused:
                self.save_all()
            else:
                self._ask(unsaved)
        return False

    def unsaved(self) -> list[Run]:
        """The runs that have learnt since they were saved."""
        return [run for run in self._kit.runs.runs.values() if run.unsaved]

    def save_all(self) -> None:
        """Save every run where it was saved before, or among the documents; then close."""
        taken: set[Path] = set()
        self._refused = False
        runs = self.unsaved()
        wanted: list[tuple[Run, Path]] = []
        for run in runs:
            if run.active and run.job:
                run.job.pause()  # what is learnt from now on would be lost
            path = self._kit.files.path_of(run)
            if path is None or path in taken:  # a file that was opened twice
                path = _free_path(run.name, taken)
            taken.add(path)
            wanted.append((run, path))
        self._saving = set(taken)
        for run, path in wanted:
            self._kit.files.save(run, path)

    def close_without_saving(self) -> None:
        """Close; what is not saved is gone."""
        self._agreed = True
        self._window.close()

    def _ask(self, unsaved: list[Run]) -> None:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("rnnlab")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(_question(unsaved))
        box.setInformativeText(
            f"Runs that have no file yet are saved in the folder “{documents_folder().name}” of "
            "your documents."
        )
        always = QCheckBox("Always save when the window closes", box)
        box.setCheckBox(always)
        save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("Close without saving", QMessageBox.ButtonRole.DestructiveRole)
        box.setEscapeButton(box.addButton("Stay", QMessageBox.ButtonRole.RejectRole))
        box.setDefaultButton(save)

        def chosen() -> None:
            pressed, self.box = box.clickedButton(), None
            box.deleteLater()
            if pressed is save:
                if always.isChecked():
                    self._preferences.keep_saves_by_itself(True)
                self.save_all()
            elif pressed is drop:
                self.close_without_saving()

        box.finished.connect(chosen)
        self.box = box
        box.open()

    def _on_saved(self, _name: str, path: Path) -> None:
        if path not in self._saving:
            return
        self._saving.discard(path)
        if not self._saving and not self._refused:
            self._window.close()  # asks again if a run went on after it was copied

    def _on_refused(self) -> None:
        """Something could not be saved or opened; the person is told, and the window stays."""
        self._refused = bool(self._saving)
        self._saving.clear()


def _question(runs: list[Run]) -> str:
    names = ", ".join(f"“{run.name}”" for run in runs[:_MOST_NAMED])
    more = len(runs) - _MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    verb = "is" if len(runs) == 1 else "are"
    return f"{names}{rest} {verb} not saved. Save before closing?"


def _free_path(name: str, taken: set[Path]) -> Path:
    """A file among the documents that is not there yet."""
    folder = documents_folder()
    with suppress(OSError):  # saving will say what is wrong
        folder.mkdir(parents=True, exist_ok=True)
    plain = "".join("-" if sign in _FORBIDDEN or not sign.isprintable() else sign for sign in name)
    stem = plain.strip(" .")[:100] or "run"
    number, path = 1, folder / f"{stem}{_SUFFIX}"
    while path in taken or path.exists():
        number += 1
        path = folder / f"{stem} ({number}){_SUFFIX}"
    return path
