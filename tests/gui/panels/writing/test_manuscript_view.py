"""A written text that is looked at, changed and gone on from."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QTextCursor
from pytestqt.qtbot import QtBot

from rnnlab.gui.desks.drafts import Slice
from rnnlab.gui.look import Look
from rnnlab.gui.panels.writing.grounds import ground_colors
from rnnlab.gui.panels.writing.manuscript_view import Continuation, ManuscriptView, Underline
from rnnlab.gui.panels.writing.stream_view import MOST_CHARACTERS

FIRST = 4  # place in the manuscript of the first token after the prime text “the ”


def written(*tokens: str, likely: float = 0.5, first: int = FIRST) -> Slice:
    lengths = np.array([len(token) for token in tokens], np.int32)
    all_likely = np.full(len(tokens), likely, np.float32)
    return Slice("".join(tokens), lengths, all_likely, all_likely, first, 0.0)


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> ManuscriptView:
    """“the ” and ten characters after it, at rest."""
    made = ManuscriptView(look)
    qtbot.addWidget(made)
    made.resize(300, 120)
    made.show()
    made.begin("the ", monospaced=True)
    made.add_slice(written(*"cat sat on"))
    made.set_editable(True)
    return made


def _put_caret(view: ManuscriptView, position: int) -> None:
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    view.setTextCursor(cursor)


def _place_of(view: ManuscriptView, position: int) -> QPointF:
    """The middle of a character."""
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    left = view.cursorRect(cursor)
    return QPointF(left.left() + 3, left.center().y())


def _pixel(view: ManuscriptView, position: int) -> QColor:
    """The ground at the upper edge of a character, where none has ink."""
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    corner = view.cursorRect(cursor)
    return view.viewport().grab().toImage().pixelColor(corner.left() + 3, corner.top() + 1)


def test_while_it_is_written_nobody_can_change_it(view: ManuscriptView) -> None:
    view.begin("", monospaced=True)
    assert view.isReadOnly()


def test_the_token_under_the_pointer_is_found(view: ManuscriptView) -> None:
    assert view.mark_at(_place_of(view, 6)) == 2
    assert view.mark_at(_place_of(view, 1)) == -1
    assert view.mark_at(QPointF(5, 100)) == -1


@pytest.mark.parametrize(("likely", "level"), [(1.0, 0), (0.25, 2), (0.0001, 8)])
def test_a_token_has_the_ground_of_its_surprise(
    view: ManuscriptView, look: Look, likely: float, level: int
) -> None:
    view.begin("", monospaced=True)
    view.set_color("run:lstm:0")
    view.add_slice(written("a", "b", "c", likely=likely))
    assert _pixel(view, 1).name() == ground_colors(look, "run:lstm:0")[level].name()


def test_the_grounds_can_be_switched_off(view: ManuscriptView, look: Look) -> None:
    view.set_shaded(False)
    assert _pixel(view, 6).name() == look.color("field").name()


def test_without_a_change_it_goes_on_from_the_caret(view: ManuscriptView) -> None:
    _put_caret(view, 8)
    assert view.continuation() == Continuation(FIRST + 4, "")


def test_a_character_that_was_changed_is_given(view: ManuscriptView, qtbot: QtBot) -> None:
    _put_caret(view, 8)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.keyClicks(view, "r")
    assert view.toPlainText() == "the cat rat on"
    assert view.continuation() == Continuation(FIRST + 4, "r")


def test_what_stands_after_a_change_up_to_the_caret_is_given(
    view: ManuscriptView, qtbot: QtBot
) -> None:
    _put_caret(view, 8)
    qtbot.keyClicks(view, "x")
    _put_caret(view, 12)
    assert view.continuation() == Continuation(FIRST + 4, "xsat")


def test_a_changed_prime_text_is_read_anew(view: ManuscriptView, qtbot: QtBot) -> None:
    _put_caret(view, 3)
    qtbot.keyClicks(view, "y")
    assert view.continuation() == Continuation(None, "they")


def test_of_a_long_prime_text_the_end_is_shown_and_all_is_kept(view: ManuscriptView) -> None:
    prime = "abcdefghi " * 1_000
    view.begin(prime, monospaced=True)
    assert len(view.text()) == 5_000
    _put_caret(view, view.end() - 1)
    assert view.continuation() == Continuation(None, prime[:-1])


def test_letters_after_a_word_belong_to_it(view: ManuscriptView, qtbot: QtBot) -> None:
    view.begin("the", monospaced=False)
    view.add_slice(written(" cat", " sat", first=1))
    view.set_editable(True)
    _put_caret(view, 7)
    qtbot.keyClicks(view, "s")
    assert view.continuation() == Continuation(1, "cats")


def test_a_new_word_leaves_the_one_before_alone(view: ManuscriptView, qtbot: QtBot) -> None:
    view.begin("the", monospaced=False)
    view.add_slice(written(" cat", " sat", first=1))
    view.set_editable(True)
    _put_caret(view, 7)
    qtbot.keyClicks(view, " dog")
    assert view.continuation() == Continuation(2, " dog")


def test_what_follows_the_caret_makes_room_for_another_text(
    view: ManuscriptView, qtbot: QtBot
) -> None:
    _put_caret(view, 8)
    qtbot.keyClicks(view, "r")
    view.keep_to_caret()
    view.add_slice(written(*"un", first=FIRST + 5))
    assert view.text() == "the cat run"
    assert view.marks.places.tolist() == [4, 5, 6, 7, 9, 10]


def test_ctrl_enter_goes_on(view: ManuscriptView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.go_on_wanted):
        qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_after_the_beginning_is_gone_it_goes_on_from_the_right_place(
    view: ManuscriptView,
) -> None:
    line = "abcdefghi\n" * 1_000
    view.begin("the ", monospaced=True)
    for number in range(25):
        view.add_slice(written(*line, first=FIRST + number * len(line)))
    assert view.document().characterCount() <= 1.2 * MOST_CHARACTERS
    caret = view.end() - 7
    _put_caret(view, caret)
    assert view.continuation() == Continuation(FIRST + 250_000 - 7, "")


def test_a_line_broken_on_the_screen_is_whole_in_what_is_given(
    view: ManuscriptView, qtbot: QtBot
) -> None:
    view.begin("", monospaced=True)
    view.add_slice(written(*("x" * 9_000), first=0))
    view.set_editable(True)
    _put_caret(view, 10)
    qtbot.keyClicks(view, "y")
    _put_caret(view, view.end())
    assert view.continuation() == Continuation(10, "y" + "x" * 8_990)


def test_too_long_a_text_is_not_pasted(view: ManuscriptView) -> None:
    short, long = QMimeData(), QMimeData()
    short.setText("x" * 100)
    long.setText("x" * 100_000)
    assert view.canInsertFromMimeData(short)
    assert not view.canInsertFromMimeData(long)


def test_underlines_are_drawn_where_no_line_is_in_sight(
    view: ManuscriptView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.underline([Underline(4, 7, word=False, number=0)])
    monkeypatch.setattr(view, "visible_lines", lambda: iter(()))
    assert not view.grab().isNull()
