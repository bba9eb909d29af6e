import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.stream_view import MOST_CHARACTERS, StreamView


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> StreamView:
    made = StreamView(look)
    qtbot.addWidget(made)
    made.resize(300, 120)
    made.show()
    return made


def _color_at(view: StreamView, place: int) -> str:
    cursor = QTextCursor(view.document())
    cursor.setPosition(place)
    return cursor.charFormat().foreground().color().name().upper()


def test_pieces_follow_the_prime_text(view: StreamView) -> None:
    view.begin("To be", monospaced=True)
    for piece in (" or", " not\n", "to be"):
        view.add(piece)
    assert view.text() == view.toPlainText() == "To be or not\nto be"


def test_another_text_begins_empty(view: StreamView) -> None:
    view.add("old")
    view.begin("", monospaced=True)
    view.add("new")
    assert view.text() == view.toPlainText() == "new"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_prime_text_is_muted_and_the_rest_is_not(
    view: StreamView, look: Look, theme: str
) -> None:
    view.begin("To be", monospaced=True)
    view.add(" or not")
    look.set_theme("dark" if theme == "dark" else "light")
    assert _color_at(view, 5) == look.palette.muted
    assert _color_at(view, 6) == look.palette.text


def test_characters_have_equal_widths_and_words_do_not(view: StreamView, look: Look) -> None:
    families = []
    for monospaced in (True, False):
        view.begin("", monospaced=monospaced)
        families.append(view.font().family())
    assert families == [look.font("mono").family(), look.font("body").family()]


def _spare(view: StreamView) -> int:
    """Pixels between the last line and the lower edge."""
    end = QTextCursor(view.document())
    end.movePosition(QTextCursor.MoveOperation.End)
    return view.viewport().height() - view.cursorRect(end).bottom()


@pytest.mark.parametrize("height", [80, 90, 100, 110, 120])
def test_the_last_line_is_the_lowest_that_has_room(view: StreamView, height: int) -> None:
    view.resize(300, height)
    for _ in range(50):
        view.add("some words that take more than one line, at least at this width\n")
    assert view.verticalScrollBar().value() > 0
    assert 0 <= _spare(view) < view.fontMetrics().lineSpacing()


def test_it_stays_at_the_end_when_it_becomes_smaller(view: StreamView, qtbot: QtBot) -> None:
    view.add("a line\n" * 50)
    view.resize(300, 80)
    assert 0 <= _spare(view) < view.fontMetrics().lineSpacing()


def test_it_stays_where_a_person_reads(view: StreamView) -> None:
    view.add("a line\n" * 50)
    view.verticalScrollBar().setValue(3)
    view.add("a line\n" * 50)
    assert view.verticalScrollBar().value() == 3


def test_it_keeps_a_selection_while_it_grows(view: StreamView) -> None:
    view.add("alpha beta")
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(5, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.add(" gamma")
    assert view.textCursor().selectedText() == "alpha"


def test_a_long_text_does_not_grow_without_end(view: StreamView) -> None:
    view.begin("To be", monospaced=True)
    for _ in range(60):
        view.add("abcdefghi\n" * 1_000)
    assert view.document().characterCount() <= 1.2 * MOST_CHARACTERS
    assert len(view.text()) == MOST_CHARACTERS
    assert view.text().endswith("abcdefghi\n")


def test_after_the_beginning_is_gone_nothing_is_muted(view: StreamView, look: Look) -> None:
    view.begin("To be", monospaced=True)
    view.add("abcdefghi\n" * 30_000)
    look.set_theme("light")
    assert _color_at(view, 1) == look.palette.text


def test_a_line_without_end_is_broken_on_screen_alone(view: StreamView) -> None:
    for _ in range(9):
        view.add("x" * 999)
    lines = view.toPlainText().split("\n")
    assert max(map(len, lines)) == 4_000
    assert view.text() == "x" * 9 * 999
