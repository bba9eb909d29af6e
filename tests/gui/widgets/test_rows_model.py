"""Tables of rows: numbers sort as numbers, what is unknown comes last, copies are exact."""

import math

import pytest
from PySide6.QtCore import Qt

from rnnlab.gui.look import Look
from rnnlab.gui.widgets.rows_model import (
    Cell,
    Heading,
    Row,
    RowsModel,
    to_markdown,
    to_separated,
)

FALLING, RISING = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def row(name: str, value: float) -> Row:
    return Row(name, (Cell(name), Cell(f"{value:,.0f}", value)))


@pytest.fixture
def model(look: Look) -> RowsModel:
    made = RowsModel(look, (Heading("model", number=False), Heading("size")))
    made.set_rows([row("b|c", 1000.0), row("a", 20.0), row("new", math.nan), row("d", math.inf)])
    return made


def names(model: RowsModel) -> list[str]:
    return [row.key for row in model.rows()]


def test_rows_stand_as_they_were_given_until_they_are_sorted(model: RowsModel) -> None:
    assert names(model) == ["b|c", "a", "new", "d"]


@pytest.mark.parametrize(
    ("order", "found"), [(RISING, ["a", "b|c", "d", "new"]), (FALLING, ["d", "b|c", "a", "new"])]
)
def test_numbers_are_sorted_by_value_and_unknown_ones_are_last(
    model: RowsModel, order: Qt.SortOrder, found: list[str]
) -> None:
    model.sort(1, order)
    assert names(model) == found


def test_sorting_stays_when_the_rows_change(model: RowsModel) -> None:
    model.sort(1, FALLING)
    model.set_rows([row("a", 5.0), row("b|c", 1.0), row("e", 7.0)])
    assert names(model) == ["e", "a", "b|c"]


def test_words_that_change_do_not_reset_the_view(model: RowsModel) -> None:
    resets: list[bool] = []
    changes: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.dataChanged.connect(lambda *_: changes.append(True))
    rows = [*model.rows()]
    rows[1] = row("a", 21.0)
    model.set_rows(rows)
    assert (len(resets), len(changes)) == (0, 1)
    assert model.index(1, 1).data() == "21"


def test_a_strong_row_stands_on_another_ground(model: RowsModel) -> None:
    model.set_rows([Row("x", (Cell("x"), Cell("1", 1.0)), strong=True), row("y", 2.0)])
    ground = Qt.ItemDataRole.BackgroundRole
    assert model.index(0, 0).data(ground) is not None
    assert model.index(1, 0).data(ground) is None


def test_the_copy_for_a_spreadsheet_has_a_line_for_each_row(model: RowsModel) -> None:
    model.set_rows([row("b|c", 1000.0), row("a", 20.0)])
    assert to_separated(model) == "model\tsize\nb|c\t1,000\na\t20\n"


def test_the_copy_in_markdown_keeps_bars_apart(model: RowsModel) -> None:
    model.set_rows([row("b|c", 1000.0)])
    assert to_markdown(model) == ("| model | size |\n| :--- | ---: |\n| b\\|c | 1,000 |\n")
