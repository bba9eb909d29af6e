import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rnnlab.config import TextConfig
from rnnlab.gui.desks import texts as text_desk
from rnnlab.gui.instrument import Instrument
from rnnlab.text import REMOTE_TEXTS, Source, built_in, source_from_text

Rest = Callable[[], None]
WORDS = "the cat sat on the mat . " * 40


def test_a_built_in_text_is_cut_into_its_own_unit(instrument: Instrument, rest: Rest) -> None:
    instrument.texts.set_config(TextConfig(unit="word"))
    instrument.texts.open_built_in(built_in("brackets"))
    rest()
    assert instrument.texts.config == TextConfig(unit="char")


def test_a_refused_text_leaves_text_and_choices_as_they_were(
    instrument: Instrument, rest: Rest, qtbot: QtBot
) -> None:
    texts = instrument.texts
    texts.open_pasted(WORDS)
    rest()
    kept = (texts.source, texts.corpus, texts.config)
    with qtbot.waitSignal(texts.refused):
        texts.open_files([Path("nowhere.txt")])
        rest()
    assert (texts.source, texts.corpus, texts.config) == kept


def test_of_two_texts_opened_in_a_row_the_second_stays(instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_pasted("first " * 40)
    instrument.texts.open_pasted("second " * 40)
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.text == "second " * 40


def test_other_choices_cut_the_text_that_is_being_read_not_the_one_before(
    instrument: Instrument, rest: Rest
) -> None:
    texts = instrument.texts
    texts.open_pasted(WORDS)
    rest()
    texts.open_pasted("new words come here . " * 40)
    texts.set_config(TextConfig(unit="word"))
    rest()
    assert texts.corpus is not None
    assert texts.corpus.size == 200
    assert texts.config.unit == "word"


def test_the_same_choices_cut_nothing_anew(instrument: Instrument, rest: Rest) -> None:
    instrument.texts.open_pasted(WORDS)
    rest()
    corpus = instrument.texts.corpus
    instrument.texts.set_config(TextConfig())
    assert not instrument.texts.busy
    assert instrument.texts.corpus is corpus


def test_it_is_busy_until_the_text_is_there(instrument: Instrument, rest: Rest) -> None:
    seen = [instrument.texts.busy]
    instrument.texts.corpus_changed.connect(lambda: seen.append(instrument.texts.busy))
    instrument.texts.open_pasted(WORDS)
    seen.append(instrument.texts.busy)
    rest()
    assert seen == [False, True, False]


def test_a_text_that_is_encoded_already_replaces_one_that_is_being_read(
    instrument: Instrument, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    texts = instrument.texts
    texts.open_pasted(WORDS)
    rest()
    source, corpus = texts.source, texts.corpus
    assert source is not None
    assert corpus is not None

    def slow(remote: object) -> Source:
        go_on.wait(10)
        return source_from_text("late " * 40, "Late")

    monkeypatch.setattr(text_desk, "fetching", slow)
    texts.open_remote(REMOTE_TEXTS[0])
    texts.open_corpus(source, corpus)
    go_on.set()
    rest()
    assert not texts.busy
    assert texts.source is source


def test_reading_again_keeps_the_name(instrument: Instrument, rest: Rest, tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes("Größe und Grüße. ".encode("cp1252") * 20)
    instrument.texts.open_files([path])
    rest()
    instrument.texts.read_again("cp1250")
    rest()
    assert instrument.texts.source is not None
    assert instrument.texts.source.name == "file.txt"
    assert instrument.texts.source.encoding == "cp1250"
