"""The needle sweep as a benchmark, on budgets of two steps."""

import pytest

from rnnlab.benchmarks.needles import measure_needles
from rnnlab.text import TextError
from rnnlab.training.needles.results import Budget


def test_every_point_is_a_row_and_the_verdict_a_note() -> None:
    result = measure_needles(["rnn-tanh", "lstm-3"], [3, 6], Budget(60.0, 2))
    assert [row.name for row in result.rows] == [
        "RNN, tanh, lag 3",
        "RNN, tanh, lag 6",
        "LSTM with forget bias 3, lag 3",
        "LSTM with forget bias 3, lag 6",
    ]
    assert all(0 <= row.figure.median <= 1 for row in result.rows)
    assert result.rows[0].unit.startswith("after 2 steps, ")
    assert result.notes[0].startswith("RNN, tanh fails from 3 on")
    assert result.plain()["rows"][0]["name"] == "RNN, tanh, lag 3"


def test_nobody_cannot_be_measured() -> None:
    with pytest.raises(TextError, match="Nobody takes part"):
        measure_needles([], [3])
