"""Heatmaps: the right colour in the right place."""

import csv
import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import FloatArray, HeatmapPlot, Plot

Show = Callable[[Plot], None]
Place = Callable[[Plot, float, float], QPoint]

# Ends and middle of cividis (Nuñez, Anderton, Renslow 2018), as viridisLite has them.
DARK, MIDDLE, BRIGHT = QColor("#00204D"), QColor("#7C7B78"), QColor("#FFEA46")


def color_at(plot: Plot, place: Place, x: float, y: float) -> QColor:
    at = place(plot, x, y)
    return plot.canvas.grab().toImage().pixelColor(at)


def is_near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(a - b) <= 4 for a, b in pairs)


def plain(rich_text: str) -> str:
    return re.sub(r"<[^>]+>", "", rich_text).replace("&nbsp;", " ")


def listen(plot: HeatmapPlot) -> list[tuple[int, ...]]:
    """What the plot tells of the pointer, as it comes."""
    told: list[tuple[int, ...]] = []
    plot.cell_hovered.connect(lambda row, column: told.append((row, column)))
    plot.column_hovered.connect(lambda column: told.append((column,)))
    return told


# -- colours -----------------------------------------------------------------------------------


def test_values_have_the_colours_of_cividis(heatmap: HeatmapPlot, show: Show, place: Place) -> None:
    heatmap.set_data(np.array([[0.0, 0.5, 1.0]]))
    show(heatmap)
    assert is_near(color_at(heatmap, place, 0, 0), DARK)
    assert is_near(color_at(heatmap, place, 1, 0), MIDDLE)
    assert is_near(color_at(heatmap, place, 2, 0), BRIGHT)


def test_rows_go_up_and_columns_to_the_right(
    heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    values = np.zeros((3, 4))
    values[2, 1] = 1.0
    heatmap.set_data(values)
    show(heatmap)
    assert is_near(color_at(heatmap, place, 1, 2), BRIGHT)
    assert place(heatmap, 1, 2).y() < place(heatmap, 1, 0).y()
    assert place(heatmap, 1, 2).x() < place(heatmap, 3, 2).x()


def test_rows_may_go_down(qtbot: QtBot, look: Look, show: Show, place: Place) -> None:
    plot = HeatmapPlot(look, "Gates", first_row_on_top=True)
    qtbot.addWidget(plot)
    plot.set_data(np.array([[1.0], [0.0]]))
    show(plot)
    assert is_near(color_at(plot, place, 0, 0), BRIGHT)
    assert place(plot, 0, 0).y() < place(plot, 0, 1).y()


def test_fixed_ends_keep_colours_comparable(heatmap: HeatmapPlot, show: Show, place: Place) -> None:
    heatmap.set_levels((0.0, 1.0))
    heatmap.set_data(np.array([[0.5, 0.5]]))
    show(heatmap)
    assert is_near(color_at(heatmap, place, 0, 0), MIDDLE)


def test_values_beyond_the_ends_have_the_colours_of_the_ends(
    heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    heatmap.set_levels((0.0, 1.0))
    heatmap.set_data(np.array([[-5.0, 7.0]]))
    show(heatmap)
    assert is_near(color_at(heatmap, place, 0, 0), DARK)
    assert is_near(color_at(heatmap, place, 1, 0), BRIGHT)


def test_on_a_log_scale_equal_factors_are_equal_steps(
    heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    heatmap.set_value_log(True)
    heatmap.set_data(np.array([[1e-8, 1e-4, 1.0]]))
    show(heatmap)
    assert is_near(color_at(heatmap, place, 1, 0), MIDDLE)


def test_zero_on_a_log_scale_is_dark_and_not_missing(
    heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    heatmap.set_value_log(True)
    heatmap.set_levels((1e-8, 1.0))
    heatmap.set_data(np.array([[0.0, 1.0]]))
    show(heatmap)
    assert is_near(color_at(heatmap, place, 0, 0), DARK)


def test_a_missing_value_shows_the_panel(
    heatmap: HeatmapPlot, look: Look, show: Show, place: Place
) -> None:
    heatmap.set_data(np.array([[0.0, np.nan, 1.0]]))
    show(heatmap)
    assert color_at(heatmap, place, 1, 0) == look.color("panel")


@pytest.mark.parametrize(
    "values",
    [np.full((2, 2), 3.0), np.full((2, 2), np.nan), np.zeros((1, 1)), np.array([[np.inf, 1.0]])],
)
@pytest.mark.parametrize("log", [False, True])
def test_awkward_values_do_no_harm(
    heatmap: HeatmapPlot, show: Show, values: FloatArray, log: bool
) -> None:
    heatmap.set_value_log(log)
    heatmap.set_data(values)
    show(heatmap)
    assert heatmap.canvas.grab().toImage().width() > 0


def test_a_cleared_heatmap_shows_its_sentence(heatmap: HeatmapPlot, show: Show) -> None:
    heatmap.set_empty_text("Train to see the gates.")
    heatmap.set_data(np.ones((2, 2)))
    show(heatmap)
    heatmap.clear()
    show(heatmap)
    assert heatmap.canvas.frame.empty_text == "Train to see the gates."


# -- places -----------------------------------------------------------------------------------


def test_cells_lie_where_they_are_said_to_lie(
    heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    values = np.zeros((3, 5))
    values[1, 4] = 1.0
    heatmap.set_data(values, x_span=(100.0, 500.0), y_span=(-1.0, 1.0))
    show(heatmap)
    assert is_near(color_at(heatmap, place, 500.0, 0.0), BRIGHT)
    assert heatmap.bounds() == ((50.0, 550.0), (-1.5, 1.5))


def test_the_picture_fills_the_view(heatmap: HeatmapPlot, show: Show) -> None:
    heatmap.set_data(np.zeros((4, 6)))
    show(heatmap)
    x, y = heatmap.canvas.frame.view.viewRange()
    assert (x, y) == ([-0.5, 5.5], [-0.5, 3.5])


def test_columns_are_named_by_their_tokens(heatmap: HeatmapPlot, show: Show) -> None:
    heatmap.set_data(np.zeros((2, 4)), x_names=["T", "h", "e", " "])
    show(heatmap)
    ticks = heatmap.canvas.frame.x_ticks(-0.5, 3.5, 10)
    assert [tick.text for tick in ticks] == ["T", "h", "e", "␣"]


# -- pointing ---------------------------------------------------------------------------------


def test_the_pointer_reads_column_row_and_value(
    qtbot: QtBot, heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    heatmap.set_data(np.array([[0.1, 0.2], [0.3, 0.4]]), x_names=["<", "b"])
    show(heatmap)
    told = listen(heatmap)
    qtbot.mouseMove(heatmap.canvas.viewport(), place(heatmap, 0, 1))
    assert told[-2:] == [(1, 0), (0,)]
    assert plain(heatmap.canvas.read_out()).split() == [
        "character",
        "&lt;",
        "unit",
        "1",
        "σ",
        "0.3",
    ]


def test_when_the_pointer_leaves_it_is_told(
    qtbot: QtBot, heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    heatmap.set_data(np.ones((2, 2)))
    show(heatmap)
    qtbot.mouseMove(heatmap.canvas.viewport(), place(heatmap, 0, 1))
    told = listen(heatmap)
    qtbot.mouseMove(heatmap.canvas.viewport(), QPoint(1, 1))
    assert told[-2:] == [(-1, -1), (-1,)]


def test_a_click_tells_the_column(
    qtbot: QtBot, heatmap: HeatmapPlot, show: Show, place: Place
) -> None:
    heatmap.set_data(np.ones((2, 3)))
    show(heatmap)
    with qtbot.waitSignal(heatmap.column_clicked) as told:
        qtbot.mouseClick(
            heatmap.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place(heatmap, 2, 0)
        )
    assert told.args == [2]


def test_another_plot_can_frame_a_column(
    heatmap: HeatmapPlot, look: Look, show: Show, place: Place
) -> None:
    heatmap.set_data(np.ones((2, 8)))
    show(heatmap)
    before = heatmap.canvas.grab().toImage()
    heatmap.highlight_column(3)
    after = heatmap.canvas.grab().toImage()
    changed = [
        x
        for x in range(after.width())
        if any(after.pixel(x, y) != before.pixel(x, y) for y in range(100, 200))
    ]
    left, right = place(heatmap, 2.5, 0).x(), place(heatmap, 3.5, 0).x()
    assert changed
    assert left - 2 <= min(changed)
    assert max(changed) <= right + 2
    heatmap.highlight_column(None)
    assert heatmap.canvas.grab().toImage() == before


@pytest.mark.parametrize("column", [-1, 8, 999])
def test_a_column_that_is_not_there_is_not_framed(
    heatmap: HeatmapPlot, show: Show, column: int
) -> None:
    heatmap.set_data(np.ones((2, 8)))
    show(heatmap)
    before = heatmap.canvas.grab().toImage()
    heatmap.highlight_column(column)
    assert heatmap.canvas.grab().toImage() == before


def test_arrow_keys_read_from_column_to_column(
    qtbot: QtBot, heatmap: HeatmapPlot, show: Show
) -> None:
    heatmap.set_data(np.ones((3, 4)), x_names=list("abcd"))
    show(heatmap)
    with qtbot.waitSignal(heatmap.column_hovered) as told:
        qtbot.keyClick(heatmap.canvas, Qt.Key.Key_Left)
    assert told.args == [3]
    with qtbot.waitSignal(heatmap.column_hovered) as told:
        qtbot.keyClick(heatmap.canvas, Qt.Key.Key_Left)
    assert told.args == [2]


# -- the numbers --------------------------------------------------------------------------------


def test_the_table_holds_exactly_what_was_given(heatmap: HeatmapPlot) -> None:
    values = np.random.default_rng(3).normal(size=(3, 4))
    values[1, 2] = np.nan
    heatmap.set_data(values, x_names=["a", ",", "\n", "d"], y_span=(10.0, 30.0))
    rows = list(csv.reader(io.StringIO(heatmap.to_csv())))
    assert rows[0] == ["unit \\ character", "a", ",", "\n", "d"]
    assert [row[0] for row in rows[1:]] == ["10", "20", "30"]
    table = np.array([[float(cell) for cell in row[1:]] for row in rows[1:]])
    assert np.array_equal(table, values, equal_nan=True)
