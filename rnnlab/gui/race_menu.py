"""The menu of races: one click trains several models side by side."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from rnnlab.config import RunConfig, UserError
from rnnlab.config.remedies import REMEDIES, Remedy
from rnnlab.gui.desks.racing import (
    MOST_RACERS,
    Racer,
    cells_of_one_count,
    cells_of_one_size,
    exploding,
    once_more,
    remedies_against_plain,
)
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.texts import TextDesk
from rnnlab.gui.menus import make_action

_CHOSEN_FIRST = ("orthogonal", "clipping", "gru", "lstm")
_MOST_REMEDIES = MOST_RACERS - 1  # the plain RNN is always one of them


class CheckMenu(QMenu):
    """A menu that stays open while its entries are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick and stay; anything else as usual."""
        if not self._tick():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter tick and stay; anything else as usual."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() not in keys or not self._tick():
            super().keyPressEvent(event)

    def _tick(self) -> bool:
        action = self.activeAction()
        if action is None or not action.isCheckable():
            return False
        if action.isEnabled():
            action.trigger()
        return True


class RaceMenu(QMenu):
    """Chooses what races; the text and all other settings are those of the moment.

    Args:
        runs: Starts the race.
        texts: Knows the open text.
        parent: Owner.

    Attributes:
        by_size, by_count, explode, again, chosen: Start a race.
        remedies: What may race against the plain RNN, by its key.

    Signals:
        problem: The race cannot begin; carries a sentence.
    """

    problem = Signal(str)

    def __init__(self, runs: RunDesk, texts: TextDesk, parent: QWidget) -> None:
        super().__init__("&Race", parent)
        self._runs = runs
        self._texts = texts
        self.setToolTipsVisible(True)
        self.by_size = self._add(
            self,
            "RNN, GRU and LSTM: same hidden size",
            "Three models with as many hidden units, on the same batches from the same seed. "
            "The LSTM has four times the recurrent weights of the RNN.",
            lambda: cells_of_one_size(self._base()),
        )
        self.by_count = self._add(
            self,
            "RNN, GRU and LSTM: same number of parameters",
            "The hidden sizes are chosen so that all have as many parameters as your settings.",
            lambda: cells_of_one_count(self._base(), self._vocabulary_size()),
        )
        self._build_remedies()
        self.explode = self._add(
            self,
            "Exploding: without and with clipping",
            "An RNN whose gradient explodes, and the same one with the gradient clipped.",
            lambda: exploding(self._base()),
        )
        self.addSeparator()
        self.again = self._add(
            self,
            "",
            "Trains the settings of all runs whose curves are shown once more, from fresh "
            "weights, side by side.",
            lambda: once_more(self._shown()),
        )
        self.aboutToShow.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what could race now."""
        there_is_a_text = self._texts.corpus is not None
        for action in (self.by_size, self.by_count, self.explode):
            action.setEnabled(there_is_a_text)
        shown = len(self._shown())
        self.again.setText(f"The settings of the {shown} shown runs again")
        self.again.setEnabled(there_is_a_text and shown > 1)
        self._refresh_chosen()

    def _build_remedies(self) -> None:
        menu = CheckMenu("Remedies for the plain RNN", self)
        menu.setToolTipsVisible(True)
        self.addMenu(menu)
        self.remedies: dict[str, QAction] = {}
        for remedy in REMEDIES:
            action = QAction(remedy.title, menu)
            action.setCheckable(True)
            action.setToolTip(remedy.explanation)
            action.setChecked(remedy.key in _CHOSEN_FIRST)
            action.toggled.connect(lambda _on: self._refresh_chosen())
            menu.addAction(action)
            self.remedies[remedy.key] = action
        menu.addSeparator()
        self.chosen = self._add(
            menu,
            "",
            f"At most {_MOST_REMEDIES} at once, so that each is still seen to move.",
            lambda: remedies_against_plain(self._base(), self._chosen()),
        )

    def _refresh_chosen(self) -> None:
        count = len(self._chosen())
        for action in self.remedies.values():
            action.setEnabled(action.isChecked() or count < _MOST_REMEDIES)
        words = "this one" if count == 1 else f"these {count}"
        self.chosen.setText(
            f"Race {words} against the plain RNN" if count else "Tick what shall race"
        )
        self.chosen.setEnabled(count > 0 and self._texts.corpus is not None)

    def _add(
        self, menu: QMenu, words: str, tip: str, make: Callable[[], Sequence[Racer]]
    ) -> QAction:
        action = make_action(words, "", lambda: self._race(make), self)
        action.setToolTip(tip)
        menu.addAction(action)
        return action

    def _race(self, make: Callable[[], Sequence[Racer]]) -> None:
        try:
            self._runs.race(make())
        except UserError as error:
            self.problem.emit(str(error))

    def _base(self) -> RunConfig:
        return self._runs.base_settings()

    def _vocabulary_size(self) -> int:
        if self._texts.corpus is None:
            raise UserError("Open a text first: there is nothing to learn from.")
        return len(self._texts.corpus.vocabulary)

    def _shown(self) -> list[Run]:
        return [run for run in self._runs.runs.values() if run.visible]

    def _chosen(self) -> list[Remedy]:
        return [remedy for remedy in REMEDIES if self.remedies[remedy.key].isChecked()]
