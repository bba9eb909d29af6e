"""How far back the gradient reaches: through time, over training, and in all weights."""

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.memory.all_weights import AllWeightsView
from rnnlab.gui.panes.memory.over_training import OverTrainingView
from rnnlab.gui.panes.memory.through_time import ThroughTimeView
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import SegmentedControl

_PICKED = "picked"


class MemoryPane(QWidget):
    """Three views of the gradient, with a choice of the loss it comes from."""

    def __init__(self, look: Look, runs: RunDesk, watching: WatchDesk, poller: Poller) -> None:
        super().__init__()
        self._runs = runs
        self._watching = watching
        self._dirty = True
        self.through_time = ThroughTimeView(look)
        self.over_training = OverTrainingView(look)
        self.all_weights = AllWeightsView(look)
        self.deck = Deck(
            look,
            {
                "Through time": self.through_time,
                "Over training": self.over_training,
                "All weights": self.all_weights,
            },
        )
        self._build_choices()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.deck)
        for signal in (runs.records_arrived, runs.run_changed, runs.run_removed):
            signal.connect(self._mark)
        runs.probe_arrived.connect(self._mark)
        runs.current_changed.connect(self._mark)
        watching.changed.connect(self._on_watch_changed)
        watching.step_pointed.connect(self._on_step_pointed)
        self.through_time.hovered.connect(self._on_hovered)
        self.through_time.step_clicked.connect(watching.set_loss_at)
        self.deck.chosen.connect(self._mark)
        poller.frame.connect(self.refresh)

    def refresh(self) -> None:
        """Bring the plots up to date, if anything has changed and they can be seen."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        self._fill_layers()
        current = self._runs.current
        shown = [run for run in self._runs.runs.values() if run.visible]
        self.through_time.show_runs(shown, current, max(self.layer.currentIndex(), 0))
        self.over_training.show_run(current)
        self.all_weights.show_run(current)

    def _build_choices(self) -> None:
        self.loss_at = SegmentedControl(
            {"last": "Loss at last step", _PICKED: "At a clicked step", "all": "At all steps"}
        )
        picked = self.loss_at.button(_PICKED)
        picked.setEnabled(False)
        picked.setToolTip("Click into the plot to follow the loss of that step.")
        self.loss_at.chosen.connect(self._on_loss_chosen)
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer whose gradient is shown")
        self.layer.currentIndexChanged.connect(self._mark)
        self.deck.header.add(self.loss_at)
        self.deck.header.add(self.layer)
        self.layer.hide()

    def _fill_layers(self) -> None:
        run = self._runs.current
        layers = run.config.model.layers if run else 1
        self.layer.setVisible(layers > 1)
        if self.layer.count() != layers:
            self.layer.blockSignals(True)
            self.layer.clear()
            self.layer.addItems([f"Layer {number}" for number in range(1, layers + 1)])
            self.layer.setCurrentIndex(layers - 1)
            self.layer.blockSignals(False)

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _on_loss_chosen(self, key: str) -> None:
        if key in ("last", "all"):
            self._watching.set_loss_at("last" if key == "last" else "all")

    def _on_watch_changed(self) -> None:
        self._dirty = True
        at = self._watching.loss_at
        picked = self.loss_at.button(_PICKED)
        picked.setEnabled(isinstance(at, int))
        picked.setText(f"At step t = {at + 1}" if isinstance(at, int) else "At a clicked step")
        self.loss_at.set_value(_PICKED if isinstance(at, int) else at)

    def _on_hovered(self, x: float | None) -> None:
        self._watching.point_at(None if x is None else round(x) - 1)

    def _on_step_pointed(self, index: int) -> None:
        if not self.through_time.canvas.underMouse():
            self.through_time.highlight(None if index < 0 else index + 1.0)
