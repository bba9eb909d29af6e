"""The long sweep on sizes that take no time."""

import pytest
import torch

from rnnlab.benchmarks.card_sweep import CardSweep, card_rows
from rnnlab.benchmarks.material import benchmark_config
from rnnlab.benchmarks.step_rows import CELLS, LAYERS, PRODUCT
from rnnlab.benchmarks.sweep import measure_sweep, thread_numbers
from rnnlab.models.devices import DeviceInfo

MODELS = 8
RECURRENT = 6


def test_every_model_has_its_yardsticks() -> None:
    before = torch.get_num_threads()
    result = measure_sweep(sizes=(2,), threads=(1,), rounds=1, turn=0.0, matrix_size=8)
    torch.set_num_threads(before)
    against = [row.against for row in result.rows]
    assert against.count(LAYERS) == MODELS
    assert against.count(CELLS) == RECURRENT
    assert against.count(PRODUCT) == MODELS
    assert result.rows[0].name == "LSTM 2, 1 thread"
    assert all(0 < row.figure.lowest <= row.figure.highest for row in result.rows)


@pytest.mark.parametrize(
    ("cores", "numbers"), [(1, (1,)), (2, (1, 2)), (6, (1, 2, 4, 6)), (8, (1, 2, 4, 8))]
)
def test_threads_double_up_to_all_cores(cores: int, numbers: tuple[int, ...]) -> None:
    assert thread_numbers(cores) == numbers


def test_without_a_card_it_is_said_that_none_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    devices = (DeviceInfo("cpu", "CPU"), DeviceInfo("cuda", "CUDA", "There is no card."))
    monkeypatch.setattr("rnnlab.benchmarks.card_sweep.available_devices", lambda: devices)
    assert card_rows() == ([], ["CUDA has not been measured: There is no card."])


def test_a_batch_size_is_measured_and_its_rows_are_kept() -> None:
    # the same code serves the CPU; what only a card has, graphs and its memory, is left out there
    sweep = CardSweep(benchmark_config("lstm", 2), rounds=2, turn=0.0, matrix_size=8)
    speed = sweep.measure(4)
    assert [row.against for row in sweep.rows] == [LAYERS, CELLS, PRODUCT]
    assert sweep.rows[0].name == "LSTM 2, batch 4, cpu"
    assert speed == sweep.rows[0].figure.median
    assert not sweep.notes
