"""Every unit of a gate or state, token by token."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from rnnlab.gui.desks.run import Run
from rnnlab.gui.look import Look
from rnnlab.gui.panes.gates.ordering import (
    FOLLOWS,
    ORDERS,
    TRAINED,
    best_follower,
    features_of,
    ordered,
)
from rnnlab.gui.panes.gates.signals import TITLES, saturation_words, scale_of
from rnnlab.gui.plots import FloatArray, HeatmapPlot
from rnnlab.gui.words import visible_token
from rnnlab.text import IntArray

_LETTERS = 6  # that are seen of a choice
_LIST_WIDTH = 170
_EXPLANATION = (
    "Each row is a unit, each column a token of the text; click a cell for its equation. "
    "A gate at 1 lets everything through, at 0 nothing: in <i>c</i> = <i>f·c</i>′ + <i>i·g</i> a "
    "forget gate near 1 keeps what the cell remembers. "
    "The GRU here computes <i>h</i> = (1 − <i>z</i>)·<i>n</i> + <i>z·h</i>′: its update gate "
    "<i>z</i> keeps the old state, so the lectures’ Γ<sub>u</sub> is 1 − <i>z</i>."
)


class UnitsView(HeatmapPlot):
    """Units × tokens, in an order that can be chosen, with a search for a unit.

    Attributes:
        order: A key of `ORDERS`.
        feature: Of the text, that a unit may follow.
        units: The unit of each row, (H,).
        found: The unit that follows the chosen feature best, or None.

    Signals:
        asked: Another order or feature is chosen.
    """

    asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(
            look,
            "Gates and states",
            _EXPLANATION,
            x_label="token read",
            y_label="unit",
            value_label="value",
            first_row_on_top=True,
        )
        self.set_empty_text("Opens when training begins: every unit, token by token.")
        self.units: IntArray = np.empty(0, dtype=np.int32)
        self.found: int | None = None
        self.order = self._choice("Order of the units")
        for key, words in ORDERS.items():
            self.order.addItem(words, key)
        self.feature = self._choice("Feature of the text that a unit may follow")
        self.feature.addItem("Find a unit …", "")
        for choice in (self.order, self.feature):
            choice.currentIndexChanged.connect(self.asked)
        look.changed.connect(self._widen_lists)
        self._widen_lists()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Before there is anything to see."""
        self.clear()
        self.highlight_row(None)
        self.set_subtitle("")
        self.found = None
        self.order.hide()
        self.feature.hide()

    def show_values(self, run: Run, step: int, tokens: list[str], name: str, h: FloatArray) -> None:
        """Draw a gate or state.

        Args:
            run: Whose it is.
            step: Training step of the look.
            tokens: That were read, (T,).
            name: As in `TITLES`.
            h: The values, (T, H).
        """
        feature = self._fill_features(run, tokens).get(self.feature.currentData())
        kind = self.order.currentData()
        self.units = ordered(kind, h, feature)
        is_sorted = kind != TRAINED
        self.set_levels(scale_of(name, run.cell, h))
        self.set_data(
            h.T[self.units],
            x_names=[visible_token(token) for token in tokens],
            y_names=[str(unit + 1) for unit in self.units] if is_sorted else None,
            y_span=(0.0, h.shape[1] - 1.0) if is_sorted else (1.0, float(h.shape[1])),
        )
        facts = f"{run.name} · after {step:,} steps{saturation_words(name, h)}"
        self.set_title(TITLES[name], self._finding(feature, h, kind) or facts)

    def mark(self, unit: int | None) -> None:
        """Frame the row of a unit; no frame if None."""
        rows: list[int] = np.flatnonzero(self.units == unit).tolist()
        self.highlight_row(rows[0] if rows else None)

    def unit_at(self, row: int) -> int | None:
        """The unit of a row; None if there is no such row."""
        return int(self.units[row]) if 0 <= row < len(self.units) else None

    def _choice(self, name: str) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setMinimumContentsLength(_LETTERS)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.header.add_action(choice)
        return choice

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
        self.order.show()
        self.feature.show()
        return features

    def _finding(self, feature: FloatArray | None, h: FloatArray, kind: str) -> str:
        """Which unit follows the chosen feature best."""
        found = best_follower(feature, h) if feature is not None else None
        self.found = found.unit if found is not None else None
        if found is None:
            asks = kind == FOLLOWS and feature is None
            return "Choose a feature to order by." if asks else ""
        chance = 2 / np.sqrt(len(h))
        words = (
            f"Unit {found.unit + 1} follows “{self.feature.currentData()}” best: "
            f"r = {found.correlation:+.2f} (by chance up to {chance:.2f})"
        )
        return words.replace("-", "−")

    def _widen_lists(self) -> None:
        for choice in (self.order, self.feature):
            choice.view().setMinimumWidth(self.look.px(_LIST_WIDTH))
