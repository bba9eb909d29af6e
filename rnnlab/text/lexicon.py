"""The words of *Cats and clauses*, sorted by what can sensibly be said of what."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "animal", "thing", "place"]


@dataclass(frozen=True)
class Pair:
    """Two forms of one word: for one and for many."""

    singular: str
    plural: str

    def form(self, plural: bool) -> str:
        """The form that agrees with one, or with many."""
        return self.plural if plural else self.singular


def _nouns(words: str) -> tuple[Pair, ...]:
    """Nouns, those with an irregular plural as ``mouse/mice``."""
    pairs = (word.partition("/") for word in words.split())
    return tuple(Pair(one, many or f"{one}s") for one, _, many in pairs)


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in text.split("/"))


NOUNS: dict[Kind, tuple[Pair, ...]] = {
    "person": _nouns("girl boy teacher sailor farmer queen child/children woman/women"),
    "animal": _nouns("cat dog bird horse fox/foxes mouse/mice wolf/wolves"),
    "thing": _nouns("boat lamp letter basket book key bell box/boxes"),
    "place": _nouns("house bridge tower gate wall barn mill church/churches"),
}

FOOD = ("fish", "bread", "cheese", "soup", "cake")

NOUN_ADJECTIVES: dict[Kind, tuple[str, ...]] = {
    "person": ("young", "old", "kind", "clever", "tall"),
    "animal": ("young", "old", "grey", "small", "clever"),
    "thing": ("old", "small", "heavy", "red", "golden"),
    "place": ("old", "small", "tall", "dark", "red"),
}

STATE_ADJECTIVES: dict[Kind, tuple[str, ...]] = {
    "person": ("hungry", "tired", "happy", "proud", "lonely", "brave", "quiet"),
    "animal": ("full", "hungry", "tired", "happy", "sleepy", "quiet", "wet"),
    "thing": ("broken", "lost", "heavy", "clean", "empty", "wet", "new"),
    "place": ("empty", "dark", "quiet", "safe", "new"),
}

# Past tenses have one form for all numbers, so that no verb before the last one tells it.
PAST_VERBS: dict[Kind, tuple[str, ...]] = {
    "person": ("followed", "watched", "loved", "saw", "remembered"),
    "animal": ("followed", "watched", "chased", "fed", "loved", "saw"),
    "thing": ("found", "carried", "painted", "sold", "lost", "made"),
    "place": ("painted", "sold", "loved", "remembered", "saw"),
}
RESTING_VERBS: dict[Kind, tuple[str, ...]] = {
    "person": ("waited", "slept", "lived"),
    "animal": ("waited", "slept", "lived"),
    "thing": ("lay", "fell"),
    "place": ("stood",),
}
RESTING_PARTICIPLES: dict[Kind, tuple[str, ...]] = {
    "person": ("waiting", "sleeping", "living"),
    "animal": ("waiting", "sleeping", "living"),
    "thing": ("lying", "hanging"),
    "place": ("standing",),
}
DONE_TO: dict[Kind, tuple[str, ...]] = {
    "person": ("followed", "watched", "loved"),
    "animal": ("followed", "watched", "chased", "loved"),
    "thing": ("found", "carried", "painted", "sold", "made"),
    "place": ("painted", "sold", "loved"),
}

BEEN: dict[Kind, tuple[str, ...]] = {
    "thing": ("found", "painted", "sold", "lost"),
    "place": ("painted", "sold"),
}

ADVERBS = ("already", "often", "once", "never")
PREPOSITIONS = _phrases("near/near/behind/beside/in front of/not far from")
OPENINGS = _phrases("In the morning/At night/After the rain/Before dinner/On cold days")
ASIDES = _phrases("to the surprise of/to the joy of/according to/in the eyes of")
CONJUNCTIONS = ("and", "but", "because")

BE = (Pair("was", "were"), Pair("is", "are"))
HAVE = Pair("has", "have")
PRESENT_VERBS: dict[Kind, tuple[Pair, ...]] = {
    "person": (Pair("waits", "wait"), Pair("sings", "sing"), Pair("lives", "live")),
    "animal": (Pair("waits", "wait"), Pair("sleeps", "sleep"), Pair("runs", "run")),
    "thing": (Pair("lies", "lie"), Pair("hangs", "hang")),
    "place": (Pair("stands", "stand"),),
}
LOOK = Pair("looks", "look")
