"""Copied pieces against searching with ``in``."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.text.copied import Span, index_in_rounds, index_text, known_words, new_words
from rnnlab.text.suffixes import sort_suffixes

# Few different tokens, so that long pieces come again; others need two and four bytes.
tokens = st.sampled_from([0, 1]) | st.sampled_from([0, 255, 256, 300, 70_000])
texts = st.lists(tokens, min_size=1, max_size=60) | st.lists(st.just(3), min_size=1, max_size=40)
samples = st.lists(tokens | st.just(2_000_000) | st.just(-1), max_size=25)


def ids(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def stands_in(piece: list[int], text: list[int]) -> list[int]:
    """All places of a piece, by comparing it with every place of the text."""
    return [i for i in range(len(text)) if text[i : i + len(piece)] == piece]


def longest_by_hand(sample: list[int], start: int, text: list[int]) -> int:
    ends = range(len(sample), start, -1)
    return next((end - start for end in ends if stands_in(sample[start:end], text)), 0)


@given(texts)
def test_suffixes_are_sorted_as_lists_are(text: list[int]) -> None:
    *_, order = sort_suffixes(ids(text))
    assert order.tolist() == sorted(range(len(text)), key=lambda i: text[i:])


@given(texts, samples)
def test_the_longest_piece_from_each_place_is_found(text: list[int], sample: list[int]) -> None:
    copies = index_text(ids(text)).compare(ids(sample))
    for start, (length, place) in enumerate(
        zip(copies.lengths.tolist(), copies.places.tolist(), strict=True)
    ):
        assert length == longest_by_hand(sample, start, text)
        assert (place in stands_in(sample[start : start + length], text)) or length == 0


@given(texts, samples, st.integers(1, 6))
def test_the_share_of_pieces_is_that_of_looking_for_each(
    text: list[int], sample: list[int], length: int
) -> None:
    share = index_text(ids(text)).compare(ids(sample)).share(length)
    pieces = [sample[i : i + length] for i in range(len(sample) - length + 1)]
    if not pieces:
        assert share is None
    else:
        found = sum(bool(stands_in(piece, text)) for piece in pieces)
        assert share == pytest.approx(found / len(pieces))


@given(texts, samples, st.integers(1, 4))
def test_spans_are_all_pieces_that_cannot_be_made_longer(
    text: list[int], sample: list[int], shortest: int
) -> None:
    spans = index_text(ids(text)).compare(ids(sample)).spans(shortest)
    expected = []
    for start in range(len(sample)):
        for end in range(start + shortest, len(sample) + 1):
            grown = [(start - 1, end), (start, end + 1)]
            inside = stands_in(sample[start:end], text)
            if inside and not any(
                a >= 0 and b <= len(sample) and stands_in(sample[a:b], text) for a, b in grown
            ):
                expected.append((start, end - start))
    assert [(span.start, span.length) for span in spans] == expected


@given(texts, st.lists(tokens, min_size=1, max_size=4))
def test_all_places_of_a_piece_are_found(text: list[int], piece: list[int]) -> None:
    expected = [i for i in stands_in(piece, text) if i + len(piece) <= len(text)]
    assert index_text(ids(text)).places(ids(piece)) == expected


def test_a_long_copy_between_new_tokens_is_one_span_with_its_place() -> None:
    text = np.random.default_rng(1).integers(0, 60, 20_000).astype(np.int32)
    sample = np.concatenate([[99], text[5_000:5_700], [99, 99]]).astype(np.int32)
    copies = index_text(text).compare(sample)
    assert copies.longest() == Span(start=1, length=700, place=5_000)
    assert copies.spans(20) == [Span(start=1, length=700, place=5_000)]


def test_a_sample_without_a_known_token_has_no_longest_piece() -> None:
    copies = index_text(ids([1, 2])).compare(ids([7, 8]))
    assert copies.longest() is None
    assert copies.share(1) == 0.0


def test_no_more_places_are_listed_than_wished() -> None:
    assert len(index_text(ids([1] * 50)).places(ids([1, 1]), most=7)) == 7


def test_one_may_give_up_waiting_for_the_index() -> None:
    rounds = index_in_rounds(ids([1, 2] * 500))
    assert next(rounds) is None
    rounds.close()


def test_new_words_are_those_that_the_training_text_lacks() -> None:
    known = known_words("The cat, 3 cats;\nit isn't a dog.")
    sample = "The dogs saw 7 cats.\nIt isn't the dogs' cat, it's catlik"
    assert new_words(sample, known) == ["dogs", "saw", "It", "the", "it's"]


def test_case_can_be_passed_over_when_words_are_compared() -> None:
    assert new_words("The THE cat.", known_words("the", lower_case=True), lower_case=True) == [
        "cat"
    ]


def test_a_sample_of_five_thousand_characters_is_compared_at_once() -> None:
    """Far below the half second of a 5 MB text; what would fail it is a search without index."""
    text = np.random.default_rng(1).integers(0, 60, 200_000).astype(np.int32)
    index = index_text(text)
    started = time.perf_counter()
    index.compare(text[1_000:6_000])
    assert time.perf_counter() - started < 2.0
