"""A table of rows that are given as a whole, with numbers that sort as numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.labels import plain_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole


@dataclass(frozen=True)
class Cell:
    """One field of a table.

    Attributes:
        text: What is read.
        value: What it is sorted by; the text without it. NaN goes to the end.
        tip: More words under the pointer.
        color: Name of the colour of the words; the usual one if empty.
        drawn: What a delegate draws instead of words.
    """

    text: str
    value: float | str | None = None
    tip: str = ""
    color: str = ""
    drawn: object = None


@dataclass(frozen=True)
class Row:
    """A line of a table: its cells, a key to find it again, whether it stands out."""

    key: str
    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True)
class Heading:
    """Name of a column with its unit, and what it means."""

    text: str
    tip: str = ""
    number: bool = True


@dataclass
class _Sorting:
    column: int = -1
    order: Qt.SortOrder = field(default=Qt.SortOrder.AscendingOrder)


class RowsModel(QAbstractTableModel):
    """Rows for a `QTableView`; sorting stays when the rows change.

    Args:
        look: Gives colours and fonts.
        headings: The columns.
        parent: Owner.
    """

    def __init__(
        self, look: Look, headings: Sequence[Heading], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._headings = tuple(headings)
        self._given: tuple[Row, ...] = ()
        self._sorted: tuple[Row, ...] = ()
        self._sorting = _Sorting()

    def set_headings(self, headings: Sequence[Heading]) -> None:
        """Show other columns, and no rows."""
        self.beginResetModel()
        self._headings, self._given, self._sorted = tuple(headings), (), ()
        self._sorting = _Sorting()
        self.endResetModel()

    def headings(self) -> tuple[Heading, ...]:
        """The columns."""
        return self._headings

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; as many as before only change their words."""
        self._given = tuple(rows)
        before, after = self._sorted, self._in_order()
        if [row.key for row in before] == [row.key for row in after]:
            self._sorted = after
            if before != after:
                last = self.index(len(after) - 1, len(self._headings) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._sorted = after
        self.endResetModel()

    def rows(self) -> tuple[Row, ...]:
        """The rows as they are shown."""
        return self._sorted

    # what a view asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Lines."""
        return 0 if parent.isValid() else len(self._sorted)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Words, alignment, colour and tooltip of a cell."""
        row = self._sorted[index.row()]
        cell = row.cells[index.column()]
        if role == _ROLE.DisplayRole:
            return "" if cell.drawn is not None else cell.text
        if role == _ROLE.TextAlignmentRole:
            return self._alignment(index.column())
        if role == _ROLE.FontRole:
            return self._look.font()  # with digits of equal width
        if role == _ROLE.ForegroundRole:
            return QBrush(self._look.text_color(cell.color or "text"))
        if role == _ROLE.BackgroundRole and row.strong:
            return QBrush(self._look.color("accent_soft"))
        if role == _ROLE.ToolTipRole:
            return plain_tip(cell.tip or cell.text)
        if role == _ROLE.AccessibleTextRole:
            return cell.tip or cell.text
        return cell.drawn if role == _ROLE.UserRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Name and meaning of a column."""
        if orientation == Qt.Orientation.Vertical or section >= len(self._headings):
            return None
        heading = self._headings[section]
        if role == _ROLE.DisplayRole:
            return heading.text
        if role == _ROLE.TextAlignmentRole:
            return self._alignment(section)
        return heading.tip or None if role == _ROLE.ToolTipRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; −1 gives the order in which the rows were given."""
        self._sorting = _Sorting(column, order)
        self.layoutAboutToBeChanged.emit()
        self._sorted = self._in_order()
        self.layoutChanged.emit()

    def _in_order(self) -> tuple[Row, ...]:
        column = self._sorting.column
        if not 0 <= column < len(self._headings):
            return self._given
        falling = self._sorting.order == Qt.SortOrder.DescendingOrder
        known = [row for row in self._given if _known(row.cells[column])]
        unknown = [row for row in self._given if not _known(row.cells[column])]
        known.sort(key=lambda row: _sort_key(row.cells[column]), reverse=falling)
        return (*known, *unknown)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = _RIGHT if self._headings[column].number else _LEFT
        return side | Qt.AlignmentFlag.AlignVCenter


def _known(cell: Cell) -> bool:
    return not (isinstance(cell.value, float) and math.isnan(cell.value))


def _sort_key(cell: Cell) -> tuple[int, float, str]:
    """Numbers before words."""
    if isinstance(cell.value, int | float):
        return 0, float(cell.value), ""
    return 1, 0.0, cell.value or cell.text


_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def to_separated(model: RowsModel) -> str:
    """The rows as they are shown, columns separated by tabs."""
    lines = [[heading.text for heading in model.headings()]]
    lines += [[cell.text for cell in row.cells] for row in model.rows()]
    return "\n".join("\t".join(_one_line(word) for word in line) for line in lines) + "\n"


def to_markdown(model: RowsModel) -> str:
    """The rows as they are shown, as a table in Markdown."""
    headings = model.headings()
    lines = [[heading.text for heading in headings]]
    lines.append(["---:" if heading.number else ":---" for heading in headings])
    lines += [[cell.text for cell in row.cells] for row in model.rows()]
    words = (" | ".join(_one_line(word).replace("|", "\\|") for word in line) for line in lines)
    return "".join(f"| {line} |\n" for line in words)


def _one_line(words: str) -> str:
    return " ".join(words.split())
