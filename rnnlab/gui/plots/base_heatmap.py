"""A matrix as a picture, with its scale beside it."""

import csv
import html
import io
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base import FloatArray, Plot
from rnnlab.gui.plots.base_colour_bar import COLORS, ColourBar, color_table
from rnnlab.gui.plots.base_frame import TickMaker
from rnnlab.gui.plots.base_range import Range
from rnnlab.gui.plots.base_ticks import linear_ticks, name_ticks, token_text, value_text


class HeatmapPlot(Plot):
    """A matrix in cividis: row by row along y, column by column along x.

    Column ``i`` is drawn from ``i - 0.5`` to ``i + 0.5``, likewise rows, unless `set_data`
    is told where they lie. NaN cells stay empty.

    Args:
        look: Gives colours, fonts and lengths.
        title: What is shown.
        explanation: At most three sentences behind the “?”, rich text.
        x_label: What the columns are.
        y_label: What the rows are.
        value_label: What the values are, with their unit.
        first_row_on_top: Whether rows count downwards.
    """

    cell_hovered = Signal(int, int)  # row, column; -1, -1 when the pointer has left
    column_hovered = Signal(int)  # -1 when the pointer has left
    column_clicked = Signal(int)
    cell_clicked = Signal(int, int)  # row, column

    def __init__(
        self,
        look: Look,
        title: str,
        explanation: str = "",
        *,
        x_label: str = "",
        y_label: str = "",
        value_label: str = "",
        first_row_on_top: bool = False,
    ) -> None:
        self._values: FloatArray = np.empty((0, 0))
        self._x_names: Sequence[str] | None = None
        self._y_names: Sequence[str] | None = None
        self._x_span: Range = (0.0, 0.0)
        self._y_span: Range = (0.0, 0.0)
        self._levels: Range | None = None
        self._value_log = False
        self._value_label = value_label
        self._highlighted: int | None = None
        self._highlighted_row: int | None = None
        self._pointed = (-1, -1)
        super().__init__(look, title, explanation, x_label=x_label, y_label=y_label)
        frame = self.canvas.frame
        self._image = pg.ImageItem()
        self._image.setZValue(-10)
        frame.view.addItem(self._image, ignoreBounds=True)
        frame.view.invertY(first_row_on_top)
        frame.shows_grid = False
        self._bar = ColourBar(look)
        self._bar.caption = value_label
        self._outline = QGraphicsRectItem()
        frame.view.addItem(self._outline, ignoreBounds=True)
        self._outline.hide()
        self._row_outline = QGraphicsRectItem()
        frame.view.addItem(self._row_outline, ignoreBounds=True)
        self._row_outline.hide()
        self.hovered.connect(self._on_hovered)
        self.canvas.clicked.connect(self._on_clicked)

    def set_data(
        self,
        values: FloatArray,
        *,
        x_names: Sequence[str] | None = None,
        y_names: Sequence[str] | None = None,
        x_span: Range | None = None,
        y_span: Range | None = None,
    ) -> None:
        """Show a matrix.

        Args:
            values: (rows, columns); NaN for cells without a value.
            x_names: A word for each column, such as the token read there.
            y_names: A word for each row.
            x_span: Where the centres of the first and last column lie, if not at their indices.
            y_span: The same for rows.
        """
        self._values = np.asarray(values, dtype=float)
        rows, columns = self._values.shape
        self._x_names, self._y_names = x_names, y_names
        self._x_span = x_span or (0.0, columns - 1.0)
        self._y_span = y_span or (0.0, rows - 1.0)
        self._choose_ticks()
        self.mark_stale()

    def clear(self) -> None:
        """Show nothing."""
        self.set_data(np.empty((0, 0)))

    def set_levels(self, levels: Range | None) -> None:
        """Give the ends of the scale as values, or let it follow the data if None."""
        self._levels = levels
        self.mark_stale()

    def set_value_label(self, value_label: str) -> None:
        """Change what the values are, with their unit."""
        self._value_label = self._bar.caption = value_label
        self.mark_stale()

    def set_value_log(self, log: bool) -> None:
        """Make the scale of colours logarithmic or linear."""
        self._value_log = log
        self.mark_stale()

    def highlight_column(self, column: int | None) -> None:
        """Frame a column because another plot points there; no frame if None."""
        self._highlighted = column
        self._draw_outline()

    def highlight_row(self, row: int | None) -> None:
        """Frame a row until told otherwise; no frame if None."""
        self._highlighted_row = row
        self._draw_outline()

    def bounds(self) -> tuple[Range | None, Range | None]:
        """Edges of the picture."""
        if not self._values.size:
            return None, None
        rect = self._rect()
        return (rect.left(), rect.right()), (rect.top(), rect.bottom())

    def padding(self) -> float:
        """None: the picture fills the view."""
        return 0.0

    def draw(self) -> None:
        """Turn values into colours."""
        frame = self.canvas.frame
        frame.gutter = self._bar if self._values.size else None
        if not self._values.size:
            self._image.clear()
            return
        scaled = self._scaled(self._values)
        self._bar.low, self._bar.high = low, high = self._limits(scaled)
        self._bar.log = self._value_log
        share = np.clip((scaled - low) / (high - low), 0, 1)
        indices = np.where(np.isnan(share), 0, 1 + share * (COLORS - 1)).astype(np.uint8)
        self._image.setImage(indices, autoLevels=False, levels=(0, COLORS), lut=color_table())
        self._image.setRect(self._rect())
        self._draw_outline()

    def read_out(self, x: float, y: float) -> str:
        """Column, row and value of the cell under the pointer."""
        self._pointed = row, column = self._cell(x, y)
        if row < 0:
            return ""
        frame = self.canvas.frame
        parts = {
            frame.x_label: token_text(self._place(column, self._x_names, self._x_span, 1)),
            frame.y_label: token_text(self._place(row, self._y_names, self._y_span, 0)),
            self._value_label or "value": value_text(float(self._values[row, column])),
        }
        return "&nbsp;&nbsp; ".join(
            f"{html.escape(name)} <b>{html.escape(words)}</b>" for name, words in parts.items()
        )

    def stops(self) -> FloatArray:
        """The centres of the columns."""
        return np.linspace(*self._x_span, self._values.shape[1])

    def to_csv(self) -> str:
        """One line for each row, its place first; the heading has the places of the columns."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        frame = self.canvas.frame
        rows, columns = self._values.shape
        heading = [self._place(c, self._x_names, self._x_span, 1) for c in range(columns)]
        writer.writerow([f"{frame.y_label} \\ {frame.x_label}", *heading])
        for row in range(rows):
            name = self._place(row, self._y_names, self._y_span, 0)
            writer.writerow([name, *map(repr, self._values[row].tolist())])
        return out.getvalue()

    def _scaled(self, values: FloatArray) -> FloatArray:
        if not self._value_log:
            return values
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(values >= 0, np.log10(values), np.nan)

    def _limits(self, scaled: FloatArray) -> Range:
        if self._levels is not None:
            low, high = self._scaled(np.array(self._levels)).tolist()
        else:
            finite = scaled[np.isfinite(scaled)]
            low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
        return (float(low), float(high)) if high > low else (float(low) - 0.5, float(low) + 0.5)

    def _rect(self) -> QRectF:
        left, width = _edges(self._x_span, self._values.shape[1])
        top, height = _edges(self._y_span, self._values.shape[0])
        return QRectF(left, top, width, height)

    def _choose_ticks(self) -> None:
        frame = self.canvas.frame
        frame.x_ticks = _named(self._x_names) if self._x_names else linear_ticks
        frame.y_ticks = _named(self._y_names) if self._y_names else linear_ticks
        longest = max(map(len, self._x_names), default=1) if self._x_names else 8
        frame.x_tick_room = 64.0 if not self._x_names else 8.0 + 6.0 * min(longest, 12)

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        rows, columns = self._values.shape
        rect = self._rect() if self._values.size else QRectF()
        if not rect.contains(QPointF(x, y)):
            return -1, -1
        column = min(int((x - rect.left()) / rect.width() * columns), columns - 1)
        row = min(int((y - rect.top()) / rect.height() * rows), rows - 1)
        return row, column

    def _place(self, index: int, names: Sequence[str] | None, span: Range, axis: int) -> str:
        if names:
            return names[index]
        count = self._values.shape[axis]
        step = (span[1] - span[0]) / (count - 1) if count > 1 else 0.0
        return f"{span[0] + index * step:g}"

    def _draw_outline(self) -> None:
        rows, columns = self._values.shape
        rect = self._rect() if self._values.size else QRectF()
        column, row = self._highlighted, self._highlighted_row
        self._outline.setVisible(column is not None and 0 <= column < columns)
        self._row_outline.setVisible(row is not None and 0 <= row < rows)
        pen = QPen(self.look.color("text"), 1.5)
        pen.setCosmetic(True)
        if self._outline.isVisible() and column is not None:
            width = rect.width() / columns
            left = rect.left() + column * width
            self._outline.setPen(pen)
            self._outline.setRect(QRectF(left, rect.top(), width, rect.height()))
        if self._row_outline.isVisible() and row is not None:
            height = rect.height() / rows
            top = rect.top() + row * height
            self._row_outline.setPen(pen)
            self._row_outline.setRect(QRectF(rect.left(), top, rect.width(), height))

    def _on_hovered(self, x: float | None) -> None:
        row, column = self._pointed if x is not None else (-1, -1)
        self.highlight_column(column)
        self.cell_hovered.emit(row, column)
        self.column_hovered.emit(column)

    def _on_clicked(self, place: QPointF) -> None:
        row, column = self._cell(place.x(), place.y())
        if column >= 0:
            self.column_clicked.emit(column)
            self.cell_clicked.emit(row, column)


def _edges(span: Range, count: int) -> Range:
    """Outer edge of the first cell, and the extent of all."""
    step = (span[1] - span[0]) / (count - 1) if count > 1 else 1.0
    return span[0] - step / 2, step * count


def _named(names: Sequence[str]) -> TickMaker:
    return lambda low, high, most: name_ticks(names, low, high, most)
