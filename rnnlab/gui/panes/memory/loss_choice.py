"""Which loss is followed back through time."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from rnnlab.gui.desks.watching import WatchDesk

LAST, PICKED, ALL = "last", "picked", "all"


class LossChoice(QComboBox):
    """The loss at the last step, at a step that was clicked, or at all steps."""

    def __init__(self, watching: WatchDesk) -> None:
        super().__init__()
        self._watching = watching
        self.setAccessibleName("Loss that is followed back")
        self.setToolTip("Click into a plot to follow the loss of that step.")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, words in ((LAST, "Loss at last step"), (ALL, "Losses of all steps")):
            self.addItem(words, key)
        self.activated.connect(self._on_activated)
        watching.changed.connect(self._on_watch_changed)
        self._on_watch_changed()

    def value(self) -> str:
        """``last``, ``picked`` or ``all``."""
        return str(self.currentData())

    def choose(self, key: str) -> None:
        """Choose as a click does."""
        self.setCurrentIndex(self.findData(key))
        self._on_activated()

    def _on_activated(self) -> None:
        key = self.value()
        if key in (LAST, ALL):
            self._watching.set_loss_at("last" if key == LAST else "all")

    def _on_watch_changed(self) -> None:
        """Offer the clicked step only while it is followed."""
        at = self._watching.loss_at
        place = self.findData(PICKED)
        with QSignalBlocker(self):
            if not isinstance(at, int):
                if place >= 0:
                    self.removeItem(place)
                self.setCurrentIndex(self.findData(at))
                return
            if place < 0:
                place = 1
                self.insertItem(place, "", PICKED)
            self.setItemText(place, f"Loss at step t = {at + 1}")
            self.setCurrentIndex(place)
