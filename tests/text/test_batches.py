"""How a row of tokens is cut into batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.text import Batches, TextError


def _rows(letters: str) -> list[list[int]]:
    return [[ord(letter) - ord("a") for letter in row] for row in letters.split()]


def test_the_alphabet_is_cut_as_in_the_picture() -> None:
    batches = Batches(np.arange(26, dtype=np.int32), batch_size=4, sequence_length=3)
    first, second = batches.batch(0), batches.batch(1)
    assert len(batches) == 2
    assert [part.tolist() for part in first] == [_rows("agms bhnt ciou"), _rows("bhnt ciou djpv")]
    assert [part.tolist() for part in second] == [_rows("djpv ekqw flrx"), _rows("ekqw flrx gmsy")]


@given(batch_size=st.integers(1, 7), sequence_length=st.integers(1, 7), extra=st.integers(0, 100))
def test_each_column_is_one_stretch_of_the_text(
    batch_size: int, sequence_length: int, extra: int
) -> None:
    length = batch_size * sequence_length + 1 + extra
    batches = Batches(np.arange(length, dtype=np.int32), batch_size, sequence_length)
    pairs = [batches.batch(index) for index in range(len(batches))]
    inputs = np.concatenate([pair[0] for pair in pairs])
    targets = np.concatenate([pair[1] for pair in pairs])
    assert (np.diff(inputs, axis=0) == 1).all()
    assert (targets == inputs + 1).all()
    assert inputs.shape == (len(batches) * sequence_length, batch_size)
    assert len(np.unique(inputs)) == inputs.size
    assert inputs.size > length - 1 - batch_size * (sequence_length + 1)


def test_batches_are_plain_arrays_of_their_own() -> None:
    ids = np.arange(26, dtype=np.int32)
    inputs, targets = Batches(ids, 4, 3).batch(0)
    for part in (inputs, targets):
        assert part.dtype == np.int64
        assert part.flags.c_contiguous
        assert part.flags.writeable
        assert not np.shares_memory(part, ids)


def test_the_shortest_text_gives_one_batch() -> None:
    assert len(Batches(np.zeros(13, np.int32), 4, 3)) == 1


def test_a_shorter_text_is_told_how_long_it_must_be() -> None:
    with pytest.raises(TextError) as caught:
        Batches(np.zeros(1500, np.int32), 32, 64)
    assert str(caught.value) == (
        "This part of the text has 1,500 tokens; a batch of 32 stretches of 64 needs at least "
        "2,049; lower the batch size or the sequence length, or take a longer text."
    )


@pytest.mark.parametrize("index", [-1, 2])
def test_there_is_no_batch_beyond_the_last(index: int) -> None:
    with pytest.raises(IndexError):
        Batches(np.arange(26, dtype=np.int32), 4, 3).batch(index)
