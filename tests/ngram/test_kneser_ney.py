"""Interpolated modified Kneser–Ney against formulas, hand computation and KenLM's figures."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlab.config import NgramConfig
from rnnlab.ngram import count_ngrams, fit, fit_ladder, join_sentences
from rnnlab.ngram.kneser_ney import modified_discounts

VOCABULARY = 3
BEGIN = VOCABULARY
HIGHEST = 4
sentence = st.lists(st.integers(0, VOCABULARY - 1), min_size=HIGHEST, max_size=40)
texts = st.lists(sentence, min_size=1, max_size=4)

NURSERY = """the cat sat on the mat
the dog sat on the cat
a cat saw the dog on a mat
the dog saw a cat
a dog ran
the cat ran on the mat
the bird saw the cat and the dog
the cat and the dog sat on the mat
a bird sat on the dog
the dog and a bird ran
the bird ran
a mat"""

HELD_OUT = """the cat sat on the mat
a bird saw a horse on the mat
the dog and the dog ran and ran
mat"""

# KenLM (commit 4cb443e): lmplz -o N --discount_fallback < NURSERY, then query -v word
# < HELD_OUT: log10 of each word's probability and of the sentence's end.
KENLM = {
    2: "-.242270 -.633824 -.850938 -.175559 -.203582 -.940359 -.129313 -.621408 -1.079398 "
    "-.691289 -.548980 -1.540330 -1.101354 -.203582 -.940359 -.129313 -.242270 -.455914 "
    "-.929050 -.825347 -.455914 -.895583 -1.529396 -1.240663 -.357869 -1.809028 -.129313",
    3: "-.215882 -.573919 -.827879 -.085956 -.277159 -.734921 -.371428 -.560721 -.817358 "
    "-.949233 -.810430 -1.746433 -1.101354 -.708392 -.734921 -.371428 -.215882 -.458950 "
    "-.930072 -.716179 -.192454 -1.138563 -1.514676 -1.380108 -.708392 -2.017033 -.576781",
    4: "-.215882 -.648946 -.758452 -.077183 -.459094 -.466072 -.334538 -.560721 -.851449 "
    "-.991736 -.762125 -1.698129 -1.101354 -.708392 -.551430 -.334538 -.215882 -.491500 "
    "-.822378 -.758682 -.270635 -1.219674 -1.466372 -1.380108 -.708392 -2.017033 -.576781",
}


class Formulas:
    """Chen and Goodman's equations 23 to 26, word for word, over dictionaries of fractions."""

    def __init__(self, sentences: list[list[int]], order: int) -> None:
        self.order = order
        padded = [(BEGIN, *sentence) for sentence in sentences]
        raw = [self._slices(padded, length) for length in range(1, order + 1)]
        self.counts = [self._adjusted(raw, length) for length in range(1, order)] + [raw[-1]]
        self.discounts = [self._discounts(counts) for counts in self.counts]

    def probability(self, token: int, context: tuple[int, ...]) -> Fraction:
        context = context[max(0, len(context) - self.order + 1) :]
        below = self.probability(token, context[1:]) if context else Fraction(1, VOCABULARY)
        counts = self.counts[len(context)]
        following = {g[-1]: c for g, c in counts.items() if g[:-1] == context}
        if not following:
            return below
        discount = self.discounts[len(context)]
        total = sum(following.values())
        freed = sum(discount[min(count, 3)] for count in following.values())
        own = following.get(token, 0)
        return (own - discount[min(own, 3)]) / total + freed / total * below

    @staticmethod
    def _slices(padded: list[tuple[int, ...]], length: int) -> Counter[tuple[int, ...]]:
        found = Counter(
            tokens[i : i + length] for tokens in padded for i in range(len(tokens) - length + 1)
        )
        found.pop((BEGIN,), None)
        return found

    @staticmethod
    def _adjusted(raw: list[Counter[tuple[int, ...]]], length: int) -> Counter[tuple[int, ...]]:
        before = Counter(ngram[1:] for ngram in raw[length])
        begun = {gram: n for gram, n in raw[length - 1].items() if gram[0] == BEGIN}
        return Counter({**before, **begun})

    @staticmethod
    def _discounts(counts: Counter[tuple[int, ...]]) -> list[Fraction]:
        n = Counter(counts.values())
        fallback = [Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3, 2)]
        if not (n[1] and n[2] and n[3]):
            return fallback
        y = Fraction(n[1], n[1] + 2 * n[2])
        found = [Fraction(0)] + [j - (j + 1) * y * n[j + 1] / n[j] for j in (1, 2, 3)]
        return found if min(found[1:]) > 0 else fallback


@given(texts, st.integers(1, HIGHEST), sentence)
@settings(deadline=None)
def test_sentences_are_scored_as_the_formulas_say(
    sentences: list[list[int]], order: int, scored: list[int]
) -> None:
    formulas = Formulas(sentences, order)
    lengths = np.array([len(part) for part in sentences])
    counts = count_ngrams(np.concatenate(sentences), VOCABULARY, order, lengths.cumsum() - lengths)
    found = fit(counts, NgramConfig(order=order)).log_probabilities(
        np.array(scored), np.zeros(1, np.int64)
    )
    padded = (BEGIN, *scored)
    wanted = [formulas.probability(padded[i], padded[:i]) for i in range(1, len(padded))]
    np.testing.assert_allclose(np.exp(found), np.array(wanted, float), rtol=1e-12)


@given(sentence, st.integers(1, HIGHEST), sentence)
@settings(deadline=None)
def test_a_stream_is_scored_as_the_formulas_say(
    stream: list[int], order: int, scored: list[int]
) -> None:
    formulas = Formulas([stream], order)
    model = fit(count_ngrams(np.array(stream), VOCABULARY, order), NgramConfig(order=order))
    wanted = [formulas.probability(token, tuple(scored[:i])) for i, token in enumerate(scored)]
    found = np.exp(model.log_probabilities(np.array(scored)))
    np.testing.assert_allclose(found, np.array(wanted, float), rtol=1e-12)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_word_probabilities_are_those_of_kenlm(order: int) -> None:
    train = [line.split() for line in NURSERY.splitlines()]
    words = sorted({word for sentence in train for word in sentence})
    end, unseen = len(words), len(words) + 1
    table = {word: number for number, word in enumerate(words)}

    def encode(lines: list[list[str]]) -> list[np.ndarray]:
        return [np.array([table.get(word, unseen) for word in line]) for line in lines]

    ids, starts = join_sentences(encode(train), end)
    counts = count_ngrams(ids, unseen + 1, order, starts)
    held_out, held_out_starts = join_sentences(
        encode([line.split() for line in HELD_OUT.splitlines()]), end
    )
    model = fit(counts, NgramConfig(order=order))
    found = model.log_probabilities(held_out, held_out_starts) / np.log(10)
    np.testing.assert_allclose(found, np.array(KENLM[order].split(), float), atol=1e-6)


def test_a_bigram_of_four_tokens_by_hand() -> None:
    # The stream a b a a. a came after the beginning, b and a: 3; b after a: 1. Discounts ½, 1, 1½:
    # p(a) = 1.5/4 + ½·½ = .625, p(b) = .5/4 + ½·½ = .375. Each bigram occurs once: after a
    # p(b) = .5/2 + ½·.375, p(a) = .5/2 + ½·.625; after b p(a) = .5/1 + ½·.625.
    model = fit(count_ngrams(np.array([0, 1, 0, 0]), 2, 2), NgramConfig(order=2))
    found = np.exp(model.log_probabilities(np.array([0, 1, 0, 0])))
    np.testing.assert_allclose(found, [0.625, 0.4375, 0.8125, 0.5625], rtol=1e-14)


def test_discounts_by_hand() -> None:
    # n₁…n₄ = 4, 2, 1, 1: Y = ½; D₁ = 1 − 2·½·2/4, D₂ = 2 − 3·½·1/2, D₃ = 3 − 4·½·1/1.
    counts = np.array([1, 1, 1, 1, 2, 2, 3, 4, 9, 0])
    np.testing.assert_allclose(modified_discounts(counts), [0, 0.5, 1.25, 1.0])


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([1, 1, 2], id="no count of three"),
        pytest.param([2, 3], id="no count of one"),
        pytest.param([1, 2, 3, 3, 3, 3], id="negative"),
        pytest.param([1, 2, 3, 3], id="zero"),
    ],
)
def test_discounts_fall_back_where_the_counts_give_none(counts: list[int]) -> None:
    assert modified_discounts(np.array(counts)).tolist() == [0, 0.5, 1, 1.5]


def test_a_token_never_seen_gets_an_even_share_of_what_the_discounts_took() -> None:
    # Three seen tokens once each and a fourth never: discounts take 3·½ of 3.
    model = fit(count_ngrams(np.array([0, 1, 2]), 4, 1), NgramConfig(order=1))
    np.testing.assert_allclose(model.distribution(np.array([])), [7 / 24] * 3 + [1 / 8])


def test_a_ladder_gives_the_same_models_as_single_fits() -> None:
    ids = np.random.default_rng(3).integers(0, 5, 500)
    counts = count_ngrams(ids, 5, HIGHEST)
    for order, model in fit_ladder(ids, 5, range(1, HIGHEST + 1)):
        alone = fit(counts, NgramConfig(order=order)).log_probabilities(ids)
        assert model.log_probabilities(ids).tolist() == alone.tolist()
