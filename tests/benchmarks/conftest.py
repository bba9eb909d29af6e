"""What all tests of speed share."""

from collections.abc import Callable, Iterable

import pytest

from rnnlab.benchmarks.results import Row
from rnnlab.models import use_threads

TRIALS = 3


@pytest.fixture(autouse=True)
def _usual_threads() -> Iterable[None]:
    """Trainers set torch's threads; the next test finds what it found before."""
    yield
    use_threads(1)


@pytest.fixture
def best() -> Callable[[Callable[[], Row], float], float]:
    """The best ratio of a few measurements; they end when a floor is reached.

    What has become slow stays below the floor each time; a slow moment of the machine does not
    last for three measurements.
    """

    def of(measure: Callable[[], Row], floor: float) -> float:
        found: list[float] = []
        for _ in range(TRIALS):
            row = measure()
            assert row.ratio is not None
            found.append(row.ratio.median)
            if found[-1] > floor:
                break
        return max(found)

    return of
