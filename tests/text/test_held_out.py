"""Held-out text laid out for measuring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.text.held_out import LEFT_OUT, held_out

EVERY_SEEN = np.ones(20_000, np.int32)


def test_a_short_text_is_one_column() -> None:
    laid_out = held_out(np.arange(5, dtype=np.int32), EVERY_SEEN)
    assert laid_out.inputs.tolist() == [[0], [1], [2], [3]]
    assert laid_out.targets.tolist() == [[1], [2], [3], [4]]


@given(st.integers(2, 20_000))
def test_each_target_follows_its_input_in_the_text(length: int) -> None:
    laid_out = held_out(np.arange(length, dtype=np.int32), EVERY_SEEN)
    assert (laid_out.targets == laid_out.inputs + 1).all()
    assert (laid_out.targets == laid_out.positions).all()
    assert (np.diff(laid_out.inputs, axis=0) == 1).all()


@given(st.integers(2, 20_000))
def test_nearly_the_whole_text_is_scored_once(length: int) -> None:
    scored = held_out(np.arange(length, dtype=np.int32), EVERY_SEEN).scored
    assert (np.diff(scored) > 0).all()
    assert length - 1 - 32 < len(scored) <= length - 1


@pytest.mark.parametrize("limit", [320, 3200])
def test_a_limit_spreads_the_sample_over_the_text(limit: int) -> None:
    scored = held_out(np.arange(20_000, dtype=np.int32), EVERY_SEEN, limit).scored
    assert len(scored) == limit
    assert scored[0] == 1
    assert scored[-1] > 19_000


def test_targets_that_training_lacks_are_left_out_but_read() -> None:
    counts = np.array([5, 0, 3], np.int32)
    laid_out = held_out(np.array([0, 1, 2, 1, 0], np.int32), counts)
    assert laid_out.targets.ravel().tolist() == [LEFT_OUT, 2, LEFT_OUT, 0]
    assert laid_out.inputs.ravel().tolist() == [0, 1, 2, 1]
    assert laid_out.scored.tolist() == [2, 4]
