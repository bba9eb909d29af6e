"""The table without lines: how wide its columns are."""

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.rows_model import Cell, Heading, Row, RowsModel
from rnnlab.gui.widgets.table_view import TableView


@pytest.fixture
def model(look: Look) -> RowsModel:
    return RowsModel(look, (Heading("a"), Heading("b")))


@pytest.fixture
def view(qtbot: QtBot, look: Look, model: RowsModel) -> TableView:
    made = TableView(look, model, "numbers")
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.set_widths([40])
    return made


def _show(model: RowsModel, words: str) -> None:
    model.set_rows([Row("one", (Cell(words), Cell("")))])


def test_a_column_grows_for_words_that_would_be_cut_off(view: TableView, model: RowsModel) -> None:
    _show(model, "1,234,567")
    assert view.columnWidth(0) >= view.sizeHintForColumn(0) > 40


def test_it_grows_to_twice_its_width_at_most(view: TableView, model: RowsModel) -> None:
    _show(model, "a very long name of a model indeed")
    assert view.columnWidth(0) == 80


def test_it_does_not_shrink_again(view: TableView, model: RowsModel) -> None:
    _show(model, "1,234,567")
    wide = view.columnWidth(0)
    _show(model, "1")
    assert view.columnWidth(0) == wide


def test_the_last_column_takes_the_rest(view: TableView, model: RowsModel) -> None:
    _show(model, "1,234,567")
    assert view.columnWidth(0) + view.columnWidth(1) == view.viewport().width()
