"""How the next token is chosen: temperature in front, the rest under a heading."""

import random
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rnnlab.config import SamplingConfig, declared
from rnnlab.gui.look import Look
from rnnlab.gui.panels.flow import FlowRow
from rnnlab.gui.widgets import IconButton, LogSlider, Section, Switch, make_label
from rnnlab.gui.widgets.editors import make_editor
from rnnlab.gui.widgets.field_editor import FieldEditor

_LOWEST_TEMPERATURE, _HIGHEST_TEMPERATURE = 0.1, 3.0
_NUMBERS = (
    "length",
    "seed",
    "top_k",
    "top_p",
    "min_p",
    "repetition_penalty",
    "repetition_window",
)
_DRAWN = _NUMBERS[1:]  # without effect where the likeliest is taken
_NUMBER_WIDTH = 78
_CAPTIONS = {"repetition_penalty": "Penalty", "repetition_window": "Window"}
_HEADING_MARGIN = 30
_ROOM_FOR_NAME = (
    280  # under this width at 100 % the symbol alone is there, and the slider gets its room
)
_SEEDS = 10_000
_DECLARED = declared(SamplingConfig)


class SamplingControls(QWidget):
    """Gives a `SamplingConfig`.

    Args:
        look: Gives colours and lengths.

    Signals:
        changed: `config` gives something else.
    """

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._used = True
        self.temperature = LogSlider(
            look, _LOWEST_TEMPERATURE, _HIGHEST_TEMPERATURE, 1.0, "Temperature"
        )
        self.greedy = Switch(look, "Greedy: always the likeliest token")
        self.numbers: dict[str, FieldEditor] = {
            name: make_editor(look, _DECLARED[name]) for name in _NUMBERS
        }
        self.dice = IconButton(look, "dice", "Take another seed")
        self.reject_unknown = QCheckBox(_DECLARED["reject_unknown"].label)
        self.read_unknown = QCheckBox("Read unknown as <unk>")
        self.read_unknown.setChecked(True)
        self.read_unknown.setToolTip(
            "Read tokens of the prime text that the model has never seen as <unk>; "
            "off, such a text is refused."
        )
        self.error = make_label("", "error", wrap=True)
        self.more = Section(look, "", self._make_numbers())
        self._arrange()
        self._connect()
        self._refresh()
        self.offer_unknown(False)

    def config(self) -> SamplingConfig:
        """The choices as they stand."""
        values: dict[str, Any] = {name: each.value() for name, each in self.numbers.items()}
        return SamplingConfig(
            temperature=self.temperature.value(),
            greedy=self.greedy.isChecked(),
            reject_unknown=self.reject_unknown.isChecked(),
            **values,
        )

    def append(self, widget: QWidget) -> None:
        """Put more under the heading."""
        self._folded.addWidget(widget)

    def use_temperature(self, used: bool) -> None:
        """Enable the temperature only where it has an effect."""
        self._used = used
        self._refresh()

    def offer_unknown(self, is_token: bool) -> None:
        """Show the choice about ``<unk>`` only where there is such a token."""
        self.reject_unknown.setVisible(is_token)
        self.read_unknown.setVisible(is_token)
        self._flow.arrange()

    def set_unit(self, words: str) -> None:
        """Say what the length counts."""
        self._unit = words
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for; the slider comes first."""
        super().resizeEvent(event)
        wide = self.width() >= self._look.px(_ROOM_FOR_NAME)
        self._label.setText("Temperature" if wide else "T")
        self._column.activate()
        self._show_summary()

    def _make_numbers(self) -> QWidget:
        self._unit = "tokens"
        self._flow = FlowRow(self._look, gap=8, line_gap=6)
        self._cells = {name: self._make_cell(name) for name in _NUMBERS}
        self.numbers["seed"].row.addWidget(self.dice)
        for cell in self._cells.values():
            self._flow.add(cell)
        self._flow.add(self._make_greedy())
        self.reject_unknown.setChecked(True)
        self.reject_unknown.setToolTip(_DECLARED["reject_unknown"].help)
        self._flow.add(self.reject_unknown)
        self._flow.add(self.read_unknown)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._flow)
        column.addWidget(self.error)
        self._folded = column
        self.error.hide()
        return content

    def _make_cell(self, name: str) -> QWidget:
        editor, declaration = self.numbers[name], _DECLARED[name]
        cell = QWidget()
        cell.setToolTip(declaration.help)
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        caption = make_label(_CAPTIONS.get(name, declaration.label), "small")
        caption.setBuddy(editor)
        column.addWidget(caption)
        column.addWidget(editor)
        return cell

    def _make_greedy(self) -> QWidget:
        cell = QWidget()
        cell.setToolTip(_DECLARED["greedy"].help)
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.greedy)
        row.addWidget(make_label("Greedy"))
        return cell

    def _arrange(self) -> None:
        self._label = make_label("T")
        self._label.setToolTip(_DECLARED["temperature"].help)
        self._label.setBuddy(self.temperature)
        self.more.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # The heading shares its line with the slider, since height is scarce.
        self._row = QHBoxLayout()
        self._row.addWidget(self._label)
        self._row.addWidget(self.temperature, 1)
        self._row.addWidget(self.more.heading, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._row)
        self._column.addWidget(self.more)
        self._look.changed.connect(self._space_out)
        self._space_out()

    def _connect(self) -> None:
        self.temperature.value_changed.connect(lambda _value: self._on_edited())
        self.greedy.toggled.connect(lambda _on: self._on_edited())
        self.reject_unknown.toggled.connect(lambda _on: self._on_edited())
        self.dice.clicked.connect(self._roll)
        for editor in self.numbers.values():
            editor.edited.connect(lambda _value: self._on_edited())
            editor.refused.connect(self._on_refused)

    def _roll(self) -> None:
        seed = self.numbers["seed"]
        others = [number for number in range(1, _SEEDS) if number != seed.value()]
        seed.set_value(random.choice(others))
        self._on_edited()

    def _on_edited(self) -> None:
        self.error.hide()
        self._refresh()
        self.changed.emit()

    def _on_refused(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        self.more.set_open(True)

    def _refresh(self) -> None:
        greedy = self.greedy.isChecked()
        self._label.setEnabled(self._used and not greedy)
        self.temperature.setEnabled(self._used and not greedy)
        for name in _DRAWN:
            useful = not greedy or name.startswith("repetition")
            self._cells[name].setEnabled(useful)
        self.dice.setEnabled(not greedy)
        self._show_summary()

    def _show_summary(self) -> None:
        """Let the heading say what is under it, as far as there is room."""
        heading = self.more.heading
        config = self.config()
        words = _summary(config, f" {self._unit}")
        room = heading.width() - self._look.px(_HEADING_MARGIN)
        cut = heading.fontMetrics().elidedText(
            _summary(config), Qt.TextElideMode.ElideRight, max(room, 0)
        )
        heading.setText(cut)
        heading.setToolTip(words)
        heading.setAccessibleName(f"More choices: {words}")

    def _space_out(self) -> None:
        self._column.setSpacing(self._look.px(2))
        self._row.setSpacing(self._look.px(8))
        for name, cell in self._cells.items():
            self.numbers[name].control.setMinimumWidth(0)
            cell.setFixedWidth(self._look.px(_NUMBER_WIDTH))
        self._flow.arrange()


def _summary(config: SamplingConfig, unit: str = "") -> str:
    """What is under the heading, in a few words."""
    parts = ["greedy"] if config.greedy else _restrictions(config)
    if config.repetition_penalty > 1:
        parts.append(f"penalty {config.repetition_penalty:g}")
    parts.append(f"{config.length:,}{unit}")
    parts += [] if config.greedy else [f"seed {config.seed}"]
    return " · ".join(parts)


def _restrictions(config: SamplingConfig) -> list[str]:
    parts = [f"top k {config.top_k}"] if config.top_k else []
    parts += [f"top p {config.top_p:g}"] if config.top_p < 1 else []
    return parts + ([f"min p {config.min_p:g}"] if config.min_p else [])
