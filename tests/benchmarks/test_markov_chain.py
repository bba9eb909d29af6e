"""The yardstick of writing with n-grams."""

import numpy as np

from rnnlab.benchmarks.ngram_growth import MarkovChain


def test_a_chain_writes_what_followed_in_the_text() -> None:
    ids = np.array([0, 1, 2, 0, 1, 3, 0, 1, 2], np.int32)
    written = MarkovChain(ids, length=2).write(300)
    text = ids.tolist()
    followed = set(zip(text, text[1:], text[2:], strict=False))
    inside = [0, 1, *written]
    assert set(zip(inside, inside[1:], inside[2:], strict=False)) == followed


def test_a_follower_that_came_twice_as_often_is_written_twice_as_often() -> None:
    ids = np.array([0, 1, 0, 1, 0, 2] * 50, np.int32)
    written = np.array(MarkovChain(ids, length=1).write(6_000))
    assert 1.8 < np.count_nonzero(written == 1) / np.count_nonzero(written == 2) < 2.2
