"""Plots to test, shown as a person would see them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import CurvePlot, HeatmapPlot, Plot

Show = Callable[[Plot], None]
Place = Callable[[Plot, float, float], QPoint]


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return Look("light")


@pytest.fixture
def show(qapp: QApplication) -> Show:
    """Show a plot and draw everything that waits to be drawn."""

    def shown(plot: Plot) -> None:
        plot.resize(480, 360)
        plot.show()
        plot.refresh()
        qapp.processEvents()

    return shown


@pytest.fixture
def place() -> Place:
    """Where in the viewport a place of the data is."""

    def viewport_place(plot: Plot, x: float, y: float) -> QPoint:
        scene = plot.canvas.frame.view.mapViewToScene(QPointF(x, y))
        return plot.canvas.mapFromScene(scene)

    return viewport_place


@pytest.fixture
def curves(qtbot: QtBot, look: Look) -> CurvePlot:
    plot = CurvePlot(look, "Loss", "The mean loss.", x_label="step", y_label="nats per token")
    qtbot.addWidget(plot)
    return plot


@pytest.fixture
def heatmap(qtbot: QtBot, look: Look) -> HeatmapPlot:
    plot = HeatmapPlot(
        look, "Gates", "The gates.", x_label="character", y_label="unit", value_label="σ"
    )
    qtbot.addWidget(plot)
    return plot
