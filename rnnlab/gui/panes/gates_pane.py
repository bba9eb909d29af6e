"""Gates and states of every unit while the model reads a text."""

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look
from rnnlab.gui.plots import HeatmapPlot
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import make_label
from rnnlab.gui.words import visible_token
from rnnlab.probes.result import Activations

_EXPLANATION = (
    "Each row is a unit, each column a token of the text below. "
    "A gate at 1 lets everything through, at 0 nothing: a forget gate near 1 keeps what the cell "
    "remembers, near 0 it lets go. "
    "The GRU here computes <i>h</i> = (1 − <i>z</i>)·<i>n</i> + <i>z</i>·<i>h</i>: its update "
    "gate <i>z</i> keeps the old state, so the lectures’ Γ<sub>u</sub> is 1 − <i>z</i>."
)
_TITLES = {
    "input": "Input gate i",
    "forget": "Forget gate f",
    "candidate": "Candidate g",
    "output": "Output gate o",
    "reset": "Reset gate r",
    "update": "Update gate z",
    "hidden": "State h",
    "cell": "Cell c",
}
_LOW, _HIGH = 0.1, 0.9


class GatesPane(QWidget):
    """One gate or state at a time as a heatmap of units × tokens, over a text that can be typed."""

    def __init__(self, look: Look, runs: RunDesk, watching: WatchDesk, poller: Poller) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._watching = watching
        self._dirty = True
        self._build(look)
        runs.probe_arrived.connect(self._mark)
        runs.current_changed.connect(self._mark)
        runs.run_removed.connect(self._mark)
        watching.changed.connect(self._on_watch_changed)
        watching.refused.connect(self._on_refused)
        watching.step_pointed.connect(self._on_step_pointed)
        self.heatmap.column_hovered.connect(watching.point_at)
        poller.frame.connect(self.refresh)
        look.changed.connect(self._space_out)
        self._space_out()

    def refresh(self) -> None:
        """Bring the picture up to date, if anything has changed and it can be seen."""
        if not self._dirty or not self.isVisible():
            return
        self._dirty = False
        run = self._runs.current
        probe = run.history.last_probe if run else None
        if run is None or probe is None:
            self.heatmap.clear()
            self.heatmap.set_subtitle("")
            return
        self._fill_choices(run, probe.result)
        self._draw(run, probe.result, probe.step)

    def _build(self, look: Look) -> None:
        self.heatmap = HeatmapPlot(
            look,
            "Gates and states",
            _EXPLANATION,
            x_label="token read",
            y_label="unit",
            value_label="value",
            first_row_on_top=True,
        )
        self.heatmap.set_empty_text("Opens when training begins: every unit, token by token.")
        self.signal = QComboBox()
        self.signal.setAccessibleName("Gate or state that is shown")
        self.signal.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.signal.currentIndexChanged.connect(self._mark)
        self.signal.hide()
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer that is shown")
        self.layer.currentIndexChanged.connect(self._mark)
        self.layer.hide()
        self.text = QLineEdit()
        self.text.setPlaceholderText("Type a text to look at; empty: the validation text")
        self.text.setAccessibleName("Text that is looked at")
        self.text.editingFinished.connect(self._on_text_edited)
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self._choices = QHBoxLayout()
        self._choices.addWidget(self.signal)
        self._choices.addWidget(self.layer)
        self._choices.addWidget(self.text, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._choices)
        self._layout.addWidget(self.error)
        self._layout.addWidget(self.heatmap, 1)

    def _fill_choices(self, run: Run, result: Activations) -> None:
        names = [*result.gates, "hidden", *(["cell"] if result.cell is not None else [])]
        present = [self.signal.itemData(index) for index in range(self.signal.count())]
        self.signal.show()
        if names != present:
            chosen = self.signal.currentData()
            self.signal.blockSignals(True)
            self.signal.clear()
            for name in names:
                self.signal.addItem(_TITLES[name], name)
            first = "forget" if "forget" in names else names[0]
            self.signal.setCurrentIndex(names.index(chosen if chosen in names else first))
            self.signal.blockSignals(False)
        layers = run.config.model.layers
        self.layer.setVisible(layers > 1)
        if self.layer.count() != layers:
            self.layer.blockSignals(True)
            self.layer.clear()
            self.layer.addItems([f"Layer {number}" for number in range(1, layers + 1)])
            self.layer.blockSignals(False)

    def _draw(self, run: Run, result: Activations, step: int) -> None:
        name = self.signal.currentData()
        values = _values(result, name)[max(self.layer.currentIndex(), 0)]  # (T, H)
        tokens = run.codec.vocabulary.decode(result.inputs)
        self.heatmap.set_levels(_levels(name, values))
        self.heatmap.set_data(
            values.T,
            x_names=[visible_token(token) for token in tokens],
            y_span=(1, values.shape[1]),
        )
        title = f"{run.name} · after {step:,} steps"
        share = _saturation(values) if name in _GATES else ""
        self.heatmap.set_title(_TITLES[name], title + share)

    def _mark(self, *_: object) -> None:
        self._dirty = True

    def _on_text_edited(self) -> None:
        if self.text.isModified():
            self.text.setModified(False)
            self.error.hide()
            self._watching.set_text(self.text.text())

    def _on_refused(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()

    def _on_watch_changed(self) -> None:
        self._dirty = True
        self.error.hide()

    def _on_step_pointed(self, index: int) -> None:
        self.heatmap.highlight_column(None if index < 0 else index)

    def _space_out(self) -> None:
        self._layout.setContentsMargins(*[self._look.px(4)] * 4)
        self._layout.setSpacing(self._look.px(4))
        self._choices.setSpacing(self._look.px(4))


_GATES = ("input", "forget", "output", "reset", "update")


def _values(result: Activations, name: str) -> npt.NDArray[np.float64]:
    """(L, T, H) of a gate or state."""
    if name == "hidden":
        return result.hidden
    if name == "cell" and result.cell is not None:
        return result.cell
    return result.gates[name]


def _levels(name: str, values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """A scale that stays: gates 0 to 1, bounded states −1 to 1, others a round bound."""
    if name in _GATES:
        return 0.0, 1.0
    largest = float(np.nanmax(np.abs(values), initial=1.0))
    bound = 1.0 if largest <= 1.0 else 2.0 ** np.ceil(np.log2(largest))
    return -bound, bound


def _saturation(values: npt.NDArray[np.float64]) -> str:
    """How much of a gate is nearly shut or nearly open."""
    shut, open_ = float((values < _LOW).mean()), float((values > _HIGH).mean())
    return f" · {shut:.0%} below {_LOW}, {open_:.0%} above {_HIGH}"
