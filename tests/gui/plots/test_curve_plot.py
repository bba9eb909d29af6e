"""Curves: what is drawn is what was given."""

import csv
import io
import re
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import CurvePlot, Plot

Show = Callable[[Plot], None]
Place = Callable[[Plot, float, float], QPoint]

STEPS = np.arange(1.0, 101.0)
FALLING = 4.0 * np.exp(-STEPS / 40.0) + 1.0


def picture(plot: Plot) -> QImage:
    return plot.canvas.grab().toImage()


def has_color(image: QImage, color: QColor) -> bool:
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixelColor(x, y) == color for x, y in places)


def view(plot: Plot) -> tuple[list[float], list[float]]:
    x, y = plot.canvas.frame.view.viewRange()
    return x, y


# -- drawing ---------------------------------------------------------------------------------


def test_a_curve_is_drawn_in_its_colour(curves: CurvePlot, look: Look, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING, "run:lstm:0", "LSTM")
    show(curves)
    assert has_color(picture(curves), look.color("run:lstm:0"))


def test_a_curve_follows_the_theme(curves: CurvePlot, look: Look, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING, "run:lstm:0", "LSTM")
    show(curves)
    look.set_theme("dark")
    show(curves)
    assert has_color(picture(curves), look.color("run:lstm:0"))
    assert picture(curves).pixelColor(1, 1) == QColor("#1C1F25")


def test_a_removed_curve_is_gone(curves: CurvePlot, look: Look, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING, "run:lstm:0")
    curves.set_curve("b", STEPS, FALLING + 1, "run:gru:0")
    curves.remove_curve("a")
    show(curves)
    assert curves.curve_keys() == ["b"]
    assert not has_color(picture(curves), look.color("run:lstm:0"))


def test_removing_what_is_not_there_does_no_harm(curves: CurvePlot) -> None:
    curves.remove_curve("a")
    curves.remove_reference("b")


def test_a_gap_is_not_bridged(curves: CurvePlot, look: Look, show: Show, place: Place) -> None:
    level = np.full(100, 2.0)
    level[40:60] = np.nan
    curves.set_curve("a", STEPS, level, "run:lstm:0")
    show(curves)
    image, color = picture(curves), look.color("run:lstm:0")

    def is_drawn(x: float) -> bool:
        at = place(curves, x, 2.0)
        return any(image.pixelColor(at.x(), at.y() + dy) == color for dy in (-1, 0, 1))

    assert is_drawn(20.0)
    assert not is_drawn(50.5)
    assert is_drawn(80.0)


def test_a_thin_curve_is_fainter_than_its_colour(curves: CurvePlot, look: Look, show: Show) -> None:
    curves.set_curve("a", STEPS, np.full(100, 2.0), "run:lstm:0", style="thin")
    show(curves)
    assert not has_color(picture(curves), look.color("run:lstm:0"))


def test_a_reference_line_is_drawn_where_it_belongs(
    curves: CurvePlot, look: Look, show: Show, place: Place
) -> None:
    curves.set_curve("a", STEPS, FALLING, "run:lstm:0")
    curves.set_reference("3", 2.5, "3-gram", "run:rnn-tanh:0")
    show(curves)
    image, row = picture(curves), place(curves, 50.0, 2.5).y()
    near = {image.pixelColor(x, y).name() for x in range(100, 300) for y in (row - 1, row, row + 1)}
    assert look.color("run:rnn-tanh:0").name() in near


def test_without_data_there_is_a_sentence_and_no_axis(curves: CurvePlot, show: Show) -> None:
    curves.set_empty_text("Press Train.")
    show(curves)
    assert curves.canvas.frame.empty_text == "Press Train."
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    assert curves.canvas.frame.empty_text == ""


def test_a_curve_of_no_points_counts_as_no_data(curves: CurvePlot, show: Show) -> None:
    curves.set_empty_text("Press Train.")
    curves.set_curve("a", np.empty(0), np.empty(0))
    show(curves)
    assert curves.canvas.frame.empty_text == "Press Train."


@pytest.mark.parametrize("values", [[np.nan, np.nan], [np.inf, -np.inf], [3.0, 3.0], [0.0, 0.0]])
@pytest.mark.parametrize("log", [False, True])
def test_awkward_values_do_no_harm(
    curves: CurvePlot, show: Show, values: list[float], log: bool
) -> None:
    curves.set_y_log(log)
    curves.set_curve("a", np.array([1.0, 2.0]), np.array(values), label="a")
    show(curves)
    low, high = view(curves)[1]
    assert np.isfinite([low, high]).all()
    assert high > low


def test_a_single_point_can_be_shown(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", np.array([7.0]), np.array([2.0]), label="a")
    show(curves)
    (left, right), (low, high) = view(curves)
    assert left < 7.0 < right
    assert low < 2.0 < high


# -- the view ----------------------------------------------------------------------------------


def test_the_view_follows_the_data(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    (left, right), (low, high) = view(curves)
    assert (left, right) == (1.0, 100.0)
    assert low < FALLING.min() < FALLING.max() < high
    curves.set_curve("a", STEPS * 2, FALLING)
    show(curves)
    assert view(curves)[0] == [2.0, 200.0]


def test_the_view_includes_the_reference_lines(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING)
    curves.set_reference("1", 9.0, "1-gram")
    show(curves)
    assert view(curves)[1][1] > 9.0


def test_a_log_axis_shows_powers(curves: CurvePlot, show: Show) -> None:
    curves.set_y_log(True)
    curves.set_y_range((1e-12, 10.0))
    curves.set_curve("a", STEPS, 10.0 ** (-STEPS / 10.0))
    show(curves)
    assert view(curves)[1] == pytest.approx([-12.0, 1.0])


def test_a_fixed_range_does_not_follow_the_data(curves: CurvePlot, show: Show) -> None:
    curves.set_y_range((0.0, 10.0))
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    assert view(curves)[1] == [0.0, 10.0]
    curves.set_y_range(None)
    show(curves)
    assert view(curves)[1][1] < 6.0


def test_a_fixed_range_of_x_does_not_follow_the_data(curves: CurvePlot, show: Show) -> None:
    curves.set_x_range((0.0, 500.0))
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    assert view(curves)[0] == [0.0, 500.0]


def test_values_that_have_no_logarithm_are_gaps(curves: CurvePlot, show: Show) -> None:
    curves.set_y_log(True)
    curves.set_curve("a", STEPS, np.where(STEPS < 50, FALLING, 0.0))
    show(curves)
    low, high = view(curves)[1]
    assert low > np.log10(FALLING.min()) - 1
    assert high < np.log10(FALLING.max()) + 1


def test_a_drag_stops_the_following_and_a_double_click_resumes_it(
    qtbot: QtBot, qapp: QApplication, curves: CurvePlot, show: Show
) -> None:
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    drag(qtbot, curves, QPoint(200, 150), QPoint(120, 150))
    assert not curves.is_auto
    moved = view(curves)[0]
    assert moved != [1.0, 100.0]
    assert curves.header.reset_button.isVisible()
    curves.set_curve("a", STEPS * 2, FALLING)
    show(curves)
    assert view(curves)[0] == moved
    qtbot.mouseDClick(curves.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert curves.is_auto
    assert view(curves)[0] == [2.0, 200.0]
    assert not curves.header.reset_button.isVisible()


def test_the_button_in_the_header_resets_the_view(
    qtbot: QtBot, curves: CurvePlot, show: Show
) -> None:
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    drag(qtbot, curves, QPoint(200, 150), QPoint(120, 150))
    qtbot.mouseClick(curves.header.reset_button, Qt.MouseButton.LeftButton)
    assert view(curves)[0] == [1.0, 100.0]


def drag(qtbot: QtBot, plot: Plot, start: QPoint, end: QPoint) -> None:
    viewport = plot.canvas.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.6, 1.0):
        between = start + (end - start) * share
        qtbot.mouseMove(viewport, between)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)


def drawn_points(plot: Plot) -> int:
    items = [item for item in plot.canvas.scene().items() if isinstance(item, pg.PlotCurveItem)]
    x = items[0].getData()[0]
    return 0 if x is None else len(x)


# -- economy -------------------------------------------------------------------------------------


def test_a_hidden_plot_draws_nothing_until_it_is_shown(
    qapp: QApplication, curves: CurvePlot, show: Show
) -> None:
    curves.set_curve("a", STEPS, FALLING)
    qapp.processEvents()
    assert drawn_points(curves) == 0
    show(curves)
    assert drawn_points(curves) == 100


def test_many_changes_in_one_turn_are_drawn_once(
    qapp: QApplication, curves: CurvePlot, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(curves)
    drawings: list[int] = []
    draw = curves.draw
    monkeypatch.setattr(curves, "draw", lambda: (drawings.append(1), draw()))
    for turn in range(10):
        curves.set_curve("a", STEPS, FALLING + turn)
    qapp.processEvents()
    assert len(drawings) <= 2  # the second for the width that the labels leave


def test_a_long_curve_is_thinned_to_the_pixels(curves: CurvePlot, show: Show) -> None:
    x = np.arange(50_000.0)
    curves.set_curve("a", x, np.sin(x))
    show(curves)
    assert 100 < drawn_points(curves) <= 2 * curves.canvas.width()


def test_drawing_is_measured(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING)
    show(curves)
    assert 0 < curves.draw_seconds < 5


# -- reading -------------------------------------------------------------------------------------


def plain(rich_text: str) -> str:
    return re.sub(r"<[^>]+>", "", rich_text).replace("&nbsp;", " ")


def test_the_pointer_reads_every_curve(
    qtbot: QtBot, curves: CurvePlot, show: Show, place: Place
) -> None:
    curves.set_curve("a", STEPS, FALLING, label="LSTM")
    curves.set_curve("b", STEPS, FALLING + 1, label="GRU")
    show(curves)
    with qtbot.waitSignal(curves.hovered) as told:
        qtbot.mouseMove(curves.canvas.viewport(), place(curves, 50.1, 3.0))
    words = plain(curves.canvas.read_out())
    assert "step 50" in words
    assert f"LSTM {FALLING[49]:.3f}".rstrip("0") in words
    assert f"GRU {FALLING[49] + 1:.3f}".rstrip("0") in words
    assert told.args[0] == pytest.approx(50.1, abs=0.5)


def test_a_curve_that_ended_earlier_is_not_read_beyond_its_end(
    qtbot: QtBot, curves: CurvePlot, show: Show, place: Place
) -> None:
    curves.set_curve("a", STEPS, FALLING, label="LSTM")
    curves.set_curve("b", STEPS[:20], FALLING[:20], label="GRU")
    show(curves)
    qtbot.mouseMove(curves.canvas.viewport(), place(curves, 50.0, 3.0))
    assert "GRU" not in curves.canvas.read_out()


def test_the_read_out_goes_with_the_pointer(
    qtbot: QtBot, curves: CurvePlot, show: Show, place: Place
) -> None:
    curves.set_curve("a", STEPS, FALLING, label="LSTM")
    show(curves)
    qtbot.mouseMove(curves.canvas.viewport(), place(curves, 50.0, 3.0))
    with qtbot.waitSignal(curves.hovered) as told:
        qtbot.mouseMove(curves.canvas.viewport(), QPoint(2, 2))
    assert told.args == [None]
    assert curves.canvas.read_out() == ""


def test_another_plot_can_move_the_cursor(
    curves: CurvePlot, look: Look, show: Show, place: Place
) -> None:
    curves.set_curve("a", STEPS, FALLING, "run:lstm:0", "LSTM")
    show(curves)
    before = picture(curves)
    curves.highlight(50.0)
    column = place(curves, 50.0, 3.0).x()
    during = picture(curves)
    assert during != before
    near = {during.pixelColor(x, 60).name() for x in (column - 1, column, column + 1)}
    assert look.color("edge_hover").name() in near
    curves.highlight(None)
    assert picture(curves) == before


def test_arrow_keys_read_from_point_to_point(qtbot: QtBot, curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING, label="LSTM")
    show(curves)
    qtbot.keyClick(curves.canvas, Qt.Key.Key_Left)
    assert "step 100" in plain(curves.canvas.read_out())
    qtbot.keyClick(curves.canvas, Qt.Key.Key_Left)
    assert "step 99" in plain(curves.canvas.read_out())
    qtbot.keyClick(curves.canvas, Qt.Key.Key_Right)
    assert "step 100" in plain(curves.canvas.read_out())


def test_a_name_with_brackets_is_read_as_written(
    qtbot: QtBot, curves: CurvePlot, show: Show, place: Place
) -> None:
    curves.set_curve("a", STEPS, FALLING, label="<unk>")
    show(curves)
    qtbot.mouseMove(curves.canvas.viewport(), place(curves, 50.0, 3.0))
    assert "&lt;unk&gt;" in curves.canvas.read_out()


# -- labels at the ends ----------------------------------------------------------------------------


def test_every_named_line_has_a_label_at_its_end(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING, label="LSTM")
    curves.set_curve("b", STEPS, FALLING, style="thin")
    curves.set_reference("3", 2.06, "3-gram")
    show(curves)
    labels = {label.text: label for label in curves.end_labels()}
    assert set(labels) == {"LSTM", "3-gram"}
    assert (labels["LSTM"].x, labels["LSTM"].y) == (100.0, FALLING[-1])
    assert labels["3-gram"].y == 2.06


def test_in_a_zoomed_view_a_label_stands_where_the_line_leaves_it(
    curves: CurvePlot, show: Show
) -> None:
    curves.set_x_range((1.0, 50.0))
    curves.set_curve("a", STEPS, FALLING, label="LSTM")
    show(curves)
    assert curves.end_labels()[0].y == FALLING[49]


def test_a_label_ignores_missing_values_at_the_end(curves: CurvePlot, show: Show) -> None:
    values = FALLING.copy()
    values[-5:] = np.nan
    curves.set_curve("a", STEPS, values, label="LSTM")
    show(curves)
    assert curves.end_labels()[0].y == FALLING[-6]


# -- the numbers --------------------------------------------------------------------------------


def test_the_table_holds_exactly_what_was_given(curves: CurvePlot) -> None:
    generator = np.random.default_rng(7)
    given = {"LSTM": (STEPS, generator.normal(size=100)), "GRU, big": (STEPS[:30], FALLING[:30])}
    for name, (x, y) in given.items():
        curves.set_curve(name, x, y, label=name)
    rows = list(csv.reader(io.StringIO(curves.to_csv())))
    assert rows[0] == ["curve", "step", "nats per token"]
    for name, (x, y) in given.items():
        mine = [row for row in rows[1:] if row[0] == name]
        assert [float(row[1]) for row in mine] == x.tolist()
        assert [float(row[2]) for row in mine] == y.tolist()
    assert len(rows) == 1 + 100 + 30


def test_the_table_of_a_log_plot_holds_values_and_not_logarithms(curves: CurvePlot) -> None:
    curves.set_y_log(True)
    curves.set_curve("a", STEPS[:1], np.array([1e-9]))
    assert curves.to_csv().splitlines()[1] == "a,1.0,1e-09"


def test_cleared_plots_have_no_table(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", STEPS, FALLING)
    curves.set_reference("3", 2.06, "3-gram")
    curves.clear()
    show(curves)
    assert len(curves.to_csv().splitlines()) == 1
    assert curves.end_labels() == []
