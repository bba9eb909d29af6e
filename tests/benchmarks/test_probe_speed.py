"""Looks inside against training steps and against torch's layer, by processor time."""

from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from rnnlab.benchmarks.probe import FLOAT64, measure_probe
from rnnlab.benchmarks.results import Result, Row, compared

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]

Best = Callable[[Callable[[], Row], float], float]


def _result() -> Result:
    return measure_probe((128,), rounds=7, grown_rounds=3, shortest=16, clock=process_time)


def _inverse(row: Row) -> Row:
    """A ratio of costs as one of speeds, of which more is better."""
    assert row.ratio is not None
    return compared(row.name, "", np.ones(1), row.against, np.array([row.ratio.median]))


def test_a_look_inside_costs_less_than_three_training_steps(best: Best) -> None:
    assert best(lambda: _inverse(_result().row("LSTM 128", "training step")), 1 / 3) > 1 / 3


def test_a_look_costs_little_more_than_torchs_layer_in_the_same_precision(best: Best) -> None:
    assert best(lambda: _inverse(_result().row("LSTM 128", FLOAT64)), 1 / 3) > 1 / 3


def test_a_look_grows_no_faster_than_the_text(best: Best) -> None:
    row = "LSTM 128, 8 × the tokens"
    assert best(lambda: _inverse(_result().row(row)), 1 / 2) > 1 / 2
