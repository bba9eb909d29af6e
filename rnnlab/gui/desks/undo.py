"""What can be taken back: changed settings and removed runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid

from rnnlab.config import ConfigError, Hyper, Value, all_settings
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk

_MOST_DEEDS = 100
_MOST_REMOVALS = 8  # each keeps the weights and the history of its runs

Do = Callable[["SettingDeed | RemovalDeed", bool], None]


class SettingDeed(QUndoCommand):
    """One setting has another value; further changes of the same one are taken back together."""

    def __init__(self, name: str, before: Value, after: Value, do: Do) -> None:
        super().__init__()
        self.name, self.before, self.after = name, before, after
        self._do = do
        self._say()

    def undo(self) -> None:
        """Take it back."""
        self._do(self, True)

    def redo(self) -> None:
        """Do it again."""
        self._do(self, False)

    def id(self) -> int:
        """A number of the setting's own; Qt joins neighbours that have the same."""
        return 1 + list(all_settings()).index(self.name)

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take the change that comes next into this one."""
        if not isinstance(other, SettingDeed):
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)
        self._say()
        return True

    def _say(self) -> None:
        declaration = all_settings()[self.name]
        words = [_words(declaration, value) for value in (self.before, self.after)]
        label = declaration.label[:1].lower() + declaration.label[1:]
        self.setText(f"{label} {words[0]} → {words[1]}")


class RemovalDeed(QUndoCommand):
    """Runs were removed; they are kept whole, so that they can come back."""

    def __init__(self, runs: Sequence[Run], do: Do) -> None:
        super().__init__()
        self.runs = list(runs)
        self._do = do
        names = [f"“{run.name}”" for run in self.runs]
        self.setText(f"remove {names[0] if len(names) == 1 else f'{len(names)} runs'}")

    def undo(self) -> None:
        """Bring them back."""
        self._do(self, True)

    def redo(self) -> None:
        """Remove them again."""
        self._do(self, False)

    def forget(self) -> None:
        """Let the runs go for good."""
        self.runs.clear()
        if isValid(self):  # Qt may have let it go before
            self.setObsolete(True)


class UndoDesk(QObject):
    """Remembers what was changed and removed, and takes it back.

    Attributes:
        stack: Qt's own; has the texts for the menu.
    """

    def __init__(self, runs: RunDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._known: dict[int, Run] = {}
        self._removed: list[Run] = []
        self._removals: list[RemovalDeed] = []
        self._doing = False
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_MOST_DEEDS)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(0)
        self._gather.timeout.connect(self._note_removed)
        self._coming: list[Run] = []  # back, one a turn: each takes 10 ms on all pages
        self._come = QTimer(self)
        self._come.setInterval(0)
        self._come.timeout.connect(self._bring_next)
        runs.setting_made.connect(self._on_setting_made)
        runs.run_added.connect(self._on_run_added)
        runs.run_removed.connect(self._on_run_removed)

    def undo(self) -> None:
        """Take back what was done last."""
        self._settle()
        self.stack.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._settle()
        self.stack.redo()

    def _settle(self) -> None:
        """Finish what waits for its turn."""
        self._note_removed()
        while self._coming:
            self._bring_next()

    def _push(self, deed: QUndoCommand) -> None:
        self._doing = True  # Qt does a deed when it is pushed; these are done already
        self.stack.push(deed)
        self._doing = False

    def _do(self, deed: SettingDeed | RemovalDeed, back: bool) -> None:
        if self._doing:
            return
        self._doing = True
        try:
            if isinstance(deed, SettingDeed):
                self._set(deed.name, deed.before if back else deed.after)
            elif back:
                self._bring_back(deed.runs)
            else:
                self._remove_again(deed.runs)
        finally:
            self._doing = False

    def _set(self, name: str, value: Value) -> None:
        try:
            self._runs.set_setting(name, value)
        except ConfigError as error:  # it does not fit the other settings any more
            self._runs.noted.emit(str(error))

    def _bring_back(self, runs: Sequence[Run]) -> None:
        self._coming += runs
        self._bring_next()
        self._come.start()

    def _bring_next(self) -> None:
        if not self._coming:
            self._come.stop()
            return
        run = self._coming.pop(0)
        if run.key in self._runs.runs:
            return
        was_doing, self._doing = self._doing, True
        self._runs.add(run)
        self._doing = was_doing

    def _remove_again(self, runs: Sequence[Run]) -> None:
        for run in runs:
            if run.active:
                self._runs.noted.emit(f"“{run.name}” trains; stop it before you remove it.")
            else:
                self._runs.remove(run.key)

    def _on_setting_made(self, name: str, before: Value, after: Value) -> None:
        if not self._doing and before != after:
            self._push(SettingDeed(name, before, after, self._do))

    def _on_run_added(self, key: int) -> None:
        self._known[key] = self._runs.runs[key]
        if not self._doing:
            self._pass_over(key)

    def _on_run_removed(self, key: int) -> None:
        run = self._known.pop(key)
        if not self._doing and run.step:
            self._removed.append(run)
            self._gather.start()

    def _note_removed(self) -> None:
        """What is removed at one stroke is one deed."""
        self._gather.stop()
        removed, self._removed = self._removed, []
        if removed:
            deed = RemovalDeed(removed, self._do)
            self._removals.append(deed)
            self._push(deed)
            for old in self._removals[:-_MOST_REMOVALS]:
                old.forget()
            self._removals = self._removals[-_MOST_REMOVALS:]

    def _pass_over(self, key: int) -> None:
        """A run has come back by another way than this; there is nothing left to take back."""
        self._removed = [run for run in self._removed if run.key != key]
        for deed in self._removals:
            deed.runs[:] = [run for run in deed.runs if run.key != key]
            if not deed.runs and isValid(deed):
                self._drop(deed)
        self._removals = [deed for deed in self._removals if deed.runs]

    def _drop(self, deed: RemovalDeed) -> None:
        """Take a deed that means nothing any more off the stack, now or when it comes to it."""
        deed.setObsolete(True)
        if self.stack.index() and self.stack.command(self.stack.index() - 1) is deed:
            self._doing = True
            self.stack.undo()
            self._doing = False


def _words(declaration: Hyper, value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if declaration.choices:
        return declaration.choices.get(str(value), str(value))
    if value == 0 and declaration.zero_means:
        return declaration.zero_means
    amount = declaration.suggestions and isinstance(value, int)  # a seed is none
    return f"{value:,}" if amount else f"{value:g}" if isinstance(value, float) else str(value)
