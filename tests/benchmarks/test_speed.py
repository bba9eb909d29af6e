"""Speed, in ratios to a yardstick of the same moment; the floors leave room for a busy machine."""

import pytest

from rnnlab.benchmarks.live import measure_live
from rnnlab.benchmarks.ngram import measure_ngram
from rnnlab.benchmarks.probe import measure_probe
from rnnlab.benchmarks.results import Result, Row
from rnnlab.benchmarks.sample import measure_sample
from rnnlab.benchmarks.start import measure_start
from rnnlab.benchmarks.step import measure_step

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]


def _ratio(row: Row) -> float:
    assert row.ratio is not None
    return row.ratio.median


@pytest.fixture(scope="module")
def step() -> Result:
    return measure_step(rounds=15, cell_rounds=5)


@pytest.fixture(scope="module")
def sample() -> Result:
    return measure_sample(rounds=5)


@pytest.fixture(scope="module")
def ngram() -> Result:
    return measure_ngram(rounds=5)


@pytest.fixture(scope="module")
def live() -> Result:
    return measure_live(rounds=2, seconds=8.0, warm_up=2.0)


@pytest.mark.parametrize(
    "name", ["LSTM 256", "GRU 256", "GRU simplified 256", "RNN tanh 256", "RNN ReLU 256"]
)
def test_a_training_step_costs_little_more_than_a_bare_one(step: Result, name: str) -> None:
    assert _ratio(step.row(name)) > 0.85


def test_a_look_inside_costs_less_than_three_training_steps() -> None:
    assert max(_ratio(row) for row in measure_probe(rounds=11).rows) < 3.0


@pytest.mark.parametrize("name", ["LSTM 256", "GRU 256", "RNN tanh 256"])
@pytest.mark.parametrize("yardstick", ["torch’s cell", "torch’s layer, one step"])
def test_writing_is_faster_than_a_loop_of_torch(sample: Result, name: str, yardstick: str) -> None:
    assert _ratio(sample.row(name, yardstick)) > 1.3


def test_fitting_time_grows_with_the_text_and_hardly_faster(ngram: Result) -> None:
    assert _ratio(ngram.row("fit eight times the text")) < 16.0


def test_fitting_six_orders_at_once_costs_less_than_one_after_another(ngram: Result) -> None:
    alone = sum(ngram.row(f"fit order {order}").figure.median for order in range(1, 7))
    assert ngram.row("fit orders 1–6 at once").figure.median < alone


def test_the_window_is_painted_soon_after_qt_could_be_there() -> None:
    assert _ratio(measure_start(rounds=3).row("launch → painted window")) < 4.0


def test_training_keeps_its_share_of_a_busy_machine_with_the_window_open(live: Result) -> None:
    assert _ratio(live.row("LSTM 256, window open")) > 0.4


def test_training_costs_little_more_processor_time_with_the_window_open(live: Result) -> None:
    assert _ratio(live.row("LSTM 256, by processor time")) > 0.75
