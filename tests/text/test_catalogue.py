"""The texts that need no file."""

import sys

import pytest

from rnnlab.config import TextConfig
from rnnlab.text import CATALOGUE, Batches, BuiltIn, TextError, build_corpus, built_in, python_texts

every_text = pytest.mark.parametrize("text", CATALOGUE, ids=lambda text: text.key)


@every_text
def test_a_text_is_the_same_each_time(text: BuiltIn) -> None:
    assert text.make() == text.make()


@every_text
def test_a_text_fills_many_batches_at_the_usual_settings(text: BuiltIn) -> None:
    corpus = build_corpus(text.source(), TextConfig(unit=text.unit))
    assert len(Batches(corpus.train, batch_size=32, sequence_length=64)) > 50
    assert corpus.unseen < 0.001 * corpus.size


@every_text
def test_a_text_is_found_by_its_key(text: BuiltIn) -> None:
    assert built_in(text.key) is text
    assert text.source().name == text.title
    assert text.description.endswith((".", ".”"))


def test_keys_are_unique() -> None:
    assert len({text.key for text in CATALOGUE}) == len(CATALOGUE)


def test_an_unknown_key_lists_those_there_are() -> None:
    with pytest.raises(TextError, match="no built-in text “dogs”; choose one of cats-and-clauses,"):
        built_in("dogs")


def test_the_documentation_is_english_of_some_length() -> None:
    text = built_in("python-documentation").make()
    assert 300_000 < len(text) < 2_000_000
    assert "compound statement" in text


def test_the_source_is_python_of_some_length() -> None:
    text = built_in("python-source").make()
    assert 1_000_000 < len(text) < 2_500_000
    assert "class ArgumentParser" in text
    assert "\r" not in text


def test_a_python_without_documentation_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(TextError, match="without its documentation"):
        built_in("python-documentation").source()


def test_a_python_without_source_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_texts, "find_spec", lambda _: None)
    with pytest.raises(TextError, match="without the source of its library"):
        built_in("python-source").source()
