"""The text at several temperatures side by side, from the same random numbers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rnnlab.config import ConfigError, SamplingConfig
from rnnlab.gui.desks.draws import Draws, DrawsDesk
from rnnlab.gui.look import Look, run_color
from rnnlab.gui.panels.writing.compared_view import ComparedView
from rnnlab.gui.panels.writing.page import Inputs, Page, is_char
from rnnlab.gui.widgets import ElidedLabel, make_label

MOST_TEXTS = 6
_NARROWEST = 150


class DrawsPage(Page):
    """One view for each temperature.

    Args:
        look: Gives colours, fonts and lengths.
        inputs: What to start from; its temperature has no effect.
        draws: Writes in the background.

    Attributes:
        line: The temperatures, typed.
        views: A view for each of them.
    """

    uses_temperature = False

    def __init__(self, look: Look, inputs: Inputs, draws: DrawsDesk) -> None:
        super().__init__()
        self._look = look
        self._inputs = inputs
        self._draws = draws
        self.line = QLineEdit("0.3, 0.7, 1, 1.3")
        self.line.setAccessibleName("Temperatures")
        self.line.setToolTip(f"Up to {MOST_TEXTS} temperatures with commas between them")
        self.title = ElidedLabel("", "small")
        self.error = make_label("", "error", wrap=True)
        self.error.hide()
        self.hint = make_label("", "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.views: list[ComparedView] = []
        self._arrange()
        self._connect()
        self.refresh()

    def ready(self) -> bool:
        """Whether there is a run that can read the prime text, and temperatures."""
        return self._inputs.run is not None and not self.error.isVisibleTo(self)

    def busy(self) -> bool:
        """Whether texts are being written."""
        return self._draws.busy

    def begin(self) -> None:
        """Write at all the temperatures."""
        run, temperatures = self._inputs.run, self.temperatures()
        if run is None or temperatures is None:
            return
        self._make_views(temperatures)
        for view in self.views:
            color = run_color(run.cell, run.shade)
            view.begin_text(self._inputs.text(), monospaced=is_char(run), color=color)
        self._draws.write(run, self._inputs.text(), self._inputs.config(), temperatures)

    def stop(self) -> None:
        """Write no more."""
        self._draws.stop()

    def refresh(self) -> None:
        """Say what can be done."""
        run = self._inputs.runs.current
        what = "Train a model, then see" if run is None else "Press Write to see"
        self.hint.setText(f"{what} what temperature changes, and only that.")

    def temperatures(self) -> list[float] | None:
        """Those that were typed, or None if they cannot be used; `error` says why."""
        self.error.hide()
        try:
            values = _temperatures(self.line.text())
        except (ConfigError, ValueError) as problem:
            self.error.setText(str(problem))
            self.error.show()
            return None
        return values

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        label = make_label("At temperatures")
        label.setBuddy(self.line)
        self._row.addWidget(label)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.title, 1)
        self._grid = QGridLayout()
        self._holder = QWidget()
        self._holder.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._row)
        column.addWidget(self.error)
        column.addWidget(self.hint, 1)
        column.addWidget(self._holder, 1)
        self._holder.hide()

    def _connect(self) -> None:
        desk = self._draws
        desk.begun.connect(self._on_begun)
        desk.written.connect(self._on_written)
        desk.ended.connect(self.state_changed)
        desk.waiting_changed.connect(self.state_changed)
        desk.refused.connect(self._on_refused)
        self.line.textEdited.connect(lambda _text: self._on_temperatures_edited())
        self.line.returnPressed.connect(self.begin)

    def _make_views(self, temperatures: list[float]) -> None:
        for view in self.views:
            self._grid.removeWidget(view)
            view.deleteLater()
        self.views = [ComparedView(self._look, f"T {each:g}") for each in temperatures]
        columns = max(1, self.width() // self._look.px(_NARROWEST))
        if columns < len(self.views):
            rows = -(-len(self.views) // columns)
            columns = -(-len(self.views) // rows)
        for number, view in enumerate(self.views):
            self._grid.addWidget(view, number // columns, number % columns)
        self._grid.setSpacing(self._look.px(6))
        self.hint.hide()
        self._holder.show()

    def _on_begun(self, title: str) -> None:
        self.title.setText(title)
        self.state_changed.emit()

    def _on_written(self, draws: Draws) -> None:
        for number, view in enumerate(self.views):
            view.add_tokens(draws.pieces[number], draws.differs(number))

    def _on_refused(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()

    def _on_temperatures_edited(self) -> None:
        self.temperatures()
        self.state_changed.emit()


def _temperatures(text: str) -> list[float]:
    """The numbers of a line, checked.

    Raises:
        ValueError: They are no numbers, too few or too many.
        ConfigError: One is out of range.
    """
    try:
        values = [float(each) for each in text.replace(";", ",").split(",") if each.strip()]
    except ValueError:
        raise ValueError("Type numbers with commas between them, such as 0.5, 1, 1.5.") from None
    if not 1 <= len(values) <= MOST_TEXTS:
        raise ValueError(f"Type one to {MOST_TEXTS} temperatures with commas between them.")
    for value in values:
        SamplingConfig(temperature=value)
    return values
