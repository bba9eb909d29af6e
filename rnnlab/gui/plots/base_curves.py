"""Curves over a common x, with their names at their ends."""

import csv
import html
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import mix
from rnnlab.gui.plots.base import FloatArray, Plot
from rnnlab.gui.plots.base_decimation import decimate
from rnnlab.gui.plots.base_end_labels import EndLabel, EndLabels
from rnnlab.gui.plots.base_range import Range
from rnnlab.gui.plots.base_ticks import log_ticks, value_text

CurveStyle = Literal["line", "thin", "dashed"]

_WIDTH = 1.75
_FADED = 0.45  # share of the ground in the colour of a thin curve
_MANY = 200


class _Item(pg.PlotCurveItem):
    """A curve that is thinned to what is in view, so that its extent need not be searched for."""

    def boundingRect(self) -> QRectF:
        """Where it may paint: the whole view, which its own `viewRect` does not follow.

        Empty while it is in no view.
        """
        view = self.getViewBox()
        return QRectF() if view is None else view.viewRect()


@dataclass
class _Curve:
    x: FloatArray  # in the units of the view
    y: FloatArray
    color: str
    label: str
    style: CurveStyle
    item: pg.PlotCurveItem


@dataclass(frozen=True)
class _Reference:
    y: float
    label: str
    color: str


class CurvePlot(Plot):
    """Named curves and horizontal reference lines.

    See `Plot` for the arguments. Colours are names of `rnnlab.gui.look`, ``run:lstm:0`` or
    ``muted`` or ``#RRGGBB``, and follow the theme.
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
        self._curves: dict[str, _Curve] = {}
        self._references: dict[str, _Reference] = {}
        self._labels = EndLabels(look)
        self._x_log = False
        super().__init__(look, title, explanation, x_label=x_label, y_label=y_label)
        self.canvas.frame.gutter = self._labels

    def set_x_log(self) -> None:
        """Make the x axis logarithmic, before there are curves; every x must be above 0."""
        self._x_log = True
        self.canvas.frame.x_ticks = log_ticks

    def x_words(self, x: float) -> str:
        """A place along x for the read-out."""
        return value_text(x)

    def set_curve(
        self,
        key: str,
        x: FloatArray,
        y: FloatArray,
        color: str = "accent",
        label: str = "",
        style: CurveStyle = "line",
    ) -> None:
        """Add a curve or give it new data.

        Args:
            key: Its name for later calls.
            x: (N,) ascending.
            y: (N,) values; NaN leaves a gap.
            color: Name of a colour.
            label: Words at its end and in the read-out.
            style: ``line``, ``thin`` for what is noisy, ``dashed``.
        """
        curve = self._curves.get(key)
        item = curve.item if curve else self._make_item()
        places = self._to_view_x(np.asarray(x, dtype=float))
        values = np.asarray(y, dtype=float)
        self._curves[key] = _Curve(places, values, color, label, style, item)
        self.mark_stale()

    def remove_curve(self, key: str) -> None:
        """Take a curve away; no matter if there is none."""
        curve = self._curves.pop(key, None)
        if curve is not None:
            self.canvas.frame.view.removeItem(curve.item)
            self.mark_stale()

    def curve_keys(self) -> list[str]:
        """The names of all curves, in the order in which they came."""
        return list(self._curves)

    def end_labels(self) -> list[EndLabel]:
        """The labels at the ends of curves and lines, as drawn last."""
        return self._labels.labels()

    def set_reference(self, key: str, y: float, label: str, color: str = "muted") -> None:
        """Add or move a horizontal line with a label at its end."""
        self._references[key] = _Reference(y, label, color)
        self.mark_stale()

    def remove_reference(self, key: str) -> None:
        """Take a line away; no matter if there is none."""
        self._references.pop(key, None)
        self.mark_stale()

    def clear(self) -> None:
        """Take all curves and lines away."""
        for key in self.curve_keys():
            self.remove_curve(key)
        self._references.clear()
        self.mark_stale()

    def highlight(self, x: float | None) -> None:
        """Put the cursor at ``x`` because another plot points there; take it away if None."""
        if x is None:
            self.canvas.hide_cursor()
        else:
            self._point_at(float(self._to_view_x(np.array(x))))

    def bounds(self) -> tuple[Range | None, Range | None]:
        """Extent of all curves and reference lines."""
        curves = [curve for curve in self._curves.values() if len(curve.x)]
        if not curves:
            return None, None
        x = min(float(c.x[0]) for c in curves), max(float(c.x[-1]) for c in curves)
        levels = np.array([reference.y for reference in self._references.values()])
        spans = [self._span(values) for values in (*(c.y for c in curves), levels)]
        known = [span for span in spans if span is not None]
        if not known:
            return x, None
        return x, (min(low for low, _ in known), max(high for _, high in known))

    def draw(self) -> None:
        """Give each curve's visible points to its item."""
        low, high = self.canvas.frame.view.viewRange()[0]
        pixels = max(2, int(self.canvas.frame.area().width() * self.quality.fineness))
        for curve in self._curves.values():
            x, y = decimate(curve.x, curve.y, low, high, pixels)
            # A path joins its lines well but is slow to paint when it has many of them.
            segmented = len(x) > _MANY and curve.style != "dashed" and not self.quality.vector
            curve.item.setSegmentedLineMode("on" if segmented else "off")
            curve.item.setPen(self._pen(curve, segmented))
            curve.item.setZValue(0 if curve.style == "thin" else 1)
            curve.item.setData(x, self.to_view(y), connect="finite")
        self.canvas.frame.references = self._reference_lines()
        self._labels.set_labels([*self._curve_labels(high), *self._reference_labels(high)])

    def read_out(self, x: float, y: float) -> str:
        """The value of every named curve at the nearest x that has one."""
        return self._point_at(x)

    def stops(self) -> FloatArray:
        """The points of the named curve that has most of them."""
        named = [curve.x for curve in self._curves.values() if curve.label]
        return max(named, key=len, default=np.empty(0))

    def to_csv(self) -> str:
        """One line for each point: the curve, its x, its y, with all digits."""
        frame = self.canvas.frame
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["curve", frame.x_label or "x", frame.y_label or "y"])
        for key, curve in self._curves.items():
            places = map(self._from_view_x, curve.x.tolist())
            for x, y in zip(places, curve.y.tolist(), strict=True):
                writer.writerow([curve.label or key, repr(x), repr(y)])
        return out.getvalue()

    def _to_view_x(self, x: FloatArray) -> FloatArray:
        return np.log10(x) if self._x_log else x

    def _from_view_x(self, x: float) -> float:
        """A place as it was given: a power of ten is not exact to the last digit."""
        return float(f"{10**x:.12g}") if self._x_log else x

    def _make_item(self) -> pg.PlotCurveItem:
        item = _Item()
        self.canvas.frame.view.addItem(item, ignoreBounds=True)
        return item

    def _span(self, values: FloatArray) -> Range | None:
        usable = values[np.isfinite(values) & (values > 0 if self.y_log else True)]
        if not len(usable):
            return None
        low, high = self.to_view(np.array([usable.min(), usable.max()]))
        return float(low), float(high)

    def _pen(self, curve: _Curve, segmented: bool) -> QPen:
        # A thin pen is one pixel wide at any scale: that is what Qt draws fast.
        width = 1.0 if curve.style == "thin" else _WIDTH * self.look.scale
        pen = QPen(self._color(curve), width * self.quality.line_factor)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if segmented else Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if curve.style == "dashed":
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([4, 2])
        return pen

    def _color(self, curve: _Curve) -> QColor:
        color = self.look.color(curve.color)
        return mix(color, self.look.color("panel"), _FADED) if curve.style == "thin" else color

    def _reference_lines(self) -> list[tuple[float, QColor]]:
        levels = self._reference_levels()
        colors = [self.look.color(reference.color) for reference in self._references.values()]
        return list(zip(levels, colors, strict=True))

    def _reference_levels(self) -> list[float]:
        values = [reference.y for reference in self._references.values()]
        levels: list[float] = self.to_view(np.array(values)).tolist()
        return levels

    def _curve_labels(self, right: float) -> Iterator[EndLabel]:
        for curve in self._curves.values():
            seen = int(np.searchsorted(curve.x, right, "right"))
            finite = np.flatnonzero(np.isfinite(self.to_view(curve.y[:seen])))
            if curve.label and len(finite):
                x, y = float(curve.x[finite[-1]]), curve.y[finite[-1:]]
                strong = curve.style != "thin"
                yield EndLabel(curve.label, x, float(self.to_view(y)[0]), curve.color, strong)

    def _reference_labels(self, right: float) -> Iterator[EndLabel]:
        levels = self._reference_levels()
        for reference, y in zip(self._references.values(), levels, strict=True):
            if reference.label:
                yield EndLabel(reference.label, right, y, reference.color, strong=False)

    def _point_at(self, x: float) -> str:
        """Put the cursor at the point nearest to ``x``; the words for the read-out."""
        named = [curve for curve in self._curves.values() if curve.label and len(curve.x)]
        if not named:
            return ""
        candidates = [float(curve.x[_nearest(curve.x, x)]) for curve in named]
        at = min(candidates, key=lambda candidate: abs(candidate - x))
        covering = [curve for curve in named if curve.x[0] <= at <= curve.x[-1]]
        self.canvas.show_cursor(at, [dot for curve in covering for dot in self._dot(curve, at)])
        where = (
            f"{html.escape(self.canvas.frame.x_label)} <b>{self.x_words(self._from_view_x(at))}</b>"
        )
        return "&nbsp;&nbsp; ".join([where, *(self._words(curve, at) for curve in covering)])

    def _dot(self, curve: _Curve, at: float) -> Iterator[tuple[float, float, QColor]]:
        index = _nearest(curve.x, at)
        level = float(self.to_view(curve.y[index : index + 1])[0])
        if np.isfinite(level):
            yield float(curve.x[index]), level, self.look.color(curve.color)

    def _words(self, curve: _Curve, at: float) -> str:
        value = value_text(float(curve.y[_nearest(curve.x, at)]))
        color = self.look.text_color(curve.color).name()
        return f"<span style='color:{color}'>{html.escape(curve.label)} <b>{value}</b></span>"


def _nearest(x: FloatArray, wanted: float) -> int:
    right = int(np.searchsorted(x, wanted))
    candidates = [index for index in (right - 1, right) if 0 <= index < len(x)]
    return min(candidates, key=lambda index: abs(float(x[index]) - wanted))
