"""Bars over the whole numbers, with their values above them."""

import csv
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base import FloatArray, Plot
from rnnlab.gui.plots.base_end_labels import EndLabel, EndLabels
from rnnlab.gui.plots.base_ground import Mapping
from rnnlab.gui.plots.base_range import Range
from rnnlab.gui.plots.base_ticks import Tick

_WIDTH = 0.66
_ROOM = 0.16  # of the height, above the highest bar


@dataclass(frozen=True)
class Bar:
    """A bar.

    Attributes:
        x: Where it stands, a whole number.
        height: Its value.
        color: Name of its colour.
        words: Written above it.
        tip: Rich text for the read-out.
    """

    x: int
    height: float
    color: str
    words: str
    tip: str


@dataclass(frozen=True)
class Level:
    """A line across the bars with its name at its end."""

    y: float
    label: str
    color: str


class _Drawing(EndLabels):
    """Draws the bars above the grid, and the names of the lines beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.bars: list[tuple[Bar, float]] = []  # with their height in the view

    def paint_above(self, painter: QPainter, mapping: Mapping) -> None:
        """Draw the bars, each with its words."""
        area, line = mapping.area, self._look.px(16)
        painter.setFont(self._look.font("small"))
        for bar, level in self.bars:
            top = mapping.to_pixels(bar.x, level)
            half = abs(mapping.to_pixels(bar.x + _WIDTH / 2, level).x() - top.x())
            shape = QRectF(QPointF(top.x() - half, top.y()), QPointF(top.x() + half, area.bottom()))
            if not shape.intersects(area):
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.color(bar.color))
            painter.drawRect(shape.intersected(area))
            painter.setPen(QPen(self._look.text_color("text")))
            place = QRectF(top.x() - 60, top.y() - line, 120, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, bar.words)


class BarPlot(Plot):
    """Bars and lines across them; on a log axis the bars begin at its lower end.

    See `Plot` for the arguments.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        explanation: str = "",
        *,
        x_label: str = "",
        y_label: str = "",
    ) -> None:
        self._bars: tuple[Bar, ...] = ()
        self._levels: tuple[Level, ...] = ()
        self._drawing = _Drawing(look)
        super().__init__(look, title, explanation, x_label=x_label, y_label=y_label)
        frame = self.canvas.frame
        frame.gutter = self._drawing
        frame.x_ticks = self._x_ticks

    def set_bars(self, bars: Sequence[Bar], levels: Sequence[Level] = ()) -> None:
        """Show these bars and lines."""
        self._bars, self._levels = tuple(bars), tuple(levels)
        self.mark_stale()

    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def levels(self) -> tuple[Level, ...]:
        """The lines."""
        return self._levels

    def bounds(self) -> tuple[Range | None, Range | None]:
        """From the first bar to the last; from nothing, or the lowest power of ten, upwards."""
        heights = [bar.height for bar in self._bars] + [level.y for level in self._levels]
        usable = [height for height in heights if np.isfinite(height) and height > 0]
        if not self._bars or not usable:
            return None, None
        x = self._bars[0].x - 0.6, self._bars[-1].x + 0.6
        if not self.y_log:
            return x, (0.0, max(usable) * (1.0 + _ROOM))
        low, high = np.floor(np.log10(min(usable)) - 1e-9), float(np.log10(max(usable)))
        return x, (float(low), high + (high - float(low)) * _ROOM)

    def padding(self) -> float:
        """None: there is room for the words already."""
        return 0.0

    def draw(self) -> None:
        """Give the shapes to the drawing."""
        levels = self.to_view(np.array([bar.height for bar in self._bars])).tolist()
        finite = [pair for pair in zip(self._bars, levels, strict=True) if np.isfinite(pair[1])]
        right = self.canvas.frame.view.viewRange()[0][1]
        heights = self.to_view(np.array([level.y for level in self._levels])).tolist()
        lines = list(zip(self._levels, heights, strict=True))
        self.canvas.frame.references = [(y, self.look.color(line.color)) for line, y in lines]
        labels = [EndLabel(line.label, right, y, line.color, strong=False) for line, y in lines]
        self._drawing.bars = finite
        self._drawing.set_labels(labels)
        self.canvas.frame.update()

    def end_labels(self) -> list[EndLabel]:
        """The names of the lines, as drawn last."""
        return self._drawing.labels()

    def read_out(self, x: float, y: float) -> str:
        """What is to be said about the bar under the pointer."""
        near = [bar for bar in self._bars if abs(bar.x - x) <= 0.5]
        return near[0].tip or html.escape(near[0].words) if near else ""

    def stops(self) -> FloatArray:
        """The places of the bars."""
        return np.array([float(bar.x) for bar in self._bars])

    def to_csv(self) -> str:
        """One line for each bar, then for each line."""
        frame, out = self.canvas.frame, io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([frame.x_label or "x", frame.y_label or "y"])
        writer.writerows([bar.x, repr(bar.height)] for bar in self._bars)
        writer.writerows([level.label, repr(level.y)] for level in self._levels)
        return out.getvalue()

    def _x_ticks(self, low: float, high: float, most: int) -> list[Tick]:
        return [Tick(bar.x, str(bar.x)) for bar in self._bars if low <= bar.x <= high]
