"""Which run is set against which n-gram model."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from rnnlab.gui.desks.contest import ContestDesk
from rnnlab.gui.desks.ngrams import NgramDesk
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.look import Look
from rnnlab.gui.widgets import make_label

_CURRENT = "current run"
_RUN_WIDTH, _MODEL_WIDTH = 120, 92


class ContestChoice(QWidget):
    """Two lists that reach the desk at once.

    Args:
        look: Gives lengths.
        desk: Compares what is chosen.
        runs: The runs.
        ngrams: The n-gram models.

    Signals:
        chosen: Others are compared now.
    """

    chosen = Signal()

    def __init__(self, look: Look, desk: ContestDesk, runs: RunDesk, ngrams: NgramDesk) -> None:
        super().__init__()
        self._look = look
        self._desk, self._runs, self._ngrams = desk, runs, ngrams
        self.run, self.rival = QComboBox(), QComboBox()
        self.run.setAccessibleName("Run that is compared")
        self.rival.setAccessibleName("n-gram model that it is compared with")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.run, make_label("and", "small"), self.rival):
            row.addWidget(widget)
        self.run.activated.connect(self._choose)
        self.rival.activated.connect(self._choose)
        look.changed.connect(self._resize)
        self._resize()

    def refresh(self) -> None:
        """Offer what there is."""
        runs: list[tuple[str, int | str | None]] = [(_CURRENT, None)]
        runs += [(run.name, run.key) for run in self._runs.runs.values()]
        _fill(self.run, runs, self._desk.run)
        rivals = [(name, name) for name in reversed(self._ngrams.named())]
        _fill(self.rival, rivals, self._desk.chosen_rival())

    def _choose(self, *_: object) -> None:
        self._desk.choose(self.run.currentData(), self.rival.currentData() or "")
        self.chosen.emit()

    def _resize(self) -> None:
        self.run.setFixedWidth(self._look.px(_RUN_WIDTH))
        self.rival.setFixedWidth(self._look.px(_MODEL_WIDTH))


def _fill(
    combo: QComboBox,
    wanted: list[tuple[str, int | str | None]] | list[tuple[str, str]],
    chosen: int | str | None,
) -> None:
    """Offer these, if others are there now, and show what is chosen."""
    with QSignalBlocker(combo):
        before = [(combo.itemText(place), combo.itemData(place)) for place in range(combo.count())]
        if before != wanted:
            combo.clear()
            for words, data in wanted:
                combo.addItem(words, data)
        place = next((place for place, (_, data) in enumerate(wanted) if data == chosen), 0)
        combo.setCurrentIndex(place)
