"""Gates and states of every unit while the model reads a text."""

import html

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rnnlab.gui.desks.pinning import PinDesk, Wish
from rnnlab.gui.desks.run import Run
from rnnlab.gui.desks.runs import RunDesk
from rnnlab.gui.desks.watching import WatchDesk
from rnnlab.gui.look import Look, gate_color, run_color
from rnnlab.gui.panes.deck import Deck
from rnnlab.gui.panes.gate_units import (
    FOLLOWS,
    ORDERS,
    TRAINED,
    best_follower,
    equation,
    features_of,
    ordered,
)
from rnnlab.gui.panes.pin_view import FREE, UNIT, PinView
from rnnlab.gui.plots import CurvePlot, CurveStyle, FloatArray, HeatmapPlot
from rnnlab.gui.poller import Poller
from rnnlab.gui.widgets import ElidedLabel, make_label
from rnnlab.gui.words import visible_token
from rnnlab.probes.result import Activations
from rnnlab.text import IntArray

_EXPLANATION = (
    "Each row is a unit, each column a token of the text below. "
    "A gate at 1 lets everything through, at 0 nothing: a forget gate near 1 keeps what the cell "
    "remembers, near 0 it lets go. "
    "The GRU here computes <i>h</i> = (1 − <i>z</i>)·<i>n</i> + <i>z</i>·<i>h</i>: its update "
    "gate <i>z</i> keeps the old state, so the lectures’ Γ<sub>u</sub> is 1 − <i>z</i>."
)
_ONE_UNIT = (
    "Gates and state of one unit over the text, token by token; click a row among all units to "
    "choose it. "
    "Follow what it forgets (<i>f</i>, or 1 − <i>z</i>) to see what lives in its state."
)
_FIRST = ("forget", "update", "hidden")
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
_CHOICE_LENGTH = 8  # letters that are seen of a choice where there is little room


class GatesPane(QWidget):
    """One gate or state at a time as a heatmap of units × tokens, over a text that can be typed."""

    def __init__(
        self, look: Look, runs: RunDesk, watching: WatchDesk, pinning: PinDesk, poller: Poller
    ) -> None:
        super().__init__()
        self._look = look
        self._runs = runs
        self._watching = watching
        self._pinning = pinning
        self._dirty = True
        self._order: IntArray = np.empty(0, dtype=np.int32)  # unit of each row
        self._pinned: tuple[int, int] | None = None  # unit and token that were clicked
        self._hovered_unit: int | None = None
        self._build(look)
        runs.probe_arrived.connect(self._mark)
        runs.current_changed.connect(self._on_current_changed)
        runs.run_removed.connect(self._mark)
        watching.changed.connect(self._on_watch_changed)
        watching.refused.connect(self._on_refused)
        watching.step_pointed.connect(self._on_step_pointed)
        self.heatmap.column_hovered.connect(watching.point_at)
        self.heatmap.cell_hovered.connect(self._on_cell_hovered)
        self.heatmap.cell_clicked.connect(self._on_cell_clicked)
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
            self.heatmap.highlight_row(None)
            self.heatmap.set_subtitle("")
            self.unit.clear()
            self.equation.hide()
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
        self.signal.activated.connect(self._on_signal_chosen)
        self._wanted = ""
        self.signal.hide()
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer that is shown")
        self.layer.currentIndexChanged.connect(self._mark)
        self.layer.hide()
        self.order = QComboBox()
        self.order.setAccessibleName("Order of the units")
        for key, words in ORDERS.items():
            self.order.addItem(words, key)
        self.order.currentIndexChanged.connect(self._mark)
        self.feature = QComboBox()
        self.feature.setAccessibleName("Feature of the text that a unit may follow")
        self.feature.addItem("Find a unit …", "")
        self.feature.currentIndexChanged.connect(self._mark)
        self.unit = CurvePlot(look, "One unit", _ONE_UNIT, x_label="token read", y_label="value")
        self.unit.set_empty_text("Click a row of the units to see one over the text.")
        self.equation = make_label("", "small", wrap=True)
        self.equation.setTextFormat(Qt.TextFormat.RichText)
        self.equation.hide()
        self.finding = ElidedLabel("", "small")
        self.finding.hide()
        self.pin = PinView(look, self._pinning)
        self._pinning.changed.connect(self._mark)
        for control in (self.pin.value, self.pin.extent):
            control.chosen.connect(self._hold)
        self.signal.currentIndexChanged.connect(self._hold)
        self.layer.currentIndexChanged.connect(self._hold)
        self.deck = Deck(
            look, {"All units": self.heatmap, "One unit": self.unit, "Hold a gate": self.pin}
        )
        self.deck.chosen.connect(self._mark)
        for choice in (self.order, self.feature):
            choice.setMinimumContentsLength(_CHOICE_LENGTH)
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            self.deck.header.add(choice)
            choice.hide()
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
        self._layout.addWidget(self.deck, 1)
        self._layout.addWidget(self.finding)
        self._layout.addWidget(self.equation)

    def _fill_choices(self, run: Run, result: Activations) -> None:
        names = [*result.gates, "hidden", *(["cell"] if result.cell is not None else [])]
        present = [self.signal.itemData(index) for index in range(self.signal.count())]
        self.signal.show()
        if names != present:
            self.signal.blockSignals(True)
            self.signal.clear()
            for name in names:
                self.signal.addItem(_TITLES[name], name)
            # What a hand has chosen, else the gate that decides what is kept, else the state.
            wanted = next(name for name in (self._wanted, *_FIRST) if name in names)
            self.signal.setCurrentIndex(names.index(wanted))
            self.signal.blockSignals(False)
        layers = run.config.model.layers
        self.layer.setVisible(layers > 1)
        if self.layer.count() != layers:
            self.layer.blockSignals(True)
            self.layer.clear()
            self.layer.addItems([f"Layer {number}" for number in range(1, layers + 1)])
            self.layer.blockSignals(False)

    def _fill_features(self, run: Run, tokens: list[str]) -> dict[str, FloatArray]:
        """Offer the features that vary in the text, and keep the choice if it is among them."""
        features = features_of(tokens, run.codec.config.unit)
        offered = [self.feature.itemData(index) for index in range(1, self.feature.count())]
        if list(features) != offered:
            chosen = self.feature.currentData()
            self.feature.blockSignals(True)
            while self.feature.count() > 1:
                self.feature.removeItem(1)
            for name in features:
                self.feature.addItem(name, name)
            self.feature.setCurrentIndex([*features].index(chosen) + 1 if chosen in features else 0)
            self.feature.blockSignals(False)
        for choice in (self.order, self.feature):
            choice.setVisible("All units" in self.deck.shown())
        self.deck.header.arrange()
        return features

    def _draw(self, run: Run, result: Activations, step: int) -> None:
        name = self.signal.currentData()
        layer = max(self.layer.currentIndex(), 0)
        values = _values(result, name)[layer]  # (T, H)
        tokens = run.codec.vocabulary.decode(result.inputs)
        feature = self._fill_features(run, tokens).get(self.feature.currentData())
        kind = self.order.currentData()
        self._order = ordered(kind, values, feature)
        sorted_ = kind != TRAINED
        self.heatmap.set_levels(_levels(name, values))
        self.heatmap.set_data(
            values.T[self._order],
            x_names=[visible_token(token) for token in tokens],
            y_names=[str(unit + 1) for unit in self._order] if sorted_ else None,
            y_span=(0.0, values.shape[1] - 1.0) if sorted_ else (1.0, float(values.shape[1])),
        )
        title = f"{run.name} · after {step:,} steps"
        share = _saturation(values) if name in _GATES else ""
        self.heatmap.set_title(_TITLES[name], title + share)
        found = self._find(values, feature, kind)
        self._show_unit(run, result, layer, found)
        gate = name if name in result.gates else "forget"
        self.pin.show_result(run.codec, _TITLES[name], gate_color(gate))

    def _find(self, values: FloatArray, feature: FloatArray | None, kind: str) -> int | None:
        """Say which unit follows the chosen feature best; returns it."""
        found = best_follower(feature, values) if feature is not None else None
        words = "Choose a feature to order by." if kind == FOLLOWS and feature is None else ""
        if found is not None:
            chance = 2 / np.sqrt(len(values))
            words = (
                f"Unit {found.unit + 1} follows “{self.feature.currentData()}” best: "
                f"r = {found.correlation:+.2f} (by chance up to {chance:.2f})"
            )
        self.finding.setText(words.replace("-", "−"))
        self.finding.setVisible(bool(words))
        return found.unit if found is not None else None

    def _show_unit(self, run: Run, result: Activations, layer: int, found: int | None) -> None:
        """Curves of the clicked unit, else the one under the pointer, else the one found."""
        steps, units = result.hidden.shape[1:]
        if self._pinned is not None and not (self._pinned[0] < units and self._pinned[1] < steps):
            self._pinned = None
        pinned = self._pinned[0] if self._pinned is not None else None
        hovered = self._hovered_unit if self._hovered_unit is not None else found
        unit = pinned if pinned is not None else hovered
        unit = unit if unit is not None and unit < units else None
        marked = pinned if pinned is not None else found
        rows: list[int] = np.flatnonzero(self._order == marked).tolist()
        self.heatmap.highlight_row(rows[0] if rows else None)
        self._draw_curves(run, result, layer, unit)
        self._draw_equation(run, result, layer)

    def _draw_curves(self, run: Run, result: Activations, layer: int, unit: int | None) -> None:
        if unit is None:
            self.unit.clear()
            self.unit.set_title("One unit", "")
            return
        curves = {name: (values, gate_color(name)) for name, values in result.gates.items()}
        color = run_color(run.cell, run.shade)
        if result.cell is not None:
            curves["cell"] = (result.cell, "muted")
        curves["hidden"] = (result.hidden, color)
        for key in set(self.unit.curve_keys()) - set(curves):
            self.unit.remove_curve(key)
        places = np.arange(1.0, result.hidden.shape[1] + 1.0)
        for name, (values, ink) in curves.items():
            style: CurveStyle = "dashed" if name == "cell" else "line"
            label = _TITLES[name].rpartition(" ")[2]
            self.unit.set_curve(name, places, values[layer, :, unit], ink, label, style)
        self.unit.set_title(f"Unit {unit + 1}", f"{run.name} · dashed: cell c")
        if result.cell is None:
            self.unit.set_subtitle(run.name)

    def _draw_equation(self, run: Run, result: Activations, layer: int) -> None:
        self.equation.setVisible(self._pinned is not None)
        if self._pinned is not None:
            unit, step = self._pinned
            token = visible_token(run.codec.vocabulary.decode(result.inputs)[step])
            where = f"Unit {unit + 1}, token {step + 1} “{html.escape(token)}”"
            lines = equation(result, layer, step, unit)
            self.equation.setText("<br>".join([f"<b>{where}</b>: {lines[0]}", *lines[1:]]))

    def _on_cell_hovered(self, row: int, column: int) -> None:
        unit = int(self._order[row]) if 0 <= row < len(self._order) else None
        if unit != self._hovered_unit:
            self._hovered_unit = unit
            # The pinned unit stays; else only the curves follow, at the next frame.
            self._dirty = self._dirty or self._pinned is None

    def _on_cell_clicked(self, row: int, column: int) -> None:
        clicked = int(self._order[row]), column
        self._pinned = None if clicked == self._pinned else clicked
        self._dirty = True
        self._hold()

    def _hold(self, *_: object) -> None:
        """Try the gate that is shown as chosen."""
        value, unit = self.pin.value.value(), self._pinned[0] if self._pinned else None
        one_unit = self.pin.extent.value() == UNIT
        if value == FREE:
            self._pinning.drop()
        elif one_unit and unit is None:
            self._pinning.refuse("Click a unit among all units first, or hold the whole gate.")
        else:
            layer = max(self.layer.currentIndex(), 0)
            wish = Wish(
                str(self.signal.currentData()), int(value), layer, unit if one_unit else None
            )
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
        self.pin.value.set_value(FREE)
        self.error.hide()

    def _on_current_changed(self) -> None:
        self._dirty = True
        self.pin.value.set_value(FREE)

    def _on_step_pointed(self, index: int) -> None:
        self.heatmap.highlight_column(None if index < 0 else index)

    def _space_out(self) -> None:
        self._layout.setContentsMargins(*[self._look.px(4)] * 4)
        self._layout.setSpacing(self._look.px(4))
        self._choices.setSpacing(self._look.px(4))


_GATES = ("input", "forget", "output", "reset", "update")


def _values(result: Activations, name: str) -> FloatArray:
    """(L, T, H) of a gate or state."""
    if name == "hidden":
        return result.hidden
    if name == "cell" and result.cell is not None:
        return result.cell
    return result.gates[name]


def _levels(name: str, values: FloatArray) -> tuple[float, float]:
    """A scale that stays: gates 0 to 1, bounded states −1 to 1, others a round bound."""
    if name in _GATES:
        return 0.0, 1.0
    largest = float(np.nanmax(np.abs(values), initial=1.0))
    bound = 1.0 if largest <= 1.0 else 2.0 ** np.ceil(np.log2(largest))
    return -bound, bound


def _saturation(values: FloatArray) -> str:
    """How much of a gate is nearly shut or nearly open."""
    shut, open_ = float((values < _LOW).mean()), float((values > _HIGH).mean())
    return f" · {shut:.0%} below {_LOW}, {open_:.0%} above {_HIGH}"
