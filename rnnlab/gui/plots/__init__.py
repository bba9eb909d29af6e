"""What is seen: plots, on a common foundation."""

from rnnlab.gui.plots.bars import Bar, BarPlot, Level
from rnnlab.gui.plots.base import FloatArray, Plot
from rnnlab.gui.plots.base_curves import CurvePlot, CurveStyle
from rnnlab.gui.plots.base_heatmap import HeatmapPlot
from rnnlab.gui.plots.base_range import Range
from rnnlab.gui.plots.base_ticks import token_text, value_text
from rnnlab.gui.plots.plane import PlanePlot

__all__ = [
    "Bar",
    "BarPlot",
    "CurvePlot",
    "CurveStyle",
    "FloatArray",
    "HeatmapPlot",
    "Level",
    "PlanePlot",
    "Plot",
    "Range",
    "token_text",
    "value_text",
]
