"""Work that is given up in the middle."""

from pathlib import Path

import numpy as np
import pytest

from rnnlab.config import NgramConfig
from rnnlab.ngram import count_ngrams, fit, read_arpa, write_arpa
from rnnlab.ngram.counts import iterate_levels
from rnnlab.text.stopping import GivenUpError, StopSign
from rnnlab.text.suffixes import sort_suffixes

IDS = np.random.default_rng(0).integers(0, 5, 400).astype(np.int32)


def _after(calls: int) -> tuple[StopSign, list[int]]:
    """A sign, and what to count looks with: it goes up with the last of them."""
    return StopSign(), list(range(calls))


def test_a_sign_that_is_not_up_lets_work_go_on() -> None:
    StopSign().check()


def test_counting_ends_within_an_order() -> None:
    stop, left = _after(3)

    def check() -> None:
        left.pop()
        if not left:
            stop.put_up()
        stop.check()

    levels = iterate_levels(IDS, 5, check=check)
    next(levels)
    with pytest.raises(GivenUpError):
        next(levels)  # the order 2, which looks up more often than three times


def test_suffixes_can_be_given_up_before_they_are_sorted_once() -> None:
    assert next(sort_suffixes(IDS)) is None


def test_a_file_that_is_given_up_is_not_written(tmp_path: Path) -> None:
    model = fit(count_ngrams(IDS, 5, 3), NgramConfig(order=3))
    stop = StopSign()
    stop.put_up()
    with pytest.raises(GivenUpError):
        write_arpa(model, "abcde", tmp_path / "m.arpa", check=stop.check)
    assert list(tmp_path.iterdir()) == []


def test_reading_a_model_can_be_given_up(tmp_path: Path) -> None:
    write_arpa(fit(count_ngrams(IDS, 5, 3), NgramConfig(order=3)), "abcde", tmp_path / "m.arpa")
    stop = StopSign()
    stop.put_up()
    with pytest.raises(GivenUpError):
        read_arpa(tmp_path / "m.arpa", stop.check)
