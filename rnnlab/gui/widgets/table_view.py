"""A table without lines around its cells, as wide as it may be."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.rows_model import Index, RowsModel

_LINE = 24
_NARROWEST = 40  # of the last column


class _GroundDelegate(QStyledItemDelegate):
    """Draws the ground that a row asks for: the style sheet leaves it out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush):
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class TableView(QTableView):
    """Shows a `RowsModel`; whole rows are chosen, a click on a heading sorts.

    Args:
        look: Gives lengths.
        model: The rows.
        name: For screen readers.
    """

    def __init__(self, look: Look, model: RowsModel, name: str) -> None:
        super().__init__()
        self._look = look
        self._widths: list[int] = []
        self.setModel(model)
        self._grounds = _GroundDelegate(self)
        self.setItemDelegate(self._grounds)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setTabKeyNavigation(False)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        model.modelReset.connect(self._grow)
        model.dataChanged.connect(self._grow)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def set_widths(self, widths: list[int]) -> None:
        """Give the columns these widths in pixels at 100 %; the last one takes the rest.

        A column whose words need more grows, up to twice its width.
        """
        self._widths = widths
        for column, width in enumerate(widths):
            self.setColumnWidth(column, self._look.px(width))
        self._grow()

    def _grow(self) -> None:
        """Widen what is cut off; nothing becomes narrower, so that a table does not jump."""
        for column, width in enumerate(self._widths):
            needed = min(self.sizeHintForColumn(column), 2 * self._look.px(width))
            if needed > self.columnWidth(column):
                self.setColumnWidth(column, needed)
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the last column take the rest."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        last = self.model().columnCount() - 1
        taken = sum(self.columnWidth(column) for column in range(last))
        rest = self.viewport().width() - taken
        self.setColumnWidth(last, max(rest, self._look.px(_NARROWEST)))

    def _on_look_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._look.px(_LINE))
        self.set_widths(self._widths)
