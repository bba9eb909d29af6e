"""Curves over a logarithmic x."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import CurvePlot

LAGS = np.array([1.0, 10.0, 100.0, 128.0])


@pytest.fixture
def curves(qtbot: QtBot, look: Look) -> CurvePlot:
    plot = CurvePlot(look, "Lag", "Over the lag.", x_label="lag", y_label="accuracy")
    qtbot.addWidget(plot)
    plot.set_x_log()
    plot.set_curve("a", LAGS, np.array([4.0, 3.0, 2.0, 1.0]), "accent", "LSTM")
    plot.resize(480, 360)
    plot.show()
    plot.refresh()
    return plot


def test_equal_factors_are_equal_distances(curves: CurvePlot) -> None:
    frame = curves.canvas.frame
    places = [frame.to_pixels(exponent, 0).x() for exponent in (0, 1, 2)]
    assert places[2] - places[1] == pytest.approx(places[1] - places[0])
    assert frame.view.viewRange()[0] == pytest.approx([0.0, np.log10(128)])


def test_what_is_read_and_saved_is_the_lag_itself(curves: CurvePlot) -> None:
    assert "lag <b>100</b>" in curves.read_out(1.9, 0.0)
    assert curves.to_csv().splitlines()[4] == "LSTM,128.0,1.0"


def test_a_pointer_elsewhere_is_found_by_its_lag(curves: CurvePlot) -> None:
    curves.highlight(10.0)
    line = curves.canvas._line.line()
    assert line.x1() == pytest.approx(curves.canvas.frame.to_pixels(1, 0).x(), abs=1)
