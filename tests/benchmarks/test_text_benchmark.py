"""The benchmark of texts, on files of a few kilobytes."""

import shutil

import pytest

from rnnlab.benchmarks.text import COUNTING, DECODING, measure_text
from rnnlab.text import source_from_text

SIZES = {"whole": 2, "words": 2, "mapped": 2, "rounds": 1}


@pytest.mark.parametrize("counter", [COUNTING, DECODING])
def test_three_ways_of_reading_grow_beside_their_yardstick(counter: str) -> None:
    if counter == COUNTING and not shutil.which("wc"):
        pytest.skip("there is no wc here")
    source = source_from_text("Zwölf Boxkämpfer jagen Viktor.\n" * 9, "German")
    result = measure_text(source, **SIZES, counter=counter)
    assert [row.name for row in result.rows[:5]] == [
        "read whole, characters, 2 kB",
        "read whole, characters, 4 kB",
        "read whole, characters, 8 kB",
        "read whole, characters, 16 kB",
        "read whole, characters, 8 × the kB",
    ]
    assert len(result.rows) == 15
    assert [row.against for row in result.rows].count(counter) == 12
    assert len(result.notes) == 3
