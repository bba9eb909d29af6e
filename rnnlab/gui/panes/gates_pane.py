"""Gates and states of every unit while the model reads a text."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rnnlab.gui.desks.pinning import PinDesk, Wish
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look, gate_color
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.gates.equation import equation
from rnnlab.gui.panes.gates.hold_view import FREE, UNIT, HoldView
from rnnlab.gui.panes.gates.kept_view import KeptView
from rnnlab.gui.panes.gates.signals import FIRST, TITLES, signals_of, values_of
from rnnlab.gui.panes.gates.training_view import TrainingView
from rnnlab.gui.panes.gates.unit_view import UnitView
from rnnlab.gui.panes.gates.units_view import UnitsView
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import make_label
from rnnlab.gui.words import visible_token
from rnnlab.probes.result import Activations

UNITS, ONE_UNIT, HOLD, TRAINING, RUNS = "Units", "One unit", "Hold", "Training", "Runs"
_TIPS = {
    UNITS: "Every unit, token by token",
    ONE_UNIT: "The gates of one unit over the text",
    HOLD: "Hold a gate at 0 or 1",
    TRAINING: "Saturation and distribution over training",
    RUNS: "How much each run keeps",
}
_OF_ONE_SIGNAL = {UNITS, HOLD, TRAINING}
_WITH_EQUATION = {UNITS, ONE_UNIT}


class GatesPane(QWidget):
    """Five views of gates and states, over a text that can be typed.

    Attributes:
        signal: The gate or state that is shown.
        layer: Whose, where there are several.
        text: The text that is looked at.
        units, unit, hold, training, kept: The views.
    """

    def __init__(
        self, look: Look, runs: RunDesk, watching: WatchDesk, pinning: PinDesk, poller: Poller
    ) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._watching = watching
        self._pinning = pinning
        self._dirty = True
        self._shown: list[str] = []
        self._wanted = ""  # the signal that a hand has chosen
        self._pinned: tuple[int, int] | None = None  # unit and token that were clicked
        self._hovered_unit: int | None = None
        self._make_views(look)
        self._make_choices()
        self._arrange(look)
        self._connect(poller)
        self._space_out()

    def refresh(self) -> None:
        """Bring the views up to date, if anything has changed and they can be seen."""
        self._pinning.wake(self.hold.isVisible())
        shown = self.deck.shown()
        if not self.isVisible() or not (self._dirty or shown != self._shown):
            return
        self._dirty, self._shown = False, shown
        run = self._runs.current
        probe = run.history.last_probe if run else None
        if run is None or probe is None:
            self._show_nothing()
        else:
            self._fill_choices(run, probe.result)
            self._draw(run, probe.result, probe.step)
        if RUNS in shown:
            visible = [each for each in self._runs.runs.values() if each.visible]
            self.kept.show_runs(visible, self._layer(), self._watching.ids)
        self._show_what_applies()

    def _make_views(self, look: Look) -> None:
        self.units = UnitsView(look)
        self.unit = UnitView(look)
        self.hold = HoldView(look, self._pinning)
        self.training = TrainingView(look)
        self.kept = KeptView(look)
        self.deck = Deck(
            look,
            {
                UNITS: self.units,
                ONE_UNIT: self.unit,
                HOLD: self.hold,
                TRAINING: self.training,
                RUNS: self.kept,
            },
        )
        for title, tip in _TIPS.items():
            self.deck.tabs.button(title).setToolTip(tip)

    def _make_choices(self) -> None:
        self.signal = QComboBox()
        self.signal.setAccessibleName("Gate or state that is shown")
        self.signal.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.signal.hide()
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer that is shown")
        self.layer.hide()
        self.text = QLineEdit()
        self.text.setPlaceholderText("Type a text to look at; empty: the validation text")
        self.text.setAccessibleName("Text that is looked at")
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.equation = make_label("", "small", wrap=True)
        self.equation.setTextFormat(Qt.TextFormat.RichText)
        self.equation.hide()

    def _arrange(self, look: Look) -> None:
        self._choices = QHBoxLayout()
        self._choices.addWidget(self.signal)
        self._choices.addWidget(self.layer)
        self._choices.addWidget(self.text, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._choices)
        self._layout.addWidget(self.error)
        self._layout.addWidget(self.deck, 1)
        self._layout.addWidget(self.equation)

    def _connect(self, poller: Poller) -> None:
        for signal in (
            self._runs.probe_arrived,
            self._runs.run_removed,
            self._runs.run_changed,
            self._pinning.changed,
            self.signal.currentIndexChanged,
            self.layer.currentIndexChanged,
            self.units.asked,
            self.deck.chosen,
        ):
            signal.connect(self._mark)
        self._runs.current_changed.connect(self._on_current_changed)
        self._watching.changed.connect(self._on_watch_changed)
        self._watching.refused.connect(self._on_refused)
        self._watching.step_pointed.connect(self._on_step_pointed)
        self.units.column_hovered.connect(self._watching.point_at)
        self.units.cell_hovered.connect(self._on_cell_hovered)
        self.units.cell_clicked.connect(self._on_cell_clicked)
        self.signal.activated.connect(self._on_signal_chosen)
        for wish in (
            self.hold.value.chosen,
            self.hold.extent.chosen,
            self.signal.currentIndexChanged,
            self.layer.currentIndexChanged,
        ):
            wish.connect(self._hold)
        self.text.editingFinished.connect(self._on_text_edited)
        poller.frame.connect(self.refresh)
        self._look.changed.connect(self._space_out)

    def _layer(self) -> int:
        return max(self.layer.currentIndex(), 0)

    def _show_nothing(self) -> None:
        self.units.show_nothing()
        self.unit.show_nothing()
        self.training.show_run(None, "", 0)
        self.equation.setText("")

    def _show_what_applies(self) -> None:
        shown = set(self._shown)
        self.signal.setVisible(bool(self.signal.count() and shown & _OF_ONE_SIGNAL))
        self.layer.setVisible(self.layer.count() > 1)
        self.equation.setVisible(bool(self.equation.text() and shown & _WITH_EQUATION))

    def _fill_choices(self, run: Run, seen: Activations) -> None:
        names = signals_of(seen)
        present = [self.signal.itemData(index) for index in range(self.signal.count())]
        if names != present:
            self.signal.blockSignals(True)
            self.signal.clear()
            for name in names:
                self.signal.addItem(TITLES[name], name)
            # What a hand has chosen, else the gate that decides what is kept, else the state.
            wanted = next(name for name in (self._wanted, *FIRST) if name in names)
            self.signal.setCurrentIndex(names.index(wanted))
            self.signal.blockSignals(False)
        layers = run.config.model.layers
        if self.layer.count() != layers:
            self.layer.blockSignals(True)
            self.layer.clear()
            self.layer.addItems([f"Layer {number}" for number in range(1, layers + 1)])
            self.layer.blockSignals(False)

    def _draw(self, run: Run, seen: Activations, step: int) -> None:
        name, layer = self.signal.currentData(), self._layer()
        tokens = run.codec.vocabulary.decode(seen.inputs)
        self.units.show_values(run, step, tokens, name, values_of(seen, name)[layer])
        self._draw_unit(run, seen, layer)
        if TRAINING in self._shown:
            self.training.show_run(run, name, layer)
        gate = name if name in seen.gates else "forget"
        self.hold.show_result(run.codec, TITLES[name], gate_color(gate))

    def _draw_unit(self, run: Run, seen: Activations, layer: int) -> None:
        """Curves of the clicked unit, else the one under the pointer, else the one found."""
        steps, units = seen.hidden.shape[1:]
        if self._pinned is not None and not (self._pinned[0] < units and self._pinned[1] < steps):
            self._pinned = None
        pinned = self._pinned[0] if self._pinned is not None else None
        choices = (pinned, self._hovered_unit, self.units.found)
        unit = next((choice for choice in choices if choice is not None), None)
        self.units.mark(pinned if pinned is not None else self.units.found)
        if unit is None or unit >= units:
            self.unit.show_nothing()
        else:
            self.unit.show_unit(run, seen, layer, unit)
        self.equation.setText(self._equation(run, seen, layer))

    def _equation(self, run: Run, seen: Activations, layer: int) -> str:
        if self._pinned is None:
            return ""
        unit, step = self._pinned
        token = visible_token(run.codec.vocabulary.decode(seen.inputs)[step])
        where = f"Unit {unit + 1}, token {step + 1} “{html.escape(token)}”"
        first, *others = equation(seen, layer, step, unit)
        return "<br>".join([f"<b>{where}</b>: {first}", *others])

    def _on_cell_hovered(self, row: int, column: int) -> None:
        unit = self.units.unit_at(row)
        if unit != self._hovered_unit:
            self._hovered_unit = unit
            # The pinned unit stays; else only the curves follow, at the next frame.
            self._dirty = self._dirty or self._pinned is None

    def _on_cell_clicked(self, row: int, column: int) -> None:
        unit = self.units.unit_at(row)
        clicked = (unit, column) if unit is not None else None
        self._pinned = None if clicked == self._pinned else clicked
        self._dirty = True
        self._hold()

    def _hold(self, *_: object) -> None:
        """Try the gate that is shown as chosen."""
        value, unit = self.hold.value.value(), self._pinned[0] if self._pinned else None
        one_unit = self.hold.extent.value() == UNIT
        if value == FREE:
            self._pinning.drop()
        elif one_unit and unit is None:
            self._pinning.refuse("Click a unit among all units first, or hold the whole gate.")
        else:
            name = str(self.signal.currentData())
            wish = Wish(name, int(value), self._layer(), unit if one_unit else None)
            self._pinning.hold(wish, self._pinned[1] if self._pinned else None)

    def _on_signal_chosen(self, index: int) -> None:
        self._wanted = self.signal.itemData(index)

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
        self._pinned = None
        self.hold.value.set_value(FREE)
        self.error.hide()

    def _on_current_changed(self) -> None:
        self._dirty = True
        self.hold.value.set_value(FREE)

    def _on_step_pointed(self, index: int) -> None:
        self.units.highlight_column(None if index < 0 else index)

    def _space_out(self) -> None:
        self._layout.setContentsMargins(*[self._look.px(4)] * 4)
        self._layout.setSpacing(self._look.px(4))
        self._choices.setSpacing(self._look.px(4))
