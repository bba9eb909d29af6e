"""Writing with networks against loops of torch's modules, by processor time."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from rnnlab.benchmarks.processes import figures_of
from rnnlab.benchmarks.results import Row, compared
from rnnlab.benchmarks.sample import BY_CELL, BY_LAYER, measure_sample

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]

Best = Callable[[Callable[[], Row], float], float]
_WIDE = """
import json
from time import process_time
from rnnlab.benchmarks.sample import measure_sample
result = measure_sample(2, length=20, rounds=3, smallest=64, shortest=40, clock=process_time)
print(json.dumps({"ratio": result.row("LSTM 512").ratio.median}))
"""


@pytest.mark.parametrize("name", ["LSTM 256", "GRU 256", "RNN tanh 256"])
@pytest.mark.parametrize("yardstick", [BY_CELL, BY_LAYER])
def test_writing_is_faster_than_a_loop_of_torch(name: str, yardstick: str, best: Best) -> None:
    def measure() -> Row:
        sizes = {"length": 300, "rounds": 3, "smallest": 1, "shortest": 10}
        return measure_sample(256, **sizes, clock=process_time).row(name, yardstick)

    assert best(measure, 1.3) > 1.3


def test_a_wide_network_does_not_wait_for_threads_of_numpy(best: Best) -> None:
    # in a fresh interpreter, since numpy asks for its threads once, when it is imported
    def measure() -> Row:
        ratio = np.array([figures_of("-c", _WIDE)["ratio"]])
        return compared("LSTM 512", "", ratio, BY_CELL, np.ones(1))

    assert best(measure, 1.0) > 1.0
