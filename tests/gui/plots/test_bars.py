"""Bars with words above them and lines across."""

import math

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import Bar, BarPlot, Level


@pytest.fixture
def plot(look: Look, qtbot: QtBot) -> BarPlot:
    made = BarPlot(look, "Storage", x_label="order", y_label="bytes")
    made.set_y_log(True)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.set_bars(
        [Bar(1, 50.0, "ngram:1", "50 B", "<b>one</b>"), Bar(2, 5000.0, "ngram:2", "5 kB", "")],
        [Level(1e5, "LSTM", "accent")],
    )
    made.refresh()
    return made


def test_the_view_holds_every_bar_and_line_from_a_power_of_ten_on(plot: BarPlot) -> None:
    (left, right), (low, high) = plot.canvas.frame.view.viewRange()
    assert left < 1.0 - 0.33
    assert right > 2.0 + 0.33
    assert low == pytest.approx(1.0)
    assert high > math.log10(1e5)


def test_the_line_has_its_name_at_its_end(plot: BarPlot) -> None:
    assert [(label.text, label.y) for label in plot.end_labels()] == [("LSTM", 5.0)]


def test_the_bar_under_the_pointer_is_read_out(plot: BarPlot) -> None:
    assert plot.read_out(1.2, 0.0) == "<b>one</b>"
    assert plot.read_out(2.0, 0.0) == "5 kB"
    assert plot.read_out(7.0, 0.0) == ""


def test_the_data_has_bars_and_lines(plot: BarPlot) -> None:
    assert plot.to_csv().splitlines() == ["order,bytes", "1,50.0", "2,5000.0", "LSTM,100000.0"]


def test_a_bar_is_drawn_in_its_colour(plot: BarPlot, look: Look) -> None:
    picture = plot.image(1.0)
    wanted = look.color("ngram:2").rgb()
    pixels = (
        picture.pixel(x, y)
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    )
    assert wanted in set(pixels)


def test_without_bars_there_is_a_sentence(plot: BarPlot) -> None:
    plot.set_empty_text("Counting.")
    plot.set_bars([])
    plot.refresh()
    assert plot.canvas.frame.empty_text == "Counting."
