"""Cats and clauses: verbs agree with subjects many words back, and with nothing else."""

from collections import Counter
from itertools import islice

import pytest

from rnnlab.text import AgreementSentence, agreement_sentences, cats_and_clauses, words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written out by hand, not taken from the lexicon.
SINGULAR_VERBS = _set("was is has looks waits sings lives sleeps runs lies hangs stands")
PLURAL_VERBS = _set("were are have look wait sing live sleep run lie hang stand")
SINGULAR_NOUNS = _set(
    "girl boy teacher sailor farmer queen child woman cat dog bird horse fox mouse wolf boat "
    "lamp letter basket book key bell box house bridge tower gate wall barn mill church"
)
PLURAL_NOUNS = _set(
    "girls boys teachers sailors farmers queens children women cats dogs birds horses foxes "
    "mice wolves boats lamps letters baskets books keys bells boxes houses bridges towers "
    "gates walls barns mills churches"
)
ONLY_SINGULAR = {"a", "an", "every"}
ONLY_PLURAL = {"some", "many", "two"}


@pytest.fixture(scope="module")
def sentences() -> list[AgreementSentence]:
    return list(islice(agreement_sentences(seed=3), 4000))


@pytest.fixture(scope="module")
def text() -> str:
    return cats_and_clauses()


def test_the_verb_agrees_with_its_subject(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        noun = sentence.words[sentence.subject_index]
        assert (noun in PLURAL_NOUNS) == sentence.plural == (sentence.verb in PLURAL_VERBS)
        assert (noun in SINGULAR_NOUNS) != sentence.plural != (sentence.verb in SINGULAR_VERBS)


def test_the_wrong_verb_has_the_other_number(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        assert sentence.other_verb in (SINGULAR_VERBS if sentence.plural else PLURAL_VERBS)


def test_no_verb_before_it_tells_the_number(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        between = sentence.words[sentence.subject_index + 1 : sentence.verb_index]
        assert not (SINGULAR_VERBS | PLURAL_VERBS) & set(between)


def test_the_nearest_noun_does_not_tell_the_number(sentences: list[AgreementSentence]) -> None:
    same = []
    for sentence in sentences:
        between = sentence.words[sentence.subject_index + 1 : sentence.verb_index]
        nouns = [word for word in between if word in SINGULAR_NOUNS | PLURAL_NOUNS]
        if nouns:
            same.append((nouns[-1] in PLURAL_NOUNS) == sentence.plural)
    assert len(same) > 2000
    assert 0.46 < sum(same) / len(same) < 0.54


def test_articles_fit_their_nouns(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        spoken = [word.lower() for word in sentence.words]
        for place, word in enumerate(spoken):
            noun = next((w for w in spoken[place:] if w in SINGULAR_NOUNS | PLURAL_NOUNS), "")
            assert word not in ONLY_SINGULAR or noun in SINGULAR_NOUNS
            assert word not in ONLY_PLURAL or noun in PLURAL_NOUNS
            if word in ("a", "an"):
                assert (word == "an") == (spoken[place + 1][0] in "aeiou")


def test_subject_and_verb_stand_near_and_far(sentences: list[AgreementSentence]) -> None:
    distances = Counter(sentence.distance for sentence in sentences)
    assert distances[1] > 200
    assert sum(number for distance, number in distances.items() if distance >= 10) > 1000
    assert max(distances) >= 20


def test_the_words_are_those_the_tokeniser_finds(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        assert words(sentence.text) == list(sentence.words)


def test_the_beginning_and_the_verb_begin_the_sentence(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        assert sentence.text.startswith(sentence.beginning + sentence.verb)


def test_every_sentence_is_punctuated(sentences: list[AgreementSentence]) -> None:
    for sentence in sentences:
        assert sentence.text[0].isupper()
        assert sentence.text.endswith(".")
        assert ", ," not in " ".join(sentence.words)
        assert ",," not in sentence.text


def test_the_text_has_its_size_and_whole_lines(text: str) -> None:
    assert 300_000 <= len(text) < 300_300
    assert all(line.endswith(".") for line in text.splitlines())


def test_the_vocabulary_is_small_but_varied(text: str) -> None:
    assert 150 <= len({word for word in words(text, lower_case=True) if word.isalpha()}) <= 200


def test_sentences_are_seldom_repeated(text: str) -> None:
    lines = text.splitlines()
    assert len(set(lines)) > 0.9 * len(lines)


def test_the_seed_decides() -> None:
    assert cats_and_clauses(5000) == cats_and_clauses(5000)
    assert cats_and_clauses(5000) != cats_and_clauses(5000, seed=2)
