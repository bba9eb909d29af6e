"""What a sample has copied, found in the background."""

from collections.abc import Callable

import numpy as np
import pytest

from rnnlab.config import TextConfig
from rnnlab.gui.desks import copied
from rnnlab.gui.desks.copied import Findings, passage
from rnnlab.gui.instrument import Instrument
from rnnlab.text import Corpus, build_corpus, source_from_text

Rest = Callable[[], None]
_CHARACTERS = TextConfig()
TEXT = "the cat sat on the mat and the dog sat on the log. " * 60


def _corpus(text: str = TEXT, config: TextConfig = _CHARACTERS) -> Corpus:
    return build_corpus(source_from_text(text, "Cats"), config)


@pytest.fixture
def found(instrument: Instrument) -> list[Findings]:
    """All that is found."""
    findings: list[Findings] = []
    instrument.room.copied.found.connect(lambda _who, each: findings.append(each))
    return findings


def _compare(instrument: Instrument, corpus: Corpus, text: str, who: object = None) -> None:
    instrument.room.copied.compare(who, corpus, corpus.codec.encode(text), 0, text)


def test_shares_are_those_of_plain_searching(
    instrument: Instrument, found: list[Findings], rest: Rest
) -> None:
    corpus, sample = _corpus(), "the cat sat on the dog sat on the cat and the log the the"
    _compare(instrument, corpus, sample)
    rest()
    learnt = TEXT[: corpus.train_end]
    for length in (5, 10, 20, 50):
        pieces = [sample[i : i + length] for i in range(len(sample) - length + 1)]
        share = sum(piece in learnt for piece in pieces) / len(pieces)
        assert found[0].copies.share(length) == pytest.approx(share)


def test_a_passage_is_shown_where_it_stands(
    instrument: Instrument, found: list[Findings], rest: Rest
) -> None:
    corpus = _corpus("abcdefghij " * 50 + "one single place " + "klmnopqrst " * 100)
    _compare(instrument, corpus, "one single place")
    rest()
    longest = found[0].copies.longest()
    assert longest is not None
    shown = passage(found[0], longest.start, longest.length, longest.place)
    assert shown.copied == "one single place"
    assert shown.before.endswith("abcdefghij ")
    assert shown.after.startswith(" klmnop")
    assert (shown.place, shown.times) == (550, 1)


def test_a_text_is_sorted_once(instrument: Instrument, found: list[Findings], rest: Rest) -> None:
    sorted_texts: list[str] = []
    instrument.room.copied.indexing.connect(sorted_texts.append)
    for sample in ("the cat", "the dog"):
        _compare(instrument, _corpus(), sample)
        rest()
    assert sorted_texts == ["Cats"]
    assert found[0].learnt is found[1].learnt


def test_another_text_is_sorted_anew(
    instrument: Instrument, found: list[Findings], rest: Rest
) -> None:
    for text in (TEXT, TEXT.replace("dog", "tac")):
        _compare(instrument, _corpus(text), "the tac ")
        rest()
    assert [len(each.new_words) for each in found] == [1, 0]


def test_of_a_huge_text_the_beginning_is_searched(
    instrument: Instrument, found: list[Findings], rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copied, "MOST_INDEXED", 30)
    corpus = _corpus()
    _compare(instrument, corpus, "the cat sat on the mat and the dog sat")
    rest()
    assert found[0].learnt.size == 30
    longest = found[0].copies.longest()
    assert longest is not None
    assert longest.length == 30


def test_words_are_found_across_the_pieces_of_a_text(
    instrument: Instrument, found: list[Findings], rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copied, "_DECODED_AT_ONCE", 7)
    _compare(instrument, _corpus(), "the cat sat on the mat and the lad ")
    rest()
    assert found[0].new_words == ["lad"]
    assert found[0].learnt.words == {"the", "cat", "sat", "on", "mat", "and", "dog", "log"}


def test_a_text_of_words_has_the_words_of_its_vocabulary(
    instrument: Instrument, found: list[Findings], rest: Rest
) -> None:
    corpus = _corpus(config=TextConfig(unit="word"))
    _compare(instrument, corpus, "the cat sat on the log")
    rest()
    assert found[0].new_words == []
    np.testing.assert_array_equal(found[0].copies.lengths[:1], [5])


def test_who_asks_again_gets_one_answer(
    instrument: Instrument, found: list[Findings], rest: Rest
) -> None:
    who = object()
    _compare(instrument, _corpus(), "the cat", who)
    _compare(instrument, _corpus(), "the dog", who)
    rest()
    assert [each.ids.tolist() for each in found] == [_corpus().codec.encode("the dog").tolist()]
