"""The window in ratios to a yardstick of the same moment; floors leave room for a busy machine."""

import pytest

from rnnlab.benchmarks.live import measure_live
from rnnlab.benchmarks.results import Result, Row
from rnnlab.benchmarks.start import measure_start

pytestmark = [pytest.mark.benchmark, pytest.mark.slow, pytest.mark.timeout(600)]


def _ratio(row: Row) -> float:
    assert row.ratio is not None
    return row.ratio.median


@pytest.fixture(scope="module")
def live() -> Result:
    return measure_live(rounds=2, seconds=8.0, warm_up=2.0)


def test_the_window_is_painted_soon_after_qt_could_be_there() -> None:
    assert _ratio(measure_start(rounds=3).row("launch → painted window")) < 4.0


def test_training_keeps_its_share_of_a_busy_machine_with_the_window_open(live: Result) -> None:
    assert _ratio(live.row("LSTM 256, window open")) > 0.4


def test_training_costs_little_more_processor_time_with_the_window_open(live: Result) -> None:
    assert _ratio(live.row("LSTM 256, by processor time")) > 0.75
