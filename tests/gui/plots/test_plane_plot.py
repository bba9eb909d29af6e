"""Points of the complex plane: a circle is round, and what is read is the nearest point."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.plots import PlanePlot

VALUES = np.array([0.5 + 0.25j, 0.5 - 0.25j, -1.5 + 0j])


@pytest.fixture
def plane(qtbot: QtBot, look: Look) -> PlanePlot:
    plot = PlanePlot(look, "Eigenvalues", "Of a matrix.")
    qtbot.addWidget(plot)
    plot.set_points("now", VALUES, "run:lstm:0", "now")
    return plot


@pytest.mark.parametrize("size", [(480, 200), (200, 400)])
def test_both_axes_have_the_same_scale(plane: PlanePlot, size: tuple[int, int]) -> None:
    plane.resize(*size)
    plane.show()
    plane.refresh()
    frame = plane.canvas.frame
    origin, right, up = frame.to_pixels(0, 0), frame.to_pixels(1, 0), frame.to_pixels(0, 1)
    assert right.x() - origin.x() == pytest.approx(origin.y() - up.y(), rel=1e-6)


def test_circle_and_points_are_in_view(plane: PlanePlot) -> None:
    plane.resize(300, 300)
    plane.show()
    plane.refresh()
    (left, right), (bottom, top) = plane.canvas.frame.view.viewRange()
    assert left < -1.5
    assert right > 1
    assert bottom < -1
    assert top > 1


def test_the_point_nearest_to_the_pointer_is_read(plane: PlanePlot) -> None:
    assert "0.5 − 0.25 i" in plane.read_out(0.4, -0.3)
    assert "0.559" in plane.read_out(0.4, -0.3)  # √(0.5² + 0.25²)
    assert "−1.5 + 0 i" in plane.read_out(-3.0, 0.1)


def test_points_are_drawn_where_they_are(plane: PlanePlot, look: Look) -> None:
    plane.resize(300, 300)
    plane.show()
    plane.refresh()
    image = plane.canvas.grab().toImage()
    place = plane.canvas.mapFromScene(
        plane.canvas.frame.mapToScene(plane.canvas.frame.to_pixels(-1.5, 0))
    )
    assert image.pixelColor(place) == QColor(look.color("run:lstm:0"))


def test_the_table_has_all_digits(plane: PlanePlot) -> None:
    plane.set_points("now", np.array([1 / 3 + 2 / 3 * 1j]), "muted", "now")
    assert plane.to_csv().splitlines()[1] == f"now,{1 / 3!r},{2 / 3!r}"


def test_without_points_there_is_nothing_to_read(plane: PlanePlot) -> None:
    plane.clear()
    assert plane.read_out(0, 0) == ""
    assert plane.bounds() == (None, None)
    assert not len(plane.points("now"))


@pytest.mark.parametrize("radius", [0.4, 0.93, 1.6, 9.7, 12.0])
def test_numbers_and_their_room_come_to_rest(plane: PlanePlot, qtbot: QtBot, radius: float) -> None:
    plane.set_points("now", VALUES * radius, "muted", "now")
    plane.show()
    frame = plane.canvas.frame
    for width in range(150, 420, 7):
        plane.resize(width, 240)
        for _ in range(4):
            QApplication.processEvents()
        at_rest = frame.area()
        moved: list[object] = []

        def note(*what: object, into: list[object] = moved) -> None:
            into.append(what)

        frame.view.sigRangeChanged.connect(note)
        for _ in range(4):
            QApplication.processEvents()
        assert not moved
        assert frame.area() == at_rest
        frame.view.sigRangeChanged.disconnect(note)
