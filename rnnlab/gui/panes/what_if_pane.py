"""Causes to move, and the gradient through time that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from rnnlab.config import declared
from rnnlab.config.model import RECURRENT, ModelConfig
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.trying import TryDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.panes.what_if_plot import WhatIfPlot
from rnnlab.gui.panes.what_if_slider import CauseSlider
from rnnlab.gui.widgets import SegmentedControl, make_label
from rnnlab.gui.widgets.first_look import FirstLook
from rnnlab.probes.errors import no_recurrence

if TYPE_CHECKING:
    from rnnlab.probes.experiment import ExperimentResult

_FRESH, _COPY = "fresh", "copy"
_RNNS = ("rnn-tanh", "rnn-relu")
_SLIDERS, _ROOM_BESIDE = 160, 460  # widths of the sliders, and from which they stand at the left
_NO_LIMIT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class WhatIfPane(QWidget):
    """Sliders on fresh weights or on a frozen copy of the run in front; no run ever hears of it."""

    def __init__(self, look: Look, runs: RunDesk, watching: WatchDesk, trying: TryDesk) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._watching = watching
        self._trying = trying
        self.plot = WhatIfPlot(look)
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self._build_choices()
        self._build_sliders()
        self._arrange()
        trying.result_arrived.connect(self._on_result)
        trying.refused.connect(self._on_refused)
        trying.copied.connect(self._on_copied)
        look.changed.connect(self._space_out)
        self._space_out()
        FirstLook(self, self._try_out)

    def values(self) -> dict[str, Any]:
        """The causes by the names of `Experiment`."""
        return {
            "cell": self.cell.currentData(),
            "initialisation": self.initialisation.currentData(),
            "recurrent_scale": round(self.scale.value(), 2),
            "forget_bias": round(self.bias.value(), 2),
            "length": round(self.length.value()),
        }

    def _build_choices(self) -> None:
        self.source = SegmentedControl({_FRESH: "Fresh weights", _COPY: "Copy of the run"})
        self.source.chosen.connect(self._on_source_chosen)
        self.cell = _choice("cell", "Cell and activation")
        self.initialisation = _choice("initialisation", "Initialisation of fresh weights")
        for box in (self.cell, self.initialisation):
            box.activated.connect(self._try_out)

    def _build_sliders(self) -> None:
        self.scale = CauseSlider(self._look, "Recurrent scale", 0.5, 1.5, 0.01, 1.0)
        self.bias = CauseSlider(self._look, "Forget-gate bias", -2.0, 5.0, 0.05, 1.0)
        self.length = CauseSlider(self._look, "Length in tokens", 10, 200, 1, 100)
        for slider in (self.scale, self.bias, self.length):
            slider.value_changed.connect(self._try_out)

    def _arrange(self) -> None:
        self._choices = FlowRow(self._look)
        for choice in (self.source, self.cell, self.initialisation):
            self._choices.add(choice)
        self._sliders = QWidget()
        self._column = QVBoxLayout(self._sliders)
        for slider in (self.scale, self.bias, self.length):
            self._column.addWidget(slider)
        self._column.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self._sliders)
        self._row.addWidget(self.plot, 1)
        self._layout = QVBoxLayout(self)
        for widget in (self._choices, self.error):
            self._layout.addWidget(widget)
        self._layout.addLayout(self._row, 1)

    def _try_out(self, *_: object) -> None:
        self.bias.setEnabled(self.cell.currentData() == "lstm")
        self._trying.try_out(self.values())

    def _on_result(self, result: ExperimentResult) -> None:
        self.error.hide()
        self.plot.show_result(result)

    def _on_refused(self, sentence: str) -> None:
        self.plot.show_nothing()
        self.error.setText(sentence)
        self.error.show()

    def _on_source_chosen(self, key: str) -> None:
        run, ids = self._runs.current, self._watching.ids
        if key == _FRESH:
            self._trying.drop_copy()
        elif run is None or ids is None:
            self._stay_fresh("There is no run to copy yet: press Train first.")
        elif not run.config.model.is_recurrent:
            self._stay_fresh(str(no_recurrence()))
        elif run.codec.vocabulary.tokens != self._tokens():
            self._stay_fresh("The text of this run is not open: open it, then copy the weights.")
        else:
            self._trying.take_copy(run, ids)

    def _stay_fresh(self, sentence: str) -> None:
        self.source.set_value(_FRESH)
        self.error.setText(sentence)
        self.error.show()

    def _on_copied(self) -> None:
        copy = self._trying.copy
        self.initialisation.setEnabled(copy is None)
        self.plot.set_title(f"What if · {self._trying.copy_name}" if copy else "What if")
        if copy is not None:
            self._start_from(copy.weights.cell, copy.sliders().forget_bias)
        # Of trained weights, those of a plain RNN alone may get another activation.
        self.cell.setEnabled(copy is None or copy.weights.cell in _RNNS)
        self._try_out()

    def _start_from(self, cell: str, bias: float) -> None:
        """The place of the sliders at which a copy is as it was trained."""
        with QSignalBlocker(self.cell):
            self.cell.setCurrentIndex(self.cell.findData(cell))
        self.scale.set_value(1.0)
        self.bias.set_value(bias)

    def _tokens(self) -> tuple[str, ...]:
        codec = self._watching.codec
        return codec.vocabulary.tokens if codec else ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sliders beside the plot, or above it where there is no room beside it."""
        super().resizeEvent(event)
        self._place_sliders()

    def _place_sliders(self) -> None:
        px = self._look.px
        beside = self.width() >= px(_ROOM_BESIDE)
        right, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(right if beside else down)
        self._sliders.setMaximumWidth(px(_SLIDERS) if beside else _NO_LIMIT)
        self._sliders.setMinimumWidth(px(_SLIDERS) if beside else 0)

    def _space_out(self) -> None:
        px = self._look.px
        self._layout.setContentsMargins(*[px(4)] * 4)
        self._layout.setSpacing(px(4))
        self._row.setSpacing(px(8))
        self._column.setContentsMargins(0, px(8), 0, 0)
        self._column.setSpacing(px(12))
        self._place_sliders()


def _choice(name: str, words: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(words)
    for key, label in declared(ModelConfig)[name].choices.items():
        if name != "cell" or key in RECURRENT:
            box.addItem(label, key)
    return box
