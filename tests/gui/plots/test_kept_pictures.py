"""What surrounds the data is painted when it changes, and not with every frame."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import CurvePlot
from rnnlab.gui.plots.base_kept import Kept

X = np.arange(10.0)


@pytest.fixture
def plot(qtbot: QtBot, look: Look) -> CurvePlot:
    made = CurvePlot(look, "Loss", x_label="step", y_label="nats")
    qtbot.addWidget(made)
    made.resize(480, 320)
    made.set_curve("a", X, X, label="LSTM 64")
    made.set_reference("r", 4.0, "2-gram")
    made.show()
    qtbot.waitExposed(made)
    made.refresh()
    made.canvas.grab()
    return made


def paintings_after(plot: CurvePlot, change: Callable[[], object]) -> tuple[int, int]:
    """How often the ground and the margin were painted for a change."""
    frame = plot.canvas.frame
    before = frame.ground.paintings, frame.margin.paintings
    change()
    plot.refresh()
    plot.canvas.grab()
    return frame.ground.paintings - before[0], frame.margin.paintings - before[1]


def test_a_curve_that_moves_inside_leaves_all_as_it_was(plot: CurvePlot) -> None:
    middle = np.where(X == 5, 6.0, X)
    assert paintings_after(plot, lambda: plot.set_curve("a", X, middle, label="LSTM 64")) == (0, 0)


def test_a_curve_that_ends_elsewhere_moves_its_label_alone(plot: CurvePlot) -> None:
    lower = np.where(X == 9, 7.0, X)
    lower[8] = 9.0
    assert paintings_after(plot, lambda: plot.set_curve("a", X, lower, label="LSTM 64")) == (0, 1)


def test_a_reference_line_that_moves_is_painted(plot: CurvePlot) -> None:
    assert paintings_after(plot, lambda: plot.set_reference("r", 2.0, "2-gram")) == (1, 1)


def test_other_captions_are_painted(plot: CurvePlot) -> None:
    assert paintings_after(plot, lambda: plot.set_labels("tokens", "nats"))[0] == 1


def test_other_colours_are_painted(plot: CurvePlot, look: Look) -> None:
    look.set_theme("dark" if not look.is_dark else "light")
    assert paintings_after(plot, lambda: None)[0] == 1


def test_what_is_hidden_keeps_no_picture(plot: CurvePlot) -> None:
    plot.hide()
    plot.show()
    assert paintings_after(plot, lambda: None) == (1, 1)


def test_the_kept_picture_is_that_of_a_fresh_painting(plot: CurvePlot) -> None:
    kept = plot.canvas.grab().toImage()
    plot.canvas.frame.forget_pictures()
    assert plot.canvas.grab().toImage() == kept


def test_a_picture_for_a_file_is_painted_from_its_lines(plot: CurvePlot) -> None:
    before = plot.canvas.frame.ground.paintings
    assert b"<text" in plot.svg()
    assert plot.canvas.frame.ground.paintings == before


@pytest.mark.parametrize("size", [(0.0, 50.0), (50.0, 0.0), (-4.0, 50.0), (0.3, 50.0)])
def test_where_there_is_no_room_nothing_is_painted(size: tuple[float, float], qtbot: QtBot) -> None:
    kept, screen = Kept(), QPixmap(100, 100)
    with QPainter(screen) as painter:
        kept.show(painter, QRectF(0, 0, *size), "made from", QColor("white"), lambda _: None)
    assert kept.paintings == 0  # and Qt, whose warnings fail a test, has not warned
