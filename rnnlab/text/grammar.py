"""*Cats and clauses*: English in which a verb agrees with a subject many words back.

“The cat, which already ate the fish near the old houses, was full.” Between subject and verb
stand clauses of several types, within one another, with nouns that are singular or plural by
the toss of a coin. Neither they nor any verb among them tells the number of the verb to come:
only who remembers the subject can know it. How well a model does so, by distance, is measured
as by Linzen, Dupoux and Goldberg (2016), "Assessing the ability of LSTMs to learn
syntax-sensitive dependencies".
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from rnnlab.text import lexicon
from rnnlab.text.lexicon import Kind, Pair
from rnnlab.text.tokens import join_words

_Item = TypeVar("_Item")
_Words = list[str]

# What stands between subject and verb, each row as likely as the others.
_PLANS: tuple[tuple[Literal["place", "clause", "aside"], ...], ...] = (
    (),
    ("place",),
    ("clause",),
    ("clause",),
    ("aside",),
    ("place", "clause"),
    ("place", "clause"),
    ("clause", "aside"),
    ("place", "clause", "aside"),
)


@dataclass(frozen=True)
class AgreementSentence:
    """A sentence, its subject and the verb that agrees with it.

    Attributes:
        words: Words and signs as `tokens.words` cuts them; the first is capitalised.
        subject_index: Place of the subject's noun.
        verb_index: Place of the verb, after the subject.
        plural: Whether both are plural.
        other_verb: The verb's form for the other number, which would be wrong here.
    """

    words: tuple[str, ...]
    subject_index: int
    verb_index: int
    plural: bool
    other_verb: str

    @property
    def text(self) -> str:
        """The sentence as it is written."""
        return join_words(self.words)

    @property
    def beginning(self) -> str:
        """What stands before the verb, with the space that follows it."""
        return join_words(self.words[: self.verb_index]) + " "

    @property
    def verb(self) -> str:
        """The right verb."""
        return self.words[self.verb_index]

    @property
    def distance(self) -> int:
        """Words and signs from the subject to the verb; 1 if they are neighbours."""
        return self.verb_index - self.subject_index


def agreement_sentences(seed: int = 1) -> Iterator[AgreementSentence]:
    """Sentences without end; the same seed gives the same ones.

    To measure a model take another seed than that of the text it learnt.
    """
    generator = random.Random(seed)
    while True:
        yield _SentenceMaker(generator).sentence()


def cats_and_clauses(size: int = 300_000, seed: int = 1) -> str:
    """A text of such sentences, one a line.

    Args:
        size: Characters, reached by less than one line.
        seed: The same seed gives the same text.
    """
    lines: list[str] = []
    for sentence in agreement_sentences(seed):
        lines.append(sentence.text + "\n")
        size -= len(lines[-1])
        if size <= 0:
            break
    return "".join(lines)


class _SentenceMaker:
    """Makes one sentence; each method draws one kind of phrase."""

    def __init__(self, generator: random.Random) -> None:
        self._random = generator

    def sentence(self) -> AgreementSentence:
        kind, plural = self._kind(), self._coin()
        opening = self._opening()
        subject = self._noun_phrase(self._one(lexicon.NOUNS[kind]), plural, kind)
        between = self._modifiers(kind)
        pair, rest = self._predicate(kind)
        words = [*opening, *subject, *between, pair.form(plural), *rest, *self._tail(), "."]
        words[0] = words[0].capitalize()
        subject_index = len(opening) + len(subject) - 1
        return AgreementSentence(
            words=tuple(words),
            subject_index=subject_index,
            verb_index=subject_index + 1 + len(between),
            plural=plural,
            other_verb=pair.form(not plural),
        )

    # Choices

    def _one(self, items: Sequence[_Item]) -> _Item:
        return self._random.choice(items)

    def _coin(self, probability: float = 0.5) -> bool:
        return self._random.random() < probability

    def _kind(self) -> Kind:
        kinds: tuple[Kind, ...] = ("person", "animal", "animal", "thing", "place")
        return self._one(kinds)

    # Noun phrases

    def _noun_phrase(self, noun: Pair, plural: bool, kind: Kind) -> _Words:
        adjective = [self._one(lexicon.NOUN_ADJECTIVES[kind])] if self._coin(0.25) else []
        described = [*adjective, noun.form(plural)]
        return [self._determiner(plural, described[0]), *described]

    def _determiner(self, plural: bool, next_word: str) -> str:
        if self._coin(0.85):
            return "the"
        if plural:
            return self._one(("some", "many", "two"))
        article = "an" if next_word[0] in "aeiou" else "a"
        return self._one((article, "every"))

    def _other(self, *kinds: Kind) -> _Words:
        """A noun phrase that is not the subject; its number is a coin's."""
        kind = self._one(kinds)
        return self._noun_phrase(self._one(lexicon.NOUNS[kind]), self._coin(), kind)

    def _location(self) -> _Words:
        return [*self._one(lexicon.PREPOSITIONS), *self._other("place")]

    # What comes between subject and verb

    def _modifiers(self, kind: Kind) -> _Words:
        words: _Words = []
        for part in self._one(_PLANS):
            phrase = self._modifier(part, kind)
            words += phrase[1:] if words and words[-1] == phrase[0] == "," else phrase
        return words

    def _modifier(self, part: str, kind: Kind) -> _Words:
        if part == "place":
            return self._location()
        return self._clause(kind) if part == "clause" else self._aside()

    def _clause(self, kind: Kind) -> _Words:
        makers = (
            self._subject_clause,
            self._object_clause,
            self._possessive_clause,
            self._passive_clause,
            self._resting_clause,
        )
        return self._one(makers)(kind)

    def _aside(self) -> _Words:
        """“, to the surprise of the teachers,”."""
        return [",", *self._one(lexicon.ASIDES), *self._other("person"), ","]

    def _subject_clause(self, kind: Kind) -> _Words:
        """“, which already ate the fish near the old houses,” or “that chased the bird”."""
        action = self._action(kind)
        if self._coin(0.3):
            return ["that", *action]
        pronoun = "who" if kind == "person" else "which"
        adverb = [self._one(lexicon.ADVERBS)] if self._coin(0.4) else []
        return [",", pronoun, *adverb, *action, ","]

    def _object_clause(self, kind: Kind) -> _Words:
        """“that the girls near the river fed”; rarely the girls have a clause of their own."""
        inner: _Words = []
        if self._coin(0.35):
            inner = self._location()
        elif self._coin(0.3):
            inner = ["who", *self._action("person")]
        return ["that", *self._other("person"), *inner, self._one(lexicon.PAST_VERBS[kind])]

    def _possessive_clause(self, kind: Kind) -> _Words:
        """“, whose boats lay behind the wall,”."""
        if kind != "person":
            return self._object_clause(kind)
        noun = self._one(lexicon.NOUNS["thing"])
        verb = self._one(lexicon.RESTING_VERBS["thing"])
        return [",", "whose", noun.form(self._coin()), verb, *self._location(), ","]

    def _passive_clause(self, kind: Kind) -> _Words:
        """“, painted by the sailors,”."""
        agent = self._other("person", "animal") if kind == "animal" else self._other("person")
        return [",", self._one(lexicon.DONE_TO[kind]), "by", *agent, ","]

    def _resting_clause(self, kind: Kind) -> _Words:
        """“sleeping beside the doors”."""
        return [self._one(lexicon.RESTING_PARTICIPLES[kind]), *self._location()]

    def _action(self, kind: Kind) -> _Words:
        """What the subject of a relative clause did."""
        if kind == "animal" and self._coin():
            place = self._location() if self._coin() else []
            return ["ate", "the", self._one(lexicon.FOOD), *place]
        if kind in ("thing", "place") or self._coin(0.3):
            return [self._one(lexicon.RESTING_VERBS[kind]), *self._location()]
        targets: tuple[Kind, ...] = ("thing", "animal") if kind == "person" else ("animal",)
        target = self._one(targets)
        verbs = lexicon.PAST_VERBS[target] if kind == "person" else ("chased", "followed", "saw")
        return [self._one(verbs), *self._other(target)]

    # From the verb on

    def _predicate(self, kind: Kind) -> tuple[Pair, _Words]:
        """The verb that agrees, and what follows it."""
        draw = self._random.random()
        if draw < 0.6:
            return self._one(lexicon.BE), [self._one(lexicon.STATE_ADJECTIVES[kind])]
        if draw < 0.75:
            return lexicon.HAVE, self._perfect(kind)
        if draw < 0.85:
            return lexicon.LOOK, [self._one(lexicon.STATE_ADJECTIVES[kind])]
        return self._one(lexicon.PRESENT_VERBS[kind]), self._location()

    def _perfect(self, kind: Kind) -> _Words:
        if kind == "person":
            return [self._one(("found", "lost", "sold")), *self._other("thing")]
        if kind == "animal":
            return ["eaten", "the", self._one(lexicon.FOOD)]
        return ["been", self._one(lexicon.BEEN[kind])]

    def _opening(self) -> _Words:
        return [*self._one(lexicon.OPENINGS), ","] if self._coin(0.15) else []

    def _tail(self) -> _Words:
        """A second, short sentence after the first."""
        if not self._coin(0.15):
            return []
        kind, plural = self._kind(), self._coin()
        subject = self._noun_phrase(self._one(lexicon.NOUNS[kind]), plural, kind)
        pair, rest = self._predicate(kind)
        return [",", self._one(lexicon.CONJUNCTIONS), *subject, pair.form(plural), *rest]
