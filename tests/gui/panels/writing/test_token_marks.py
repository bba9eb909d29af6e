"""Where tokens stand on the screen."""

import numpy as np
import pytest

from rnnlab.gui.desks.drafts import Slice
from rnnlab.gui.panels.writing.token_marks import TokenMarks


def words(*tokens: str, first: int = 0) -> Slice:
    lengths = np.array([len(token) for token in tokens], np.int32)
    likely = np.linspace(0.1, 0.9, len(tokens), dtype=np.float32)
    return Slice("".join(tokens), lengths, likely, likely / 2, first, 0.0)


@pytest.fixture
def marks() -> TokenMarks:
    """“ab” at 10, “c” at 12, “def” at 13, places 3 to 5."""
    made = TokenMarks()
    made.append(words("ab", "c", "def", first=3), 10, [])
    return made


def test_tokens_stand_one_after_the_other(marks: TokenMarks) -> None:
    assert [(mark.start, mark.end, mark.place) for mark in marks] == [
        (10, 12, 3),
        (12, 13, 4),
        (13, 16, 5),
    ]
    assert marks[2].probability == pytest.approx(0.9)
    assert marks[2].chance == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("position", "index"), [(9, None), (10, 0), (11, 0), (12, 1), (15, 2), (16, None)]
)
def test_a_character_belongs_to_one_token(
    marks: TokenMarks, position: int, index: int | None
) -> None:
    assert marks.at(position) == index


def test_line_ends_of_the_screen_move_what_follows() -> None:
    marks = TokenMarks()
    marks.append(words("ab", "cd", "e"), 0, [2, 3])  # ab | c | d e
    assert marks.starts.tolist() == [0, 3, 6]
    assert marks.ends.tolist() == [2, 6, 7]


def test_the_space_before_a_word_is_no_part_of_it() -> None:
    marks = TokenMarks()
    marks.append(words("the", " cat", " ", "\n"), 0, [])
    assert marks.starts.tolist() == [0, 4, 7, 8]
    assert marks.ends.tolist() == [3, 7, 8, 9]


def test_when_the_beginning_goes_its_tokens_go(marks: TokenMarks) -> None:
    marks.cut_front(11)
    assert marks.starts.tolist() == [1, 2]
    assert marks.places.tolist() == [4, 5]


def test_after_a_change_only_whole_tokens_before_it_stay(marks: TokenMarks) -> None:
    marks.cut_back(14)
    assert marks.places.tolist() == [3, 4]


def test_tokens_of_a_line_are_those_with_a_character_in_it(marks: TokenMarks) -> None:
    assert list(marks.between(11, 13)) == [0, 1]


def test_there_is_room_for_any_number() -> None:
    marks = TokenMarks()
    for number in range(5_000):
        marks.append(words("a", first=number), number, [])
    np.testing.assert_array_equal(marks.places, np.arange(5_000))
