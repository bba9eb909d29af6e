"""Examples that fit the open text."""

import pytest

from rnnlab.config import TextConfig
from rnnlab.gui.desks.belief_examples import examples_for
from rnnlab.text import CATALOGUE, Corpus, build_corpus, source_from_text
from rnnlab.text.grammar import cats_and_clauses


def corpus_of(text: str, unit: str = "char", name: str = "a text") -> Corpus:
    config = TextConfig(unit="word") if unit == "word" else TextConfig()
    return build_corpus(source_from_text(text, name), config)


@pytest.mark.parametrize("unit", ["char", "word"])
def test_cats_and_clauses_offer_agreement(unit: str) -> None:
    corpus = corpus_of(cats_and_clauses(100_000), unit, CATALOGUE[0].title)
    first = examples_for(corpus)[0]
    assert first.right == "The cats, loved by many wolves, were full."
    assert first.wrong == "The cats, loved by many wolves, was full."
    assert first.blank == "The cats, loved by many wolves, ▢ full."
    assert first.candidates == ("were", "was")


@pytest.mark.parametrize("unit", ["char", "word"])
def test_other_texts_offer_lines_of_their_validation_part(unit: str) -> None:
    text = cats_and_clauses(30_000, seed=5)
    corpus = corpus_of(text, unit)
    offered = examples_for(corpus)
    assert offered
    lines = text.split("\n")
    for example in offered:
        assert example.right in lines
        right, wrong = example.right.split(" "), example.wrong.split(" ")
        assert sum(one != other for one, other in zip(right, wrong, strict=True)) == 1
        assert example.blank.replace("▢", example.candidates[0]) == example.right
        assert not corpus.codec.unknown_tokens(example.wrong)


def test_texts_without_words_exchange_the_last_sign() -> None:
    corpus = corpus_of("([{}])\n[()]{}\n{[()]}\n" * 40)
    for example in examples_for(corpus):
        assert example.right[:-1] == example.wrong[:-1]
        assert example.right[-1] != example.wrong[-1]


def test_a_text_of_one_sign_after_another_offers_nothing_or_what_it_knows() -> None:
    corpus = corpus_of("ab" * 200)
    for example in examples_for(corpus):
        assert set(example.wrong) <= set("ab")
