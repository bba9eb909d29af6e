"""Growing batches on cards that are made up."""

import pytest
import torch

from rnnlab.benchmarks.filling import Filled, fill
from rnnlab.text import TextError


def test_batches_double_until_they_are_hardly_faster() -> None:
    speeds = {32: 100.0, 64: 190.0, 128: 300.0, 256: 310.0}
    assert fill(speeds.__getitem__, 32, 4096) == Filled(256, "256 is hardly faster")


def test_a_larger_batch_that_is_slower_is_not_the_best() -> None:
    speeds = {32: 100.0, 64: 190.0, 128: 150.0}
    assert fill(speeds.__getitem__, 32, 4096) == Filled(64, "128 is hardly faster")


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("no"), MemoryError()])
def test_a_card_that_is_full_ends_it(error: Exception) -> None:
    def measure(size: int) -> float:
        if size > 64:
            raise error
        return float(size)

    assert fill(measure, 32, 4096) == Filled(64, "memory does not hold a batch of 128")


def test_a_text_that_is_too_short_ends_it() -> None:
    def measure(size: int) -> float:
        raise TextError("too short")

    assert fill(measure, 32, 4096) == Filled(None, "the text is too short for 32 columns")


def test_another_error_is_not_hidden() -> None:
    def measure(size: int) -> float:
        raise RuntimeError("a kernel broke")

    with pytest.raises(RuntimeError, match="a kernel broke"):
        fill(measure, 32, 4096)


def test_there_is_an_end_to_growing() -> None:
    assert fill(float, 32, 100) == Filled(64, "100 was the largest asked for")
