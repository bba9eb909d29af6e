"""What was never seen, what it costs and how it grows, against sets of strings."""

import numpy as np
import pytest

from rnnlab.ngram import NgramError, count_ngrams, join_sentences
from rnnlab.ngram.sparsity import growth, storage, unseen_shares

LETTERS = "abcd"
TRAIN = "abacabadabacabbaccabadcabacabab"
HELD_OUT = "abadabbacadabcabba"


def encode(letters: str) -> np.ndarray:
    return np.array([LETTERS.index(letter) for letter in letters], np.int64)


def slices(text: str, order: int) -> list[str]:
    return [text[i : i + order] for i in range(len(text) - order + 1)]


def distinct(text: str) -> list[int]:
    """The stream's beginning is a context like another."""
    return [len(set(slices(text if n == 1 else "^" + text, n))) for n in (1, 2, 3)]


def unseen(train: list[str], held_out: list[str], order: int) -> float:
    known = {gram for text in train for gram in slices(text, order)}
    asked = [gram for text in held_out for gram in slices(text, order)]
    return sum(gram not in known for gram in asked) / len(asked)


def test_the_share_of_unseen_ngrams_of_a_stream() -> None:
    found = unseen_shares(count_ngrams(encode(TRAIN), 4, 8), encode(HELD_OUT))
    np.testing.assert_allclose(found, [unseen([TRAIN], [HELD_OUT], n) for n in range(1, 9)])
    assert 0 < found[2] < found[7]


def test_a_letter_that_training_never_had_is_unseen_at_every_order() -> None:
    found = unseen_shares(count_ngrams(encode("abab"), 4, 2), encode("adab"))
    np.testing.assert_allclose(found, [1 / 4, 2 / 3])


def test_sentences_count_with_their_beginning_and_not_across() -> None:
    train, held_out = ["ab", "cab"], ["ab", "ba", "c"]
    ids, starts = join_sentences([encode(part) for part in train], 3)
    counts = count_ngrams(ids, 4, 3, starts)
    found = unseen_shares(counts, *join_sentences([encode(part) for part in held_out], 3))
    begun = [[f"<{part}d" for part in parts] for parts in (train, held_out)]
    wanted = [unseen(*begun, order) for order in (2, 3)]
    np.testing.assert_allclose(found[1:], wanted)
    assert found[0] == 0


def test_a_text_too_short_for_an_order_has_no_share() -> None:
    found = unseen_shares(count_ngrams(encode(TRAIN), 4, 3), encode("ab"))
    assert found[:2].tolist() == [0, 0]
    assert np.isnan(found[2])


def test_storage_counts_each_ngram_once_and_its_bytes() -> None:
    found = storage(count_ngrams(encode(TRAIN), 4, 3))
    kept = distinct(TRAIN)
    assert found.distinct.tolist() == kept
    assert found.possible.tolist() == [4, 16, 64]
    contexts = [1, *kept[:2]]
    assert found.bytes.tolist() == [16 * n + 8 * c for n, c in zip(kept, contexts, strict=True)]


def test_growth_is_that_of_the_beginnings_of_the_text() -> None:
    found = list(growth(encode(TRAIN), 4, 3, encode(HELD_OUT), (0.25, 1.0)))
    for part, text in zip(found, (TRAIN[: round(len(TRAIN) / 4)], TRAIN), strict=True):
        assert part.tokens == len(text)
        assert part.distinct.tolist() == distinct(text)
        np.testing.assert_allclose(part.unseen, [unseen([text], [HELD_OUT], n) for n in (1, 2, 3)])


def test_a_part_too_short_for_the_order_is_refused() -> None:
    with pytest.raises(NgramError, match="too few to count 3-grams"):
        list(growth(encode(TRAIN), 4, 3, encode(HELD_OUT), (1 / 16,)))


@pytest.mark.parametrize("fraction", [0.0, 1.5])
def test_a_part_beyond_the_text_is_refused(fraction: float) -> None:
    with pytest.raises(NgramError, match="between 0 and 1"):
        list(growth(encode(TRAIN), 4, 3, encode(HELD_OUT), (fraction,)))
