"""A painting that breaks ends its painter: an open one on a widget that goes crashes Qt."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import rnnlab.gui

GUI = Path(rnnlab.gui.__file__).parent
FILES = sorted(path for path in GUI.rglob("*.py") if "QPainter(" in path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_painter_is_ended_by_the_end_of_a_with(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    held = {id(item.context_expr) for node in ast.walk(tree) for item in getattr(node, "items", [])}
    loose = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "QPainter"
        and id(node) not in held
    ]
    assert loose == []


class _Broken(QWidget):
    """Paints as all widgets here do, and breaks in the midst of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawLine(0, 0, 5, 5)
            raise ValueError("broken")


def test_a_widget_that_breaks_while_it_paints_can_be_painted_again_and_go(qtbot: QtBot) -> None:
    for _ in range(20):
        widget = _Broken()
        for _ in range(2):
            with pytest.raises(ValueError, match="broken"):
                widget.grab()
            assert not widget.paintingActive()
        widget.deleteLater()
