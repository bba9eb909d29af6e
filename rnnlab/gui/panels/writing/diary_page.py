"""What a model has written on its way, to scroll through."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
)

from rnnlab.generation.writing_log import LogEntry
from rnnlab.gui.desks.diary import DiaryDesk
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.page import Inputs, Page, is_char
from rnnlab.gui.panels.writing.stream_view import StreamView
from rnnlab.gui.widgets import ElidedLabel, make_label

_EVERY, _RAREST = 200, 1_000_000
_SIDE_BY_SIDE = 560
_IN_THE_LIST = 120  # characters
_LINE_END = "⏎"


class DiaryPage(Page):
    """A list of entries, and the one that is chosen; the newest as long as it is the last.

    Args:
        look: Gives fonts and lengths.
        inputs: What to start from when the diary is switched on.
        diary: Keeps it.
    """

    words = "Begin"
    stop_words = "End"
    icon_name = "clock"

    def __init__(self, look: Look, inputs: Inputs, diary: DiaryDesk) -> None:
        super().__init__()
        self._look = look
        self._inputs = inputs
        self._diary = diary
        self._shown: tuple[LogEntry, ...] = ()
        self.every = QSpinBox()
        self.every.setRange(1, _RAREST)
        self.every.setValue(_EVERY)
        self.every.setAccessibleName("Steps between two entries")
        self.state = ElidedLabel("", "small")
        self.entries = QListWidget()
        self.entries.setAccessibleName("Entries of the diary")
        self.entries.setUniformItemSizes(True)
        self.entries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = StreamView(look, follows=False)
        self.view.setAccessibleName("Text of the entry")
        self.hint = make_label("", "muted", wrap=True)
        self._arrange()
        diary.changed.connect(self._on_changed)
        inputs.prime.changed.connect(self._tell_state)
        inputs.controls.changed.connect(self._tell_state)
        self.every.valueChanged.connect(lambda _value: self._tell_state())
        self.entries.currentRowChanged.connect(self._show_entry)
        look.changed.connect(self._space_out)
        self._space_out()
        self.refresh()

    def ready(self) -> bool:
        """A diary can be begun before there is a run; it then waits for one."""
        run = self._inputs.runs.current
        return run is None or self._inputs.run is not None

    def busy(self) -> bool:
        """Whether a diary is kept."""
        return self._diary.order is not None

    def begin(self) -> None:
        """Keep a diary from now on, with the words and choices of now."""
        self._diary.begin(self.every.value(), self._inputs.text(), self._inputs.config())

    def stop(self) -> None:
        """Keep it no more."""
        self._diary.end()

    def refresh(self) -> None:
        """Show the diary of the current run."""
        entries = self._diary.entries(self._inputs.runs.current)
        if entries != self._shown:
            self._fill(entries)
        self._stack.setCurrentIndex(1 if entries else 0)
        self._tell_state()

    def _fill(self, entries: tuple[LogEntry, ...]) -> None:
        """Show entries; what was chosen stays chosen, the newest if that was the last."""
        row = self.entries.currentRow()
        chosen = self._shown[row] if 0 <= row < len(self._shown) - 1 else None
        longer = self._shown and entries[: len(self._shown)] == self._shown
        with QSignalBlocker(self.entries):
            if not longer:
                self.entries.clear()
            for entry in entries[self.entries.count() :]:
                self.entries.addItem(QListWidgetItem(_line(entry)))
        self._shown = entries
        kept = entries.index(chosen) if chosen in entries else len(entries) - 1
        self.entries.setCurrentRow(kept)
        self.entries.scrollToItem(self.entries.currentItem())
        self._show_entry(kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put list and text beside or below each other."""
        super().resizeEvent(event)
        wide = self.width() >= self._look.px(_SIDE_BY_SIDE)
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self.splitter.setSizes([1000, 1000])

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(make_label("Every"))
        row.addWidget(self.every)
        row.addWidget(make_label("steps"))
        row.addWidget(self.state, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.entries)
        self.splitter.addWidget(self.view)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self.splitter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(row)
        self._column.addWidget(self._stack, 1)

    def _on_changed(self) -> None:
        self.refresh()
        self.state_changed.emit()

    def _show_entry(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            self.view.begin("", monospaced=True)
            return
        run = self._inputs.runs.current
        diary = self._diary.diaries.get(run.key) if run is not None else None
        prime = diary.order.prime if diary is not None else ""
        self.view.begin(prime[-2_000:], monospaced=is_char(run))
        self.view.add(self._shown[row].text)

    def _tell_state(self) -> None:
        order = self._diary.order
        if order is None:
            self.state.setText(self._diary.sentence)
            self.hint.setText(
                "Press Begin: every so many steps each run that trains goes on from the prime "
                "text above, with the same draws. Diaries are kept until the window closes."
            )
            return
        self.hint.setText("The first entry comes as soon as a model trains.")
        now = (self.every.value(), self._inputs.text(), self._inputs.config())
        kept = (order.every, order.prime, order.config)
        same = now[:2] == kept[:2] and _alike(now[2], kept[2])
        self.state.setText("" if same else "as begun; End, then Begin with other choices")

    def _space_out(self) -> None:
        self.entries.setFont(self._look.font("mono"))


def _alike(one: object, other: object) -> bool:
    """Whether two choices differ in nothing but a length that is more than an entry holds."""
    pairs = zip(vars(one).items(), vars(other).values(), strict=True)
    return all(a == b or name == "length" for (name, a), b in pairs)


def _line(entry: LogEntry) -> str:
    """Step and beginning of an entry, in one line."""
    return f"{entry.step:>7,}  {entry.text[:_IN_THE_LIST].replace(chr(10), _LINE_END)}"
