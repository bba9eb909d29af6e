"""Complex numbers as points of the plane, with the unit circle; a circle is drawn round."""

import csv
import html
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem

from rnnlab.gui.look import Look
from rnnlab.gui.look.colours import mix
from rnnlab.gui.plots.base import FloatArray, Plot
from rnnlab.gui.plots.base_range import Range
from rnnlab.gui.plots.base_ticks import value_text

ComplexArray = npt.NDArray[np.complex128]

_SIZE, _SMALL = 5.0, 3.5  # of a point, in pixels at 100 %; smaller where there are many
_MANY = 100
_TICK_ROOM = 36.0
_FAINT = 0.6  # share of the ground in the colour of a faint point
_MARGIN = 1.08  # of the circle's radius


@dataclass
class _Cloud:
    values: ComplexArray
    color: str
    label: str
    faint: bool
    item: pg.ScatterPlotItem


class PlanePlot(Plot):
    """Clouds of points over the complex plane; both axes have the same scale.

    See `Plot` for the arguments.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        explanation: str = "",
        *,
        x_label: str = "real part",
        y_label: str = "imaginary part",
    ) -> None:
        self._clouds: dict[str, _Cloud] = {}
        super().__init__(look, title, explanation, x_label=x_label, y_label=y_label)
        view = self.canvas.frame.view
        view.setAspectLocked(True)
        # A room that followed the numbers would change them, and so on without end.
        self.canvas.frame.x_tick_room = self.canvas.frame.y_tick_room = _TICK_ROOM
        self._circle = QGraphicsEllipseItem(-1.0, -1.0, 2.0, 2.0)
        self._circle.setZValue(2)
        view.addItem(self._circle, ignoreBounds=True)

    def set_points(
        self, key: str, values: ComplexArray, color: str, label: str, faint: bool = False
    ) -> None:
        """Add a cloud or move its points.

        Args:
            key: Its name for later calls.
            values: (N,).
            color: Name of a colour.
            label: Words in the read-out.
            faint: Drawn pale and behind the others.
        """
        cloud = self._clouds.get(key)
        item = cloud.item if cloud else pg.ScatterPlotItem(pxMode=True)
        if cloud is None:
            self.canvas.frame.view.addItem(item, ignoreBounds=True)
        self._clouds[key] = _Cloud(values, color, label, faint, item)
        self.mark_stale()

    def points(self, key: str) -> ComplexArray:
        """Those of a cloud; none if there is no such cloud."""
        cloud = self._clouds.get(key)
        return cloud.values if cloud else np.empty(0, np.complex128)

    def clear(self) -> None:
        """Take all clouds away."""
        for cloud in self._clouds.values():
            self.canvas.frame.view.removeItem(cloud.item)
        self._clouds.clear()
        self.mark_stale()

    def bounds(self) -> tuple[Range | None, Range | None]:
        """The circle and all points, with 0 in the middle."""
        if not self._clouds:
            return None, None
        all_values = np.concatenate([cloud.values for cloud in self._clouds.values()])
        parts = np.abs(np.concatenate([all_values.real, all_values.imag, [1.0]]))
        end = float(parts.max()) * _MARGIN
        return (-end, end), (-end, end)

    def padding(self) -> float:
        """None: there is a margin already."""
        return 0.0

    def draw(self) -> None:
        """Put circle and points into the scene."""
        pen = QPen(self.look.color("text"), 1.0)
        pen.setCosmetic(True)
        self._circle.setPen(pen)
        self._circle.setVisible(bool(self._clouds))
        for cloud in self._clouds.values():
            color = self.look.color(cloud.color)
            if cloud.faint:
                color = mix(color, self.look.color("panel"), _FAINT)
            cloud.item.setZValue(0 if cloud.faint else 1)
            cloud.item.setData(
                x=cloud.values.real,
                y=cloud.values.imag,
                size=self.look.px(_SMALL if len(cloud.values) > _MANY else _SIZE),
                pen=QPen(Qt.PenStyle.NoPen),
                brush=QBrush(color),
            )

    def read_out(self, x: float, y: float) -> str:
        """The point nearest to the pointer."""
        clouds = [cloud for cloud in self._clouds.values() if len(cloud.values)]
        if not clouds:
            return ""
        place = complex(x, y)
        nearest = min(clouds, key=lambda cloud: float(np.abs(cloud.values - place).min()))
        value = complex(nearest.values[int(np.argmin(np.abs(nearest.values - place)))])
        self.canvas.show_cursor(
            value.real, [(value.real, value.imag, self.look.color(nearest.color))]
        )
        words = f"{complex_text(value)}, |λ| = {value_text(abs(value))}"
        return f"{html.escape(nearest.label)} <b>{words}</b>"

    def stops(self) -> FloatArray:
        """The real parts of all points."""
        parts = [cloud.values.real for cloud in self._clouds.values()]
        return np.unique(np.concatenate(parts)) if parts else np.empty(0)

    def to_csv(self) -> str:
        """One line for each point: its cloud, its real and its imaginary part."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["points", "real part", "imaginary part"])
        for cloud in self._clouds.values():
            for value in cloud.values.tolist():
                writer.writerow([cloud.label, repr(value.real), repr(value.imag)])
        return out.getvalue()


def complex_text(value: complex) -> str:
    """A complex number as it is written: 0.5 + 0.25 i."""
    sign = "−" if value.imag < 0 else "+"
    return f"{value_text(value.real)} {sign} {value_text(abs(value.imag))} i"
