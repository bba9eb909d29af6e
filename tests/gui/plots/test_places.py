"""Where a place of the data is on the screen, against pyqtgraph's own chain of transforms."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import CurvePlot, HeatmapPlot, Plot

Show = Callable[[Plot], None]
PLACES = [(0.0, 0.0), (1.0, 2.5), (-3.0, 7.25), (2.0, -1e3)]


def agrees(plot: Plot, x: float, y: float) -> bool:
    frame = plot.canvas.frame
    expected = frame.mapFromScene(frame.view.mapViewToScene(QPointF(x, y)))
    found = frame.to_pixels(x, y)
    return bool(np.allclose([found.x(), found.y()], [expected.x(), expected.y()], rtol=1e-9))


@pytest.mark.parametrize(("x", "y"), PLACES)
@pytest.mark.parametrize("log", [False, True])
def test_a_place_among_curves(curves: CurvePlot, show: Show, x: float, y: float, log: bool) -> None:
    curves.set_curve("loss", np.array([1.0, 5.0, 9.0]), np.array([4.0, 2.0, 1.5]))
    curves.set_y_log(log)
    show(curves)
    assert agrees(curves, x, y)


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_a_place_in_a_heatmap_(heatmap: HeatmapPlot, show: Show, x: float, y: float) -> None:
    heatmap.set_data(np.arange(12.0).reshape(3, 4))
    show(heatmap)
    assert agrees(heatmap, x, y)


def test_a_curve_may_paint_in_the_whole_view_after_zooming_in(
    curves: CurvePlot, show: Show
) -> None:
    curves.set_curve("loss", np.arange(100.0), np.arange(100.0))
    show(curves)
    curves.set_x_range((10.0, 20.0))
    curves.set_y_range((12.0, 18.0))
    curves.refresh()
    (item,) = (
        item
        for item in curves.canvas.frame.view.childGroup.childItems()
        if hasattr(item, "getData")
    )
    assert item.boundingRect().getRect() == pytest.approx((10.0, 12.0, 10.0, 6.0))


@pytest.mark.parametrize(("x", "y"), PLACES)
def test_a_place_where_rows_count_downwards(
    qtbot: QtBot, look: Look, show: Show, x: float, y: float
) -> None:
    plot = HeatmapPlot(look, "Triangle", "", first_row_on_top=True)
    qtbot.addWidget(plot)
    plot.set_data(np.arange(12.0).reshape(3, 4))
    show(plot)
    assert plot.canvas.frame.to_pixels(0, 0).y() < plot.canvas.frame.to_pixels(0, 1).y()
    assert agrees(plot, x, y)
