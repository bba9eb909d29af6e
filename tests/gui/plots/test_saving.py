"""Taking a plot along: pictures and tables."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from rnnlab.gui.look import Look
from rnnlab.gui.plots import CurvePlot, HeatmapPlot, Plot
from rnnlab.gui.widgets import Notice

Show = Callable[[Plot], None]
X = np.arange(400.0)


@pytest.fixture(params=["curves", "heatmap"])
def plot(request: pytest.FixtureRequest, show: Show) -> Plot:
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Plot)
    if isinstance(made, CurvePlot):
        made.set_curve("a", X, np.sin(X / 20), "run:lstm:0", "LSTM")
    if isinstance(made, HeatmapPlot):
        made.set_data(np.outer(np.arange(8.0), np.arange(8.0)))
    made.set_subtitle("after step 400")
    show(made)
    return made


def colors(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


def answering(path: Path | None) -> Callable[[QWidget, str, str, str], Path | None]:
    return lambda parent, title, suggested, filters: path


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
def test_a_picture_is_as_fine_as_asked(plot: Plot, scale: float) -> None:
    image = plot.image(scale)
    assert image.devicePixelRatio() == scale
    assert image.width() / scale > plot.canvas.width()
    assert len(colors(image)) > 10


def test_a_picture_is_also_drawn_of_a_plot_that_was_never_shown(curves: CurvePlot) -> None:
    curves.set_curve("a", X, np.sin(X / 20), "run:lstm:0")
    assert QColor("#0072B2").name() in colors(curves.image())


def test_an_svg_is_well_formed_and_shows_the_same(plot: Plot, look: Look) -> None:
    svg = plot.svg()
    root = ET.fromstring(svg)  # our own output
    assert root.tag.endswith("svg")
    texts = {element.text for element in root.iter() if element.tag.endswith("text")}
    assert {plot.title(), "after step 400"} <= texts
    renderer = QSvgRenderer(QByteArray(svg))
    image = QImage(renderer.defaultSize(), QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert len(colors(image)) > 10


def test_an_svg_has_lines_and_not_thousands_of_pieces(curves: CurvePlot, show: Show) -> None:
    curves.set_curve("a", X, np.sin(X / 20), "run:lstm:0")
    show(curves)
    svg = curves.svg().decode()
    assert svg.count("<path") + svg.count("<polyline") + svg.count("<line") < 100


def test_after_a_picture_the_screen_is_drawn_as_before(
    qapp: QApplication, plot: Plot, show: Show
) -> None:
    before = plot.canvas.grab().toImage()
    plot.image(3.0)
    plot.svg()
    show(plot)
    assert plot.canvas.grab().toImage() == before


def test_an_image_is_put_on_the_clipboard(plot: Plot) -> None:
    plot.saver.copy_image()
    image = QGuiApplication.clipboard().image()
    QGuiApplication.clipboard().clear()
    assert not image.isNull()


@pytest.mark.parametrize(
    ("name", "start"), [("p.png", b"\x89PNG"), ("p.svg", b"<?xml"), ("p", b"\x89PNG")]
)
def test_the_ending_of_the_name_chooses_the_kind_of_picture(
    plot: Plot, tmp_path: Path, name: str, start: bytes
) -> None:
    plot.saver.ask_save_path = answering(tmp_path / name)
    plot.saver.save_image()
    written = next(tmp_path.iterdir())
    assert written.read_bytes().startswith(start)
    assert written.suffix


def test_the_table_is_written_as_it_is(plot: Plot, tmp_path: Path) -> None:
    plot.saver.ask_save_path = answering(tmp_path / "data.csv")
    plot.saver.save_data()
    assert (tmp_path / "data.csv").read_text(encoding="utf-8") == plot.to_csv()


def test_a_name_is_suggested(curves: CurvePlot) -> None:
    asked: list[str] = []

    def ask(parent: QWidget, title: str, suggested: str, filters: str) -> None:
        asked.append(suggested)

    curves.set_title("Gradient over training")
    curves.saver.ask_save_path = ask
    curves.saver.save_data()
    assert asked == ["gradient-over-training.csv"]


def test_who_thinks_better_of_it_writes_nothing(plot: Plot, tmp_path: Path) -> None:
    plot.saver.ask_save_path = answering(None)
    plot.saver.save_image()
    plot.saver.save_data()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["p.png", "p.svg", "p.csv"])
def test_what_cannot_be_written_is_said_in_the_plot(plot: Plot, tmp_path: Path, name: str) -> None:
    plot.saver.ask_save_path = answering(tmp_path / "no such folder" / name)
    if name.endswith("csv"):
        plot.saver.save_data()
    else:
        plot.saver.save_image()
    notice = plot.findChild(Notice)
    assert isinstance(notice, Notice)
    assert f"“{name}” was not saved" in notice.text()


def test_the_menu_offers_all_that_can_be_taken_along(plot: Plot) -> None:
    words = [action.text() for action in plot.header.more_button.menu().actions() if action.text()]
    assert words == ["Reset view", "Copy image", "Save image…", "Save data…"]
