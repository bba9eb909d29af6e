"""Curves over a common x, with their names at their ends."""

import csv
import io
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from rnnlab.gui.look import Look
from rnnlab.gui.plots.base import FloatArray, Plot, Range
from rnnlab.gui.plots.base_decimation import decimate
from rnnlab.gui.plots.base_end_labels import EndLabel, EndLabels
from rnnlab.gui.plots.base_ticks import value_text

CurveStyle = Literal["line", "thin", "dashed"]
_WIDTHS: dict[CurveStyle, float] = {"line": 2.0, "thin": 1.0, "dashed": 1.5}


@dataclass
class _Curve:
    x: FloatArray
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
        super().__init__(look, title, explanation, x_label=x_label, y_label=y_label)
        self.canvas.frame.gutter = self._labels

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
        arrays = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        self._curves[key] = _Curve(*arrays, color, label, style, item)
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
            self._point_at(x)

    def bounds(self) -> tuple[Range | None, Range | None]:
        """Extent of all curves and reference lines."""
        curves = [curve for curve in self._curves.values() if len(curve.x)]
        if not curves:
            return None, None
        x = min(c.x[0] for c in curves), max(c.x[-1] for c in curves)
        levels = np.array([reference.y for reference in self._references.values()])
        values = [self.to_view(array) for array in (*(c.y for c in curves), levels) if len(array)]
        lows = [np.nanmin(v) for v in values if np.isfinite(v).any()]
        highs = [np.nanmax(v) for v in values if np.isfinite(v).any()]
        return x, (min(lows), max(highs)) if lows else None

    def draw(self) -> None:
        """Give each curve's visible points to its item."""
        low, high = self.canvas.frame.view.viewRange()[0]
        pixels = max(2, int(self.canvas.frame.area().width()))
        for curve in self._curves.values():
            x, y = decimate(curve.x, curve.y, low, high, pixels)
            curve.item.setData(x, self.to_view(y), connect="finite")
            curve.item.setPen(self._pen(curve))
            curve.item.setSegmentedLineMode("off" if curve.style == "dashed" else "on")
        self.canvas.frame.references = self._references_now()
        self._labels.set_labels(self._end_labels(high))

    def read_out(self, x: float, y: float) -> str:
        """The value of every curve at the nearest x that has one."""
        return self._point_at(x)

    def to_csv(self) -> str:
        """One line for each point: the curve, its x, its y, with all digits."""
        frame = self.canvas.frame
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["curve", frame.x_label or "x", frame.y_label or "y"])
        for key, curve in self._curves.items():
            for x, y in zip(curve.x.tolist(), curve.y.tolist(), strict=True):
                writer.writerow([curve.label or key, repr(x), repr(y)])
        return out.getvalue()

    def _make_item(self) -> pg.PlotCurveItem:
        item = pg.PlotCurveItem(segmentedLineMode="on")
        self.canvas.frame.view.addItem(item, ignoreBounds=True)
        return item

    def _pen(self, curve: _Curve) -> QPen:
        pen = QPen(self.look.color(curve.color), _WIDTHS[curve.style] * self.look.scale)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if curve.style == "dashed":
            pen.setDashPattern([4, 3])
        return pen

    def _references_now(self) -> list[tuple[float, QColor]]:
        levels = self.to_view(np.array([r.y for r in self._references.values()]))
        colors = [self.look.color(r.color) for r in self._references.values()]
        return list(zip(levels.tolist(), colors, strict=True))

    def _end_labels(self, right: float) -> list[EndLabel]:
        labels = []
        for curve in self._curves.values():
            y = self.to_view(curve.y[: int(np.searchsorted(curve.x, right, "right"))])
            finite = y[np.isfinite(y)]
            if curve.label and len(finite):
                labels.append(EndLabel(curve.label, float(finite[-1]), curve.color))
        levels = self._references_now()
        for reference, (level, _) in zip(self._references.values(), levels, strict=True):
            labels.append(EndLabel(reference.label, level, reference.color))
        return labels

    def _point_at(self, x: float) -> str:
        near = [
            (abs(c.x[i] - x), float(c.x[i]))
            for c in self._curves.values()
            if len(c.x)
            for i in [_nearest(c.x, x)]
        ]
        if not near:
            return ""
        at = min(near)[1]
        parts, dots = [], []
        for curve in self._curves.values():
            if len(curve.x) and curve.x[0] <= at <= curve.x[-1]:
                index = _nearest(curve.x, at)
                value = float(curve.y[index])
                color = self.look.text_color(curve.color).name()
                parts.append(
                    f"<span style='color:{color}'>{curve.label} <b>{value_text(value)}</b></span>"
                )
                level = float(self.to_view(curve.y[index : index + 1])[0])
                if np.isfinite(level):
                    dots.append((float(curve.x[index]), level, self.look.color(curve.color)))
        self.canvas.show_cursor(at, dots)
        return " &nbsp; ".join([f"{self.canvas.frame.x_label} <b>{value_text(at)}</b>", *parts])


def _nearest(x: FloatArray, wanted: float) -> int:
    right = int(np.searchsorted(x, wanted))
    candidates = [index for index in (right - 1, right) if 0 <= index < len(x)]
    return min(candidates, key=lambda index: abs(float(x[index]) - wanted))
