"""The prime text, typed or from a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import TextConfig
from rnnlab.gui.instrument import Instrument
from rnnlab.gui.panels.writing import prime_field
from rnnlab.gui.panels.writing.prime_field import PrimeField
from rnnlab.text import Codec, build_corpus, source_from_text

Rest = Callable[[], None]
TEXT = "the cat sat on the mat and the dog sat on the log. " * 60


@pytest.fixture
def field(qtbot: QtBot, instrument: Instrument) -> PrimeField:
    made = PrimeField(instrument.background)
    qtbot.addWidget(made)
    made.show()
    return made


def _codec(unit: str, limit: int = 5) -> Codec:
    config = TextConfig(unit="word" if unit == "word" else "char")
    if unit == "word":
        config = TextConfig(unit="word", vocabulary_limit=limit)
    return build_corpus(source_from_text(TEXT, "x"), config).codec


def _file(folder: Path, text: str) -> Path:
    path = folder / "prime.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_in_the_background(field: PrimeField, tmp_path: Path, rest: Rest) -> None:
    field.set_codec(_codec("char"))
    text = "the cat\nsat on " * 1_000
    field.open_file(_file(tmp_path, text))
    assert field.note.text() == "Reading “prime.txt” …"
    rest()
    assert field.text() == text
    assert field.line.text() == "prime.txt · 15.0k characters"


def test_unknown_tokens_of_a_file_are_named(field: PrimeField, tmp_path: Path, rest: Rest) -> None:
    codec = _codec("char")
    field.set_codec(codec)
    field.open_file(_file(tmp_path, "the çat " * 10))
    rest()
    assert "“ç”" in field.error.text()
    assert not field.readable_by(codec)


def test_a_file_that_is_not_there_is_told(field: PrimeField, tmp_path: Path, rest: Rest) -> None:
    field.open_file(tmp_path / "none.txt")
    rest()
    assert "none.txt" in field.error.text()
    assert field.text() == ""


def test_too_long_a_file_is_refused(
    field: PrimeField, tmp_path: Path, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prime_field, "MOST_CHARACTERS", 10)
    field.open_file(_file(tmp_path, "the cat sat"))
    rest()
    assert field.error.text().startswith("“prime.txt” has 11 characters, and a prime text at most")


def test_typing_takes_the_place_of_a_file(
    field: PrimeField, tmp_path: Path, rest: Rest, qtbot: QtBot
) -> None:
    field.open_file(_file(tmp_path, "the cat sat"))
    rest()
    qtbot.keyClicks(field.line, "x")
    assert field.file_name() == ""
    field.line.setText("dog")
    assert field.text() == "dog"


def test_unknown_words_are_mapped_or_refused_by_choice(field: PrimeField) -> None:
    codec = _codec("word")
    field.set_codec(codec)
    field.line.setText("the emu sat")
    assert field.readable_by(codec)
    field.map_unknown(False)
    assert not field.readable_by(codec)
    assert "“emu”" in field.error.text()
    field.map_unknown(True)
    assert "“emu”" in field.note.text()
