"""Opening texts against decoding them, by processor time."""

from collections.abc import Callable
from time import process_time

import pytest

from rnnlab.benchmarks.results import Row
from rnnlab.benchmarks.text import DECODING, measure_text

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]

Best = Callable[[Callable[[], Row], float], float]
# Decoding what is plain ASCII is a copy of memory: what is measured is some twenty times as long.
FLOORS = {"characters": 0.003, "words": 0.0008, "pieces": 0.015}


def _measured(name: str) -> Row:
    """The speed for the largest file."""
    sizes = {"whole": 1, "words": 1, "mapped": 1}
    place = {"characters": ("whole", 3), "words": ("words", 8), "pieces": ("mapped", 13)}
    key, row = place[name]
    sizes[key] = 250 if name == "words" else 1_000
    result = measure_text(rounds=3, clock=process_time, counter=DECODING, **sizes)
    return result.rows[row]


@pytest.mark.parametrize("name", FLOORS)
def test_opening_a_text_costs_not_much_more_than_decoding_it(name: str, best: Best) -> None:
    assert best(lambda: _measured(name), FLOORS[name]) > FLOORS[name]
